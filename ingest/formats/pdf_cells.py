"""The cells of a line of a PDF page: what wide gaps, or ruling lines, hold apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.pdf_characters import Characters
from ingest.formats.pdf_rules import Rule
from ingest.formats.pdf_view import View

CELL_GAP = 1.0  # font sizes between two cells; a space of justified text is narrower
# Width of a character in font sizes from which a gap is looked for: running text in Helvetica and
# Times has .40 to .50, the rows of sec10q .55 to 2 (November 2026).
LOOSE = 0.5
_SPACE = re.compile(r"\s+")
_SIGNS = "$£¥"  # a sum begins with it, so that a number before it is another cell


@dataclass(frozen=True, slots=True)
class Cell:
    """Characters `start` to `end` of the page's text, between `left` and `right` in points."""

    start: int
    end: int
    left: float
    right: float


def cells_of(
    characters: Characters,
    view: View,
    text: str,
    whole: Cell,
    *,
    size: float,
    rules: Sequence[Rule],
) -> tuple[Cell, ...]:
    """The cells of the line `whole`, at least two, or none. `rules` are the upright ones there."""
    cells = [whole]
    for first, last in _gaps(text, whole):
        left = view.seen(characters.box(first))[2]
        right = view.seen(characters.box(last))[0]
        ruled = any(left - 1.0 <= rule.place <= right + 1.0 for rule in rules)
        next_sum = text[last] in _SIGNS and (text[first].isdigit() or text[first] in ")—")
        if ruled or next_sum or right - left > CELL_GAP * size:
            cells[-1:] = [
                Cell(cells[-1].start, first + 1, cells[-1].left, left),
                Cell(last, whole.end, right, whole.right),
            ]
    return tuple(cells) if len(cells) > 1 else ()


def _gaps(text: str, whole: Cell) -> Iterator[tuple[int, int]]:
    """The characters before and after each space of the line."""
    for space in _SPACE.finditer(text, whole.start, whole.end):
        if whole.start < space.start() and space.end() < whole.end:
            yield space.start() - 1, space.end()
