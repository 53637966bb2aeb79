"""A conversation: each question answered in the light of those before it, each answer kept."""

from collections.abc import Generator, Sequence
from contextlib import closing, suppress

from assistant.answering import Assistant
from assistant.events import (
    Answer,
    AnswerDone,
    AnswerEvent,
    AnswerKind,
    AnswerSentence,
    EvidenceFound,
)
from assistant.follow_up import Role, Said
from assistant.kept_answers import answer_shown
from storage.conversations import add_turn, list_turns
from storage.errors import AssistantError, NotFound
from storage.language import detect_language
from storage.records import Person
from storage.turn_records import CitedSource, Turn, TurnSentence

STOPPED_NOTICE = "stopped"


def ask(
    assistant: Assistant,
    question: str,
    *,
    person: Person,
    conversation_id: str,
    language: str = "",
) -> Generator[AnswerEvent, None, None]:
    """The events of the answer to `person`, in the question's language.

    `language`, the person's, decides where the question's cannot be told. The turn is in the
    ledger before AnswerDone comes out. Closing the events keeps what was written so far, as an
    answer cut short; nothing is kept where nothing was written. Raises NotFound for a
    conversation that is not the person's, and what Assistant.answer raises.
    """
    ledger = assistant.store.ledger
    turns = list_turns(ledger, person.name, conversation_id)
    sentences: list[AnswerSentence] = []
    answer: Answer | None = None
    read: tuple[str, ...] = ()  # ids of the documents that the writer was given
    notice = STOPPED_NOTICE
    events = assistant.answer(
        question,
        reader=person.reader,
        language=detect_language(question, default=language or "en"),
        history=_said(assistant, person, turns),
    )
    with closing(events):
        try:
            for event in events:
                if isinstance(event, EvidenceFound):
                    read = tuple(sorted({source.document_id for source in event.sources}))
                if isinstance(event, AnswerSentence):
                    sentences.append(event)
                if isinstance(event, AnswerDone):
                    answer = event.answer
                    _keep(assistant, person, conversation_id, question, answer, read)
                yield event
        except AssistantError as error:
            notice = error.code
            raise
        finally:
            if answer is None and sentences:
                cut = _cut_short(assistant, sentences, language, notice)
                _keep(assistant, person, conversation_id, question, cut, read)


def _said(assistant: Assistant, person: Person, turns: Sequence[Turn]) -> list[Said]:
    """What was said, oldest first: the questions, and the last answer as far as it is shown.

    A kept answer may hold what documents say that the person may no longer read.
    """
    said = [Said(Role.USER, turn.question) for turn in turns]
    if turns and turns[-1].kind != AnswerKind.MENTIONS:
        answer = answer_shown(assistant.store.ledger, person.reader, turns[-1])
        said += [Said(Role.ASSISTANT, answer)] if answer else []
    return said


def _keep(
    assistant: Assistant,
    person: Person,
    conversation_id: str,
    question: str,
    answer: Answer,
    read: tuple[str, ...],
) -> None:
    turn = Turn(
        id=0,  # the ledger numbers it
        question=question,
        answer=answer.text,
        kind=answer.kind,
        language=answer.language,
        model=answer.model,
        complete=answer.complete,
        sources=answer.sources,
        nearest=answer.nearest,
        sentences=tuple(
            TurnSentence(
                one.text,
                one.citations,
                one.supported,
                one.paragraph,
                may_repeat=one.may_repeat if one.supported else read,
                counts=one.counts,
            )
            for one in answer.sentences
        ),
        notice=answer.notice,
    )
    with suppress(NotFound):  # the person deleted the conversation while it was answered
        add_turn(assistant.store.ledger, person.name, conversation_id, turn)


def _cut_short(
    assistant: Assistant, sentences: list[AnswerSentence], language: str, notice: str
) -> Answer:
    """What had been written when the events were closed, or broke off."""
    sources: dict[int, CitedSource] = {}
    for sentence in sentences:
        sources.update({source.number: source for source in sentence.new_sources})
    quoted = all(sentence.quoted for sentence in sentences)
    return Answer(
        AnswerKind.EXTRACTIVE if quoted else AnswerKind.GENERATED,
        detect_language(sentences[0].text, default=language or "en"),
        tuple(sentences),
        tuple(sources.values()),
        model="" if quoted or assistant.model is None else assistant.model.name,
        notice=notice,
        complete=False,
    )
