"""From a question to a cited answer: the whole story on one screen."""

from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from assistant.citation_numbers import CitationNumbers
from assistant.citations import Aligner, CitableText
from assistant.errors import LanguageModelError, ModelOverflow, ModelSilent
from assistant.events import (
    Answer,
    AnswerDone,
    AnswerEvent,
    AnswerKind,
    AnswerSentence,
    EvidenceFound,
    ModelWaiting,
)
from assistant.evidence import EVIDENCE_CHARACTERS, Evidence, gather_evidence, still_readable
from assistant.follow_up import FollowUp, Role, Said, conversation, follow_up
from assistant.gate import is_near_enough, nearest_titles
from assistant.language_model import LanguageModel
from assistant.meaning import embedding_while_possible
from assistant.mention_answer import mention_answer
from assistant.mention_follow_up import mentioned_after
from assistant.negated_mentions import require_affirmed
from assistant.ollama_model import OllamaModel
from assistant.prompts import CHARACTERS_A_TOKEN, Prompt, render_prompt
from assistant.question import normalised_question, require_subject, what_is_asked
from assistant.quoting import quotes_of
from assistant.retrieval import Retrieval, retrieve
from assistant.rewriting import is_unsure, rewritten
from assistant.settings import LEAST_EVIDENCE_TOKENS, NO_MODEL, AssistantSettings
from assistant.writing import WrittenAnswer, write_answer
from storage.language import detect_language
from storage.records import Reader
from storage.sought import Sought
from storage.store import Store

__all__ = [
    "Answer",
    "AnswerDone",
    "AnswerEvent",
    "AnswerKind",
    "AnswerSentence",
    "Assistant",
    "EvidenceFound",
    "ModelWaiting",
]

PASSAGES = 30  # found for a question; the best of them become evidence, the others may be twins
NO_MODEL_NOTICE = "no-model"
UNSUPPORTED_NOTICE = "unsupported"


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    before: str  # the question before it, where this one leans on that
    language: str  # of the answer
    reader: Reader
    retrieval: Retrieval


