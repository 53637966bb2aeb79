"""The counted answer: no model, every readable document, read back as it was given."""

import pytest

from assistant.answering import Answer, AnswerDone, AnswerKind, Assistant
from assistant.conversation import ask
from assistant.mention_answer import MOST_LISTED, mention_list
from assistant.settings import AssistantSettings
from storage import conversations
from storage.errors import UnknownCollection
from storage.mention_records import MentionCounts
from storage.people import add_person
from storage.records import Reader, Role
from storage.store import Store
from tests.assistant.handbook import add
from tests.assistant.scripted_model import ScriptedModel
from tests.fakes import WordEmbedder

STAFF = Reader("emma", frozenset({"staff"}))
HR = Reader("hugo", frozenset({"staff", "hr"}))


def answered(store: Store, question: str, reader: Reader = STAFF, **more: object) -> Answer:
    assistant = Assistant(store, AssistantSettings.model_validate({"model": "none"}))
    (event,) = assistant.answer(question, reader=reader, **more)  # type: ignore[arg-type]
    assert isinstance(event, AnswerDone)
    return event.answer


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quels documents mentionnent le télétravail ?", "fr"),
        ("Which documents mention leave?", "en"),
    ],
)
def test_it_counts_every_mention_in_the_language_of_the_question(
    handbook: Store, question: str, language: str
) -> None:
    answer = answered(handbook, question)
    assert (answer.kind, answer.language, answer.model) == (AnswerKind.MENTIONS, language, "")
    said = mention_list(answer.sentences, answer.sources)
    (document,) = said.documents
    assert said.counts.documents == 1 and said.counts.searched == 2
    assert (
        sum(page.mentions for page in document.pages) == document.mentions == said.counts.mentions
    )
    assert document.source.quote and document.source.spans


def test_no_model_is_asked(handbook: Store) -> None:
    model = ScriptedModel("Leave.")
    assistant = Assistant(handbook, AssistantSettings(), model=model)
    events = list(assistant.answer("Which documents mention leave?", reader=STAFF))
    assert len(events) == 1 and not model.prompts


def test_what_may_not_be_read_is_neither_counted_nor_named(handbook: Store) -> None:
    question = "Which documents mention directors?"
    assert mention_list(answered(handbook, question).sentences, ()).counts == MentionCounts(
        searched=2
    )
    assert len(answered(handbook, question, HR).sources) == 1


def test_only_the_collections_asked_for_are_searched(handbook: Store) -> None:
    question = "Which documents mention the salary band?"
    assert not answered(handbook, question, HR, collections=["staff"]).sources
    assert answered(handbook, question, HR, collections=["hr"]).sources
    with pytest.raises(UnknownCollection):
        answered(handbook, question, STAFF, collections=["hr"])


def test_a_long_list_is_cut_and_its_counts_are_not(handbook: Store) -> None:
    for number in range(MOST_LISTED + 3):
        add(handbook.ledger, WordEmbedder(dimension=512), f"{number}.md", ["Amiante."], title="T")
    answer = answered(handbook, "Quels documents mentionnent l'amiante ?")
    said = mention_list(answer.sentences, answer.sources)
    assert said.counts.documents == said.counts.mentions == MOST_LISTED + 3
    assert len(said.documents) == MOST_LISTED
    assert len(answer.sentences[0].may_repeat) == MOST_LISTED + 3


def test_it_is_kept_and_read_back_as_it_was_given(handbook: Store) -> None:
    ledger = handbook.ledger
    person = add_person(ledger, "emma", password_hash="x", role=Role.EMPLOYEE, groups={"staff"})
    conversation = conversations.start(ledger, "emma")
    assistant = Assistant(handbook, AssistantSettings.model_validate({"model": "none"}))
    question = "Quels documents mentionnent le télétravail ?"
    events = list(ask(assistant, question, person=person, conversation_id=conversation))
    given = events[-1]
    assert isinstance(given, AnswerDone)
    (turn,) = conversations.list_turns(ledger, "emma", conversation)
    assert turn.kind == "mentions"
    kept = mention_list(turn.sentences, turn.sources)
    assert kept == mention_list(given.answer.sentences, given.answer.sources)
    assert turn.sentences[0].may_repeat == (turn.sources[0].document_id,)
