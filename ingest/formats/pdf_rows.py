"""Rows of a PDF page: the lines that stand beside each other, and the cells in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.pdf_lines import LINE_HYPHEN, Line, PageLines

LEAST_FILLED = 0.4  # of the cells of a table; the letters in a drawing leave more empty

_UNIT_BEFORE = re.compile(r"[$€£¥]\s?\(?|[+(–-]")  # stands at the left edge of its number's cell
_UNIT_AFTER = re.compile(r"\)?\s?[%€)]|pts|bps")
_MARK = re.compile(r"[•●○▪■□◦‣∙·–—*➢✓✔\uf020-\uf0ff-]|o|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]")


@dataclass(frozen=True, slots=True)
class Part:
    """A text between `left` and `right`, in a font of `size` points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Row:
    """Lines `first` to `last` (exclusive) of a page, beside each other, with their parts."""

    first: int
    last: int
    parts: tuple[Part, ...]
    bottom: float
    top: float
    size: float
    bold: bool

    @property
    def left(self) -> float:
        return self.parts[0].left

    @property
    def right(self) -> float:
        return self.parts[-1].right

    @property
    def text(self) -> str:
        return " ".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """Lines `first` to `last` (exclusive) of a page as rows of cells, `header_rows` first.

    `extents` are the left and right edges of its columns.
    """

    first: int
    last: int
    rows: tuple[tuple[str, ...], ...]
    header_rows: int
    extents: tuple[tuple[float, float], ...]


def rows_of(page: PageLines) -> list[Row]:
    """The lines of the page in rows, in the order of the file."""
    rows: list[Row] = []
    first = 0
    for at in range(1, len(page.lines) + 1):
        if at == len(page.lines) or not _beside(page.lines[at - 1], page.lines[at]):
            rows.append(_row(page, first, at))
            first = at
    return rows


def parts_of(page: PageLines, line: Line) -> list[Part]:
    """The cells of a line, or the whole line."""
    if not line.cells:
        return [Part(line.text, line.left, line.right)]
    return [
        Part(page.text[cell.start : cell.end].strip(), cell.left, cell.right) for cell in line.cells
    ]


def joined_text(texts: Sequence[str]) -> str:
    """Lines of one cell as one text; a word that is broken at a line end is left for cleaning."""
    text = ""
    for more in texts:
        text += more if not text or text.endswith(LINE_HYPHEN) else f" {more}"
    return text


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells without empty ones at the end."""
    last = max((at for at, cell in enumerate(cells) if cell), default=-1)
    return tuple(cells[: last + 1])


def _row(page: PageLines, first: int, last: int) -> Row:
    lines = page.lines[first:last]
    parts = _with_units([part for line in lines for part in parts_of(page, line)])
    return Row(
        first,
        last,
        tuple(parts),
        bottom=min(line.bottom for line in lines),
        top=max(line.top for line in lines),
        size=lines[0].size,
        bold=all(line.bold for line in lines),
    )


def _with_units(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with currency signs, per cents and list marks joined to what they belong to."""
    waiting: Part | None = None
    for at, part in enumerate(parts):
        following = parts[at + 1].text if at + 1 < len(parts) else ""
        before = _UNIT_BEFORE if at else _MARK
        goes_on = before.fullmatch(part.text) or _UNIT_AFTER.fullmatch(following)
        if waiting is not None:
            part = Part(joined_text([waiting.text, part.text]), waiting.left, part.right)
        waiting = part if following and goes_on else None
        if waiting is None:
            yield part


def _beside(one: Line, other: Line) -> bool:
    """True where `other` stands to the right of `one`, at its height."""
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    least = min(one.top - one.bottom, other.top - other.bottom)
    return overlap > 0.5 * least and other.left >= one.right - 1.0
