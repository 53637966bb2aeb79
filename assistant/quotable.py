"""What of a passage can be quoted as an answer, and what stands above it."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.sentences import sentence_spans
from assistant.table_rows import headers_of_rows, is_caption
from storage.folding import words

_FEWEST_WORDS = 5  # fewer, without an end mark, is a heading or a table cell
_LEAST_ANSWER = 3  # words; "No." after a question goes with the sentence after it


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

    A question is one itself; a word or two after it go with the next sentence.
    """
    question = ""
    done = joined_from = -1
    for start, end in sentence_spans(text):
        if "\n" in text[max(done, 0) : start]:
            question = ""
        done = end
        first, joined_from = (joined_from if joined_from >= 0 else start), -1
        if text[first:end].endswith("?"):
            question = text[first:end]
            yield first, end, ""
            continue
        goes_on = end < len(text) and text[end] != "\n"
        if question and goes_on and len(text[first:end].split()) < _LEAST_ANSWER:
            joined_from = first
            continue
        yield first, end, question


def _is_whole(text: str, headings: frozenset[str]) -> bool:
    if is_caption(text) or text.endswith("?"):
        return False
    if text.endswith((".", "!", "…", "»", ".”")):
        return True
    return len(text.split()) >= _FEWEST_WORDS and not headings.issuperset(words(text))
