"""The lines of a PDF page as PDFium finds them: their characters, place, size and weight."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_cells import LOOSE, Cell, cells_of, char_box
from ingest.formats.pdf_hidden import blanked, hidden_runs, hidden_texts
from ingest.formats.pdf_rules import NO_RULES, Rules, page_rules
from ingest.formats.pdf_view import View
from storage.page_findings import HiddenText

LINE_HYPHEN = "\ufffe"  # what PDFium puts for a hyphen and the line end behind it
BOLD_WEIGHT = 600
BOLD_NAMES = ("bold", "black", "heavy", "demi")
_FONT_NAME_BYTES = 64


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


def page_lines(page: pdfium.PdfPage) -> PageLines:
    """The lines of `page` in the order in which the file draws them."""
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        text = page_text(text_page)
        runs = hidden_runs(page, text_page, len(text))
        hidden, text = hidden_texts(text, runs), blanked(text, runs)
        view = View(page)
        lines = [_line(text_page, view, text, start, end) for start, end in _line_spans(text)]
        rules = page_rules(page, view) if _may_hold_table(lines) else NO_RULES
        lines = [_with_cells(line, text_page, view, text, rules) for line in lines]
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


def _with_cells(
    line: Line, text_page: pdfium.PdfTextPage, view: View, text: str, rules: Rules
) -> Line:
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
    cells = cells_of(text_page, view, text, whole, size=line.size, rules=crossing)
    return replace(line, cells=cells)


def page_text(text_page: pdfium.PdfTextPage) -> str:
    """The page's text so that `text[i]` is PDFium's character i; lines end with CR LF."""
    text: str = text_page.get_text_range()
    count = text_page.count_chars()
    if len(text) == count:
        return text
    # Left-out and astral characters shift the text: take each character by its index.
    codes = (pdfium_c.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if code <= 0x10FFFF else "\ufffd" for code in codes)


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Lines with something to see in them; a hyphen at the end of a line belongs to it."""
    start = 0
    for end, character in enumerate(text):
        if character in "\r\n" or character == LINE_HYPHEN:
            end += character == LINE_HYPHEN
            if text[start:end].strip():
                yield start, end
            start = end
    if text[start:].strip():
        yield start, len(text)


def _line(text_page: pdfium.PdfTextPage, view: View, text: str, start: int, end: int) -> Line:
    first, last = start, end - 1
    while text[first].isspace():
        first += 1
    while last > first and (text[last].isspace() or text[last] == LINE_HYPHEN):
        last -= 1
    left, bottom, right, top = view.seen(char_box(text_page, first))
    left2, bottom2, right2, top2 = view.seen(char_box(text_page, last))
    places = (first, (first + last) // 2, last)
    return Line(
        start=start,
        end=end,
        text=text[start:end].strip(),
        left=min(left, left2),
        right=max(right, right2),
        bottom=min(bottom, bottom2),
        top=max(top, top2),
        size=sorted(_size(text_page, place) for place in places)[1],
        bold=sum(_is_bold(text_page, place) for place in places) >= 2,
    )


def _size(text_page: pdfium.PdfTextPage, index: int) -> float:
    """The font size in points, to a tenth, with the scale of the text's matrix."""
    matrix = pdfium_c.FS_MATRIX()
    size: float = pdfium_c.FPDFText_GetFontSize(text_page, index)
    if pdfium_c.FPDFText_GetMatrix(text_page, index, matrix):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
    return round(size, 1)


def _is_bold(text_page: pdfium.PdfTextPage, index: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(text_page, index) >= BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(text_page, index, name, _FONT_NAME_BYTES, flags)
    lowered = name.value.decode("utf-8", errors="replace").lower()
    return any(mark in lowered for mark in BOLD_NAMES)
