"""`make bench-retrieval`: what answers without a language model quote of what was asked."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answering import Answer, AnswerDone, AnswerKind, Assistant
from assistant.follow_up import Role, Said
from assistant.metrics import mean
from assistant.settings import NO_MODEL, AssistantSettings
from benchmarks.halves import CHOSE, NAMES, REPORTS, half_of
from benchmarks.homes import home_of, open_ready
from benchmarks.kept_folders import ROOT
from benchmarks.table import Table
from storage.documents import list_documents, page
from storage.records import OPERATOR
from storage.store import Store

EXAMPLES = ROOT / "examples"
QUESTIONS = EXAMPLES / "questions_quoted.jsonl"
KINDS = {
    "parts": "several parts",
    "follow-up": "follow-up",
    "other-topic": "another topic after the first",
}
_EXPLAINED = (
    "The invented company of `examples/`: questions of several parts, and chains of two to four "
    "questions asked as in the chat, the answers before it included; each is written in French and "
    "in English. All quoted: the answer without a language model has, for each part of the "
    "question, a quotation with the words that answer it; first: the first quotation has those of "
    "the first part. Crossed: a part is answered in the other language only, which the bundled "
    "English embedder hardly finds. The half is that of the pair."
)


@dataclass(frozen=True, slots=True)
class QuotedQuestion:
    """Questions asked one after the other, and words of which each part of the last wants one."""

    pair: str
    kind: str
    language: str
    asked: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was quoted for a question; `crossed` where a part has an answer in no page of its own
    language."""

    question: QuotedQuestion
    crossed: bool
    all_quoted: bool
    first: bool
    quotes: int
    refused: bool


def quoted_questions(path: Path = QUESTIONS) -> list[QuotedQuestion]:
    """The questions of the file in order."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        QuotedQuestion(
            line["pair"],
            line["kind"],
            line["language"],
            tuple(line["asked"]),
            tuple(tuple(map(plain, part)) for part in line["parts"]),
        )
        for line in lines
    ]


def plain(text: str) -> str:
    """Text with one kind of space and one kind of apostrophe."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).replace("’", "'")


def measure() -> Table:
    """The figures of both halves, over a home with the documents of `examples/`."""
    with open_ready(home_of(EXAMPLES / "documents", "examples")) as store:
        settings = AssistantSettings(model=NO_MODEL)
        assistant = Assistant(store, settings)
        texts = texts_by_language(store)
        found = [outcome(assistant, question, texts) for question in quoted_questions()]
    return table(found)


def texts_by_language(store: Store) -> dict[str, str]:
    """All pages of all documents in French, and in English."""
    texts = {"fr": "", "en": ""}
    for document in list_documents(store.ledger, OPERATOR):
        for number in range(1, document.page_count + 1):
            text = page(store.ledger, OPERATOR, document.id, number).text
            texts[document.language] += f" {plain(text)}"
    return texts


def outcome(assistant: Assistant, question: QuotedQuestion, texts: dict[str, str]) -> Outcome:
    """Ask them one after the other, and look at the answer to the last."""
    answer = None
    for number, asked in enumerate(question.asked):
        history = [Said(Role.USER, before) for before in question.asked[:number]]
        if answer is not None and answer.text:
            history.append(Said(Role.ASSISTANT, answer.text))
        answer = _answer(assistant, asked, history)
    assert answer is not None, "a question at least"
    quotes = [plain(sentence.text) for sentence in answer.sentences]
    own = texts[question.language]
    return Outcome(
        question,
        crossed=not all(any(words in own for words in part) for part in question.parts),
        all_quoted=all(_has(part, quotes) for part in question.parts),
        first=_has(question.parts[0], quotes[:1]),
        quotes=len(quotes),
        refused=answer.kind is AnswerKind.REFUSAL,
    )


def table(found: Sequence[Outcome]) -> Table:
    """A row for each kind, language and half; the crossed ones have a row a kind."""
    rows = []
    for half in (REPORTS, CHOSE):
        of_half = [one for one in found if half_of(one.question.pair) == half]
        for kind, name in KINDS.items():
            for language in ("fr", "en"):
                rows.append(_row(of_half, half, kind, f"{name}, {language.upper()}", language))
            rows.append(_row(of_half, half, kind, f"{name}, crossed", None))
    head = ["half", "questions", "n", "all quoted", "first", "quotations", "refused"]
    return Table("Quotations", _EXPLAINED, head, [row for row in rows if row[2] != "0"])


def _row(
    found: Sequence[Outcome], half: int, kind: str, name: str, language: str | None
) -> list[str]:
    of_row = [
        one
        for one in found
        if one.question.kind == kind
        and one.crossed == (language is None)
        and language in (None, one.question.language)
    ]
    shares = (
        mean([float(one.all_quoted) for one in of_row]),
        mean([float(one.first) for one in of_row]),
        mean([float(one.quotes) for one in of_row]),
    )
    refused = sum(one.refused for one in of_row)
    return [
        NAMES[half],
        name,
        str(len(of_row)),
        *(f"{share:.2f}" for share in shares),
        str(refused),
    ]


def _has(part: Sequence[str], quotes: Sequence[str]) -> bool:
    return any(words in quote for words in part for quote in quotes)


def _answer(assistant: Assistant, asked: str, history: Sequence[Said]) -> Answer:
    events = assistant.answer(asked, reader=OPERATOR, history=history)
    return next(event.answer for event in events if isinstance(event, AnswerDone))