class Assistant:
    """Answers questions from a store. Thread-safe; holds no state between questions.

    `model` replaces the language model that the settings name; None where those say `none`.
    """

    def __init__(
        self, store: Store, settings: AssistantSettings, *, model: LanguageModel | None = None
    ) -> None:
        self.store = store
        self.settings = settings
        self.model = model
        if model is None and settings.model != NO_MODEL:
            self.model = OllamaModel(settings)

    def answer(
        self,
        question: str,
        *,
        reader: Reader,
        language: str | None = None,
        history: Sequence[Said | str] = (),
        collections: Collection[str] | None = None,
    ) -> Generator[AnswerEvent, None, None]:
        """The events of one answer; the last is AnswerDone. Closing them stops the model at once.

        `language` is that of the answer, by default the question's own; `history` what was said
        before, oldest first; a plain text is a question. Trouble with the language model never
        raises: the answer says so. Where a document it may rest on is removed or closed to the
        reader meanwhile, the last word is a refusal. Raises QuestionEmpty, QuestionVague,
        MentionsNegated and QuestionTooLong at once, UnknownCollection and EmbedderError with the
        first event.
        """
        question = what_is_asked(normalised_question(question))
        require_affirmed(question)
        said = conversation(history)
        if not said:
            require_subject(question)
        sought = mentioned_after(question, _questions(said))
        return self._events(question, reader, language, said, sought, collections)

    def _events(
        self,
        question: str,
        reader: Reader,
        language: str | None,
        said: Sequence[Said],
        sought: Sought | None,
        collections: Collection[str] | None,
    ) -> Generator[AnswerEvent, None, None]:
        asked_in = detect_language(question, default=language or "en")
        if sought is not None:
            yield AnswerDone(self._mentions(sought, language or asked_in, reader, collections))
            return
        following = self._following(question, said, asked_in)
        retrieval = retrieve(
            self.store,
            question,
            reader=reader,
            collections=collections,
            k=PASSAGES,
            language=asked_in,
            following=following,
        )
        before = _questions(said)[-1] if following and following.leans else ""
        asked = _Asked(question, before, language or asked_in, reader, retrieval)
        evidence = self._evidence(asked) if is_near_enough(retrieval) else []
        if not evidence:
            yield AnswerDone(_refusal(asked))
            return
        prompt, notice = self._prompt(asked, evidence)
        shown = evidence if prompt is None else prompt.evidence
        yield EvidenceFound(tuple(e.found_source(n) for n, e in enumerate(shown, start=1)))
        with closing(self._answered(asked, prompt, shown, notice)) as answered:
            for event in answered:
                waits = isinstance(event, ModelWaiting)
                if not waits and not still_readable(self.store.ledger, reader, shown):
                    yield AnswerDone(Answer(AnswerKind.REFUSAL, asked.language))
                    return
                yield event

    def _mentions(
        self, sought: Sought, language: str, reader: Reader, collections: Collection[str] | None
    ) -> Answer:
        ledger, lettered = self.store.ledger, self.store.lettered
        return mention_answer(
            ledger, lettered, sought, reader=reader, language=language, collections=collections
        )

    def _following(self, question: str, said: Sequence[Said], language: str) -> FollowUp | None:
        """What the question takes over: by rules, or by the model where those are unsure."""
        following = follow_up(question, said, language)
        if following is None or self.model is None or not is_unsure(following):
            return following
        if self.settings.rewrite_follow_ups == "off":
            return following
        return rewritten(following, question, said, model=self.model, language=language)

    def _answered(
        self, asked: _Asked, prompt: Prompt | None, shown: Sequence[Evidence], notice: str
    ) -> Generator[AnswerEvent, None, None]:
        """What the model writes; without a prompt, or where it fails at once, quotations."""
        if prompt is not None and self.model is not None:
            written = yield from self._written(self.model, asked, prompt)
            if written.says_not_answered:
                yield AnswerDone(_refusal(asked, model=self.model.name))
                return
            if written.sentences:
                yield AnswerDone(_generated(asked, written, model=self.model.name))
                return
            notice = written.failure.code if written.failure else ModelSilent.code
        yield from self._quoted(asked, shown, notice)

    def _written(
        self, model: LanguageModel, asked: _Asked, prompt: Prompt
    ) -> Generator[AnswerEvent, None, WrittenAnswer]:
        """What the model writes; a prompt that it refuses as too long goes again with half."""
        while True:
            written = WrittenAnswer()
            yield from write_answer(model, prompt, self._aligner(asked, prompt), written)
            fewer = len(prompt.evidence) // 2
            too_long = isinstance(written.failure, ModelOverflow) and not written.sentences
            if not (too_long and fewer):
                return written
            prompt = _rendered(asked, prompt.evidence[:fewer], prompt.budget_tokens)

    def _evidence(self, asked: _Asked) -> list[Evidence]:
        room = self.settings.num_ctx - self.settings.answer_tokens - LEAST_EVIDENCE_TOKENS
        return gather_evidence(
            self.store.ledger,
            asked.reader,
            asked.retrieval,
            most=self.settings.evidence_passages,
            budget=min(EVIDENCE_CHARACTERS, room * CHARACTERS_A_TOKEN),
        )

    def _prompt(self, asked: _Asked, evidence: list[Evidence]) -> tuple[Prompt | None, str]:
        """The prompt, or None and the code of why no model is asked."""
        if self.model is None:
            return None, NO_MODEL_NOTICE
        try:
            prompt = _rendered(asked, evidence, self.model.context_tokens())
        except LanguageModelError as error:
            return None, error.code
        return (prompt, "") if prompt.evidence else (None, ModelOverflow.code)

    def _aligner(self, asked: _Asked, prompt: Prompt) -> Aligner:
        texts = [CitableText(e.text, e.context, e.language) for e in prompt.evidence]
        embed = embedding_while_possible(self.store.embedder)
        return Aligner(texts, weights=asked.retrieval.weights, embed=embed)

    def _quoted(
        self, asked: _Asked, evidence: Sequence[Evidence], notice: str
    ) -> Iterator[AnswerEvent]:
        """The answer without a model: sentences of the evidence, word for word."""
        numbers = CitationNumbers()
        sentences: list[AnswerSentence] = []
        embed = embedding_while_possible(self.store.embedder)
        for quote in quotes_of(asked.question, asked.retrieval, evidence, embed=embed):
            found = evidence[quote.passage].source(0, quote.start, quote.end)
            source, is_new = numbers.cite(found)
            sentence = AnswerSentence(
                found.quote,
                citations=(source.number,),
                supported=True,
                new_sources=(source,) if is_new else (),
                paragraph=bool(sentences),
                quoted=True,
            )
            sentences.append(sentence)
            yield sentence
        yield AnswerDone(
            Answer(
                AnswerKind.EXTRACTIVE,
                asked.language,
                tuple(sentences),
                numbers.sources,
                notice=notice,
            )
        )


def _questions(said: Sequence[Said]) -> list[str]:
    return [one.content for one in said if one.role is Role.USER]


def _rendered(asked: _Asked, evidence: Sequence[Evidence], budget_tokens: int) -> Prompt:
    return render_prompt(
        asked.question,
        evidence,
        language=asked.language,
        budget_tokens=budget_tokens,
        before=asked.before,
    )


def _refusal(asked: _Asked, *, model: str = "") -> Answer:
    nearest = nearest_titles(asked.retrieval)
    return Answer(AnswerKind.REFUSAL, asked.language, nearest=nearest, model=model)


def _generated(asked: _Asked, written: WrittenAnswer, *, model: str) -> Answer:
    unsupported = "" if written.supported else UNSUPPORTED_NOTICE
    return Answer(
        AnswerKind.GENERATED,
        asked.language,
        tuple(written.sentences),
        written.numbers.sources,
        model=model,
        notice=written.failure.code if written.failure else unsupported,
        complete=written.failure is None,
    )
