"""What of a passage can be quoted as an answer, and what stands above it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.sentences import sentence_spans
from assistant.table_rows import headers_of_rows, is_caption
from storage.folding import words

_FEWEST_WORDS = 5  # fewer, without an end mark, is a heading or a table cell
_LEAST_ANSWER = 3  # words; "No." after a question goes with the sentence after it

_NO = re.compile(r"(?P<no>No\.)\s+(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class Quotable:
    """Characters `start` to `end` of a passage's text: `text`, a sentence or a row.

    `above` belongs to what it says: title, section, the header of its table, and the question
    before it on its line.
    """

    start: int
    end: int
    text: str
    above: str


def quotable(passage: Evidence) -> list[Quotable]:
    """The sentences that can be quoted, in order.

    No headings, captions, questions, single cells or headers of tables; these are, where there
    is no other.
    """
    headers = headers_of_rows(passage.text)
    headings = frozenset(words(passage.context))
    found, whole = [], []
    for start, end, question in _answers(passage.text):
        if all(span.repeated for span in passage.locate(start, end)):
            continue
        header = headers.get(start, (0, 0))
        above = f"{passage.context} {passage.text[slice(*header)]} {question}"
        one = Quotable(start, end, passage.text[start:end], above)
        found.append(one)
        if header != (start, end) and _is_whole(one.text, headings):
            whole.append(one)
    return whole or found


def _answers(text: str) -> Iterator[tuple[int, int, str]]:
    """The sentences of `text`, each with the question before it on its line.

    A question is one itself; a word or two after it go with the next sentence on that line, if it
    is no question.
    """
    question = ""
    done, begun = 0, -1  # `begun`: where a word or two begin that end at `done`
    for start, end in _sentences(text):
        new_line, asks = "\n" in text[done:start], text[start:end].endswith("?")
        if begun >= 0 and (new_line or asks):
            yield begun, done, question
            begun = -1
        first, begun, done = (begun if begun >= 0 else start), -1, end
        if asks:
            question = text[start:end]
            yield start, end, ""
            continue
        question = "" if new_line else question
        if question and len(text[first:end].split()) < _LEAST_ANSWER:
            begun = first
            continue
        yield first, end, question
    if begun >= 0:
        yield begun, done, question


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Its sentences, where "No." after a question is one too, not short for "number"."""
    before = (0, 0)
    for start, end in sentence_spans(text):
        answer = _NO.match(text, start, end)
        asked = text[slice(*before)].endswith("?") and "\n" not in text[before[1] : start]
        if asked and answer is not None:
            yield start, answer.end("no")
            start = answer.end()
        yield start, end
        before = start, end


def _is_whole(text: str, headings: frozenset[str]) -> bool:
    if is_caption(text) or text.endswith("?"):
        return False
    if text.endswith((".", "!", "…", "»", ".”")):
        return True
    return len(text.split()) >= _FEWEST_WORDS and not headings.issuperset(words(text))
