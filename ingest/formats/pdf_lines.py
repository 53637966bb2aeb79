"""The lines of a PDF page as PDFium finds them: their characters, place, size and weight."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import pypdfium2 as pdfium

from ingest.formats.pdf_cells import LOOSE, Cell, cells_of
from ingest.formats.pdf_characters import Characters
from ingest.formats.pdf_combs import with_joined
from ingest.formats.pdf_hidden import blanked, hidden_runs, hidden_texts
from ingest.formats.pdf_objects import Box, Layer
from ingest.formats.pdf_raised import with_raised
from ingest.formats.pdf_rules import NO_RULES, Rules, page_rules
from ingest.formats.pdf_view import View
from storage.page_findings import HiddenText

LINE_HYPHEN = "\ufffe"  # what PDFium puts for a hyphen and the line end behind it
NO_SIGNS: Mapping[int, str] = MappingProxyType({})
_LINE_END = re.compile(f"[\\r\\n{LINE_HYPHEN}]")


@dataclass(frozen=True, slots=True)
class Line:
    """Characters `start` to `end` of the page's text; the box is in points, as the page is seen.

    `top` and `bottom` grow upwards from the lower edge of the page.
    """

    start: int
    end: int
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    cells: tuple[Cell, ...] = ()  # two or more, where gaps or ruling lines part it


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page's text, one character for each of PDFium's character indexes, and its lines.

    `rules` are looked for only where lines stand side by side, or have gaps.
    """

    text: str
    lines: tuple[Line, ...]
    width: float
    height: float
    rules: Rules = NO_RULES
    hidden: tuple[HiddenText, ...] = ()  # what a person does not see; blank in `text`


def page_lines(
    page: pdfium.PdfPage,
    drawn: Layer,
    combs: Sequence[Box] = (),
    signs: Mapping[int, str] = NO_SIGNS,
) -> PageLines:
    """The lines of `page`, which draws `drawn`, in the order in which the file draws them.

    What stands in a field of `combs`, a character a cell, is one word; `signs` are what the texts
    at these addresses stand for, a character each.
    """
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        characters = Characters(text_page)
        text = characters.as_seen(_page_text(text_page, characters), signs)
        runs = hidden_runs(page, drawn, characters, len(text))
        hidden, text = hidden_texts(text, runs), blanked(text, runs)
        view = View(page)
        text = with_raised(with_joined(text, combs, characters), characters, view)
        lines = [_line(characters, view, text, start, end) for start, end in _line_spans(text)]
        rules = page_rules(drawn, view) if _may_hold_table(lines) else NO_RULES
        lines = [_with_cells(line, characters, view, text, rules) for line in lines]
    finally:
        text_page.close()
    return PageLines(text, tuple(lines), width, height, rules, hidden)


def _may_hold_table(lines: Sequence[Line]) -> bool:
    """True where two lines in a row stand beside each other, or a line has room for gaps."""
    return any(_is_loose(line) for line in lines) or any(
        min(one.top, other.top) - max(one.bottom, other.bottom) > 0.5 * one.size
        for one, other in pairwise(lines)
    )


def _is_loose(line: Line) -> bool:
    """True where its characters seem wider than those of running text."""
    return line.right - line.left > LOOSE * line.size * len(line.text)


def _with_cells(line: Line, characters: Characters, view: View, text: str, rules: Rules) -> Line:
    if " " not in line.text:
        return line
    middle = (line.bottom + line.top) / 2
    crossing = [
        rule
        for rule in (rules.down if rules.could_be_grid else ())
        if line.left < rule.place < line.right and rule.start <= middle <= rule.end
    ]
    if not crossing and not _is_loose(line):
        return line
    start = line.start + text[line.start : line.end].index(line.text)
    whole = Cell(start, start + len(line.text), line.left, line.right)
    cells = cells_of(characters, view, text, whole, size=line.size, rules=crossing)
    return replace(line, cells=cells)


def _page_text(text_page: pdfium.PdfTextPage, characters: Characters) -> str:
    """The page's text so that `text[i]` is PDFium's character i; lines end with CR LF."""
    text: str = text_page.get_text_range()
    count = text_page.count_chars()
    if len(text) == count:
        return text
    # Left-out and astral characters shift the text: take each character by its index.
    return characters.codes(count)


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Lines with something to see in them; a hyphen at the end of a line belongs to it."""
    start = 0
    for found in _LINE_END.finditer(text):
        end = found.start() + (found[0] == LINE_HYPHEN)
        if text[start:end].strip():
            yield start, end
        start = end
    if text[start:].strip():
        yield start, len(text)


def _line(characters: Characters, view: View, text: str, start: int, end: int) -> Line:
    first, last = start, end - 1
    while text[first].isspace():
        first += 1
    while last > first and (text[last].isspace() or text[last] == LINE_HYPHEN):
        last -= 1
    left, bottom, right, top = view.seen(characters.box(first))
    left2, bottom2, right2, top2 = view.seen(characters.box(last))
    size, bold = _style(characters, text, first, last)
    return Line(
        start=start,
        end=end,
        text=text[start:end].strip(),
        left=min(left, left2),
        right=max(right, right2),
        bottom=min(bottom, bottom2),
        top=max(top, top2),
        size=size,
        bold=bold,
    )


def _style(characters: Characters, text: str, first: int, last: int) -> tuple[float, bool]:
    """The size and weight that two of the first, middle and last characters of a line have."""
    one, other = (characters.style(place, text[place]) for place in (first, last))
    if one == other:
        return one
    place = (first + last) // 2
    middle = characters.style(place, text[place])
    return sorted((one[0], middle[0], other[0]))[1], one[1] + middle[1] + other[1] >= 2
