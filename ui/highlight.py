"""Where a span of a page's text stands among the characters that a PDF draws: pure functions.

The text of a page was cleaned when it was read: ligatures split, hyphens joined, spaces tamed.
Both sides are therefore squeezed to their letters and digits before they are compared.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MIN_LETTERS = 3  # shorter is found by accident
MIN_PART_LETTERS = 12  # of a sentence that is looked for alone, as the whole is not found
SENTENCE_OR_LINE = re.compile(r"[^\n.!?;]+[\n.!?;]*")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Letters and digits of a text; `origins[i]` is where `letters[i]` stood in it."""

    letters: str
    origins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Needle:
    """Squeezed text to look for, and how many times it stands on the page before the span."""

    letters: str
    occurrence: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in one unit for both directions, from the top left corner downwards."""

    left: float
    top: float
    right: float
    bottom: float


def squeeze(characters: Iterable[str]) -> Squeezed:
    """The letters and digits of a text, decomposed (NFKD), without case and accents.

    é written as one character or as two gives e; ﬁ gives fi, both from the same place.
    """
    letters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(characters):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if part.isalnum():
                letters.append(part)
                origins.append(index)
    return Squeezed("".join(letters), tuple(origins))


def needles_for(text: str, start: int, end: int) -> list[Needle]:
    """What to look for in order to find `text[start:end]`: the whole, then its sentences.

    The sentences serve where something else stands between them among the PDF's characters.
    """
    page = squeeze(text)
    needles = []
    for part_start, part_end, shortest in parts_of(text, start, end):
        first = bisect_left(page.origins, part_start)
        letters = page.letters[first : bisect_left(page.origins, part_end)]
        if len(letters) >= shortest:
            earlier = sum(1 for found in positions(page.letters, letters) if found < first)
            needles.append(Needle(letters, earlier))
        elif not needles:
            return []  # too little to be found other than by accident
    return needles


def parts_of(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The span, then each sentence or line of it, each with its fewest letters."""
    yield start, end, MIN_LETTERS
    for part in SENTENCE_OR_LINE.finditer(text, start, end):
        yield part.start(), part.end(), MIN_PART_LETTERS


def positions(letters: str, needle: str) -> Iterator[int]:
    """Where `needle` begins in `letters`, from the left, overlapping ones too."""
    at = letters.find(needle)
    while at >= 0:
        yield at
        at = letters.find(needle, at + 1)


def locate(page: Squeezed, needles: Sequence[Needle]) -> list[int]:
    """The places, in the text `page` was squeezed from, of the characters that were looked for.

    The first needle alone where it is found, else all others that are found.
    """
    if not needles:
        return []
    whole = places(page, needles[0])
    if whole:
        return whole
    return sorted({place for needle in needles[1:] for place in places(page, needle)})


def places(page: Squeezed, needle: Needle) -> list[int]:
    """Where the characters of one needle stand; of the last occurrence if there are too few."""
    found = list(positions(page.letters, needle.letters)) if needle.letters else []
    if not found:
        return []
    at = found[min(needle.occurrence, len(found) - 1)]
    return sorted(set(page.origins[at : at + len(needle.letters)]))


def quoted_span(text: str, quote: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`, compared by letters and digits; None where it does not."""
    page, needle = squeeze(text), squeeze(quote).letters
    if len(needle) < MIN_LETTERS:
        return None
    at = page.letters.find(needle)
    if at < 0:
        return None
    return page.origins[at], page.origins[at + len(needle) - 1] + 1


def quoted_spans(text: str, quote: str) -> list[tuple[int, int]]:
    """Where `quote` stands in `text`; its lines, where they stand apart, as rows do from a header.

    A line that is short is not looked for alone.
    """
    whole = quoted_span(text, quote)
    if whole:
        return [whole]
    lines = (line for line in quote.splitlines() if len(squeeze(line).letters) >= MIN_PART_LETTERS)
    return [span for line in lines if (span := quoted_span(text, line))]


def merged_lines(boxes: Iterable[Box]) -> list[Box]:
    """Character boxes in reading order, merged into one box a line.

    A box goes on its line where they overlap in height by half and it does not stand far away:
    a column beside it is another line.
    """
    lines: list[Box] = []
    for box in boxes:
        if lines and on_the_line(lines[-1], box):
            line = lines[-1]
            lines[-1] = Box(
                min(line.left, box.left),
                min(line.top, box.top),
                max(line.right, box.right),
                max(line.bottom, box.bottom),
            )
        else:
            lines.append(box)
    return lines


def on_the_line(line: Box, box: Box) -> bool:
    """True where `box` continues `line`."""
    overlap = min(line.bottom, box.bottom) - max(line.top, box.top)
    height = min(line.bottom - line.top, box.bottom - box.top)
    gap = max(box.left - line.right, line.left - box.right, 0.0)
    return overlap >= height / 2 and gap <= 3 * (line.bottom - line.top)
