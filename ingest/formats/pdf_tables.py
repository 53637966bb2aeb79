"""The tables of a PDF page that has no mark of them: rows whose cells stand in columns.

Everything here is computed from the rows' texts and places, so it can be tested without a file.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean

from ingest.formats.pdf_lines import Line, PageLines
from ingest.formats.pdf_rows import (
    LEAST_FILLED,
    FoundTable,
    Part,
    Row,
    joined_text,
    parts_of,
    rows_of,
    trimmed,
)

LEAST_ROWS = 3  # with two cells or more; two are enough where they have three cells
LONGEST_CELL = 30  # characters on average, past the first column: longer is text in columns
MOST_LOWER = 0.5  # of the cells start with a small letter; more are lines of running text
ALIGNED = 0.75  # of the rows with cells must have no two of them in one column
ROW_STEP = 3.4  # font sizes from row to row, beyond which a table ends
HEADER_STEP = 2.2  # font sizes between the lines of a header
MOST_LABELS = 3  # rows with one cell between two with more
OUTSIDE = 5.0  # font sizes that a header may stand out of its column on the left
MOST_HEADER_ROWS = 4
STACKED = 1.45  # font sizes between two lines of one cell of a header
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AMOUNT = re.compile(r"[$€£¥]?\s?\(?[$€£¥]?[\d.,\s]*\d\)?\s?[%€)]*|[—–-]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand: (left, right) of each, from the left."""

    extents: tuple[tuple[float, float], ...]

    def place(self, part: Part) -> int:
        """The column that holds most of the part, or else the nearest."""

        def apart(column: int) -> tuple[float, float]:
            left, right = self.extents[column]
            overlap = min(right, part.right) - max(left, part.left)
            return -overlap, abs((left + right) - (part.left + part.right))

        return min(range(len(self.extents)), key=apart)


def aligned_tables(page: PageLines, apart: Collection[Line]) -> list[FoundTable]:
    """The tables that columns of cells show, in the order of the page; none with lines `apart`."""
    if not any(line.cells for line in page.lines) and not _has_neighbours(page):
        return []
    rows = rows_of(page)
    margins = [any(line in apart for line in page.lines[r.first : r.last]) for r in rows]
    tables: list[FoundTable] = []
    done = 0
    for first, last in _regions(rows, margins):
        table = _table(page, rows, margins, max(first, done), last, done)
        if table is not None:
            tables.append(table)
            done = last
    return tables


def _has_neighbours(page: PageLines) -> bool:
    return any(
        min(one.top, other.top) - max(one.bottom, other.bottom) > 0.5 * one.size
        for one, other in pairwise(page.lines)
    )


def _regions(rows: Sequence[Row], margins: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Runs of rows, first to last (exclusive), that start and end with more than one cell."""
    first = last = -1
    labels_end = 0.0
    for at, row in enumerate(rows):
        if first >= 0 and (margins[at] or not _follows(rows[at - 1], row)):
            yield first, last
            first = -1
        if margins[at]:
            continue
        if len(row.parts) > 1:
            if first < 0:
                first, labels_end = at, row.parts[1].left
            elif row.left < labels_end:
                labels_end = min(labels_end, row.parts[1].left)
            last = at + 1
        elif first >= 0 and (row.right > labels_end + row.size or at - last >= MOST_LABELS):
            yield first, last
            first = -1
    if first >= 0:
        yield first, last


def _follows(above: Row, below: Row) -> bool:
    step = above.bottom - below.bottom
    return 0 < step <= ROW_STEP * max(above.size, below.size)


def _table(
    page: PageLines, rows: Sequence[Row], margins: Sequence[bool], first: int, last: int, done: int
) -> FoundTable | None:
    """The table of rows `first` to `last`, with the header above it; None where it is none."""
    inside = rows[first:last]
    columns = _columns(inside)
    if columns is None:
        return None
    begin, first = _header_start(rows, margins, first, done, columns)
    header = _header(page.lines[rows[begin].first : rows[first].first], page, columns)
    body = [_cells(row.parts, columns) for row in _with_labels(rows[first:last])]
    leading = _leading(body, inside, has_header=bool(header))
    header = _united([*header, *body[:leading]])
    cells = tuple(trimmed(row) for row in (*header, *body[leading:]))
    return FoundTable(rows[begin].first, rows[last - 1].last, cells, len(header), columns.extents)


def _columns(rows: Sequence[Row]) -> Columns | None:
    """The columns of the rows; None where their cells do not stand in any, or hold running text."""
    many = [row for row in rows if len(row.parts) > 1]
    counts = Counter(len(row.parts) for row in many)
    usual = max(counts, key=lambda count: (counts[count] * count, count))
    if len(many) < (LEAST_ROWS if usual == 2 else LEAST_ROWS - 1):
        return None
    full = [row.parts for row in many if len(row.parts) == usual]
    if len(full) < 2:
        return None
    columns = Columns(
        tuple(
            (min(part.left for part in column), max(part.right for part in column))
            for column in zip(*full, strict=True)
        )
    )
    if any(one[1] > other[0] + 1.0 for one, other in pairwise(columns.extents)):
        return None
    filled = sum(len(row.parts) for row in many)
    if filled < LEAST_FILLED * len(many) * usual or _is_running_text(many):
        return None
    columns = _finer(many, columns)
    apart = sum(len({columns.place(part) for part in row.parts}) == len(row.parts) for row in many)
    return columns if apart >= ALIGNED * len(many) else None


def _finer(rows: Sequence[Row], columns: Columns) -> Columns:
    """The columns; one with two names apart, of which no row fills both, as debit and credit."""
    widest = max(rows, key=lambda row: len(row.parts))
    others = [part for row in rows if row is not widest for part in row.parts]
    extents: list[tuple[float, float]] = []
    for at, extent in enumerate(columns.extents):
        names = [p for p in widest.parts if columns.place(p) == at and p.text[0].isalpha()]
        below = [part for part in others if columns.place(part) == at]
        stacks = [[part for part in (name, *below) if _overlap(name, part)] for name in names]
        apart = [(min(p.left for p in one), max(p.right for p in one)) for one in stacks]
        if (
            len(names) > 1
            and sum(map(len, stacks)) == len(names) + len(below)
            and min(map(len, stacks)) >= LEAST_ROWS
            and all(one[1] < other[0] for one, other in pairwise(apart))
        ):
            extents += apart
        else:
            extents.append(extent)
    return Columns(tuple(extents))


def _overlap(one: Part, other: Part) -> bool:
    return min(one.right, other.right) > max(one.left, other.left)


def _is_running_text(rows: Sequence[Row]) -> bool:
    """True for lines of text that stands in columns and was drawn from side to side."""
    others = [len(part.text) for row in rows for part in row.parts[1:]]
    lower = [part.text[0].islower() for row in rows for part in row.parts]
    return mean(others) > LONGEST_CELL or mean(lower) > MOST_LOWER


def _with_labels(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, with the first line of a label that goes on put before its second."""
    waiting: Row | None = None
    for row in rows:
        if waiting is not None:
            if row.text[0].islower() and waiting.text[-1] not in ":.":
                first = row.parts[0]
                text = joined_text([waiting.text, first.text])
                part = replace(first, text=text, left=min(first.left, waiting.left))
                row = replace(row, parts=(part, *row.parts[1:]))
            else:
                yield waiting
            waiting = None
        if len(row.parts) == 1:
            waiting = row
        else:
            yield row


def _cells(parts: Sequence[Part], columns: Columns) -> list[str]:
    cells: list[list[str]] = [[] for _ in columns.extents]
    for part in parts:
        cells[columns.place(part)].append(part.text)
    return [joined_text(texts) for texts in cells]


def _header_start(
    rows: Sequence[Row], margins: Sequence[bool], first: int, done: int, columns: Columns
) -> tuple[int, int]:
    """Where the header above row `first` starts, and where it ends: labels may come between."""
    begin = end = first
    (_, label_right), (left, _) = columns.extents[:2]
    edge = max((label_right + left) / 2, left - OUTSIDE * rows[first].size)
    floor = top = rows[first].top
    for at in range(first - 1, done - 1, -1):
        above = rows[at]
        if margins[at] or above.bottom < floor - 2.0:
            break
        step = (above.bottom - top) / above.size
        if step <= HEADER_STEP and (above.left >= edge or (begin < end and above.bottom < top)):
            begin = at
        elif begin == end and step <= ROW_STEP and first - at <= MOST_LABELS:
            if len(above.parts) > 1 or above.right > left:
                break
            begin = end = at
            floor = above.top
        else:
            break
        top = max(top, above.top)
    return (begin, end) if begin < end else (first, first)


def _united(header: Sequence[list[str]]) -> list[list[str]]:
    """The rows of a header, those joined whose cells stand in the same columns: "May 1," "2022"."""
    united: list[list[str]] = []
    for row in header:
        filled = [bool(cell) for cell in row]
        if united and sum(filled) > 1 and filled == [bool(cell) for cell in united[-1]]:
            pairs = zip(united[-1], row, strict=True)
            united[-1] = [joined_text([above, below]) for above, below in pairs]
        else:
            united.append(row)
    return united


def _header(lines: Sequence[Line], page: PageLines, columns: Columns) -> list[list[str]]:
    """The lines above the rows as rows of cells; lines of one cell stand together."""
    stacks: list[list[Line]] = []
    for line in lines:
        last = stacks[-1][-1] if stacks else None
        if last and not line.cells and not last.cells and _stacked(last, line):
            stacks[-1].append(line)
        else:
            stacks.append([line])
    rows: list[list[list[Line]]] = []
    for stack in sorted(stacks, key=lambda stack: (-stack[-1].bottom, stack[0].left)):
        if rows and rows[-1][-1][-1].bottom - stack[-1].bottom < 0.5 * stack[0].size:
            rows[-1].append(stack)
        else:
            rows.append([stack])
    return [_header_cells(row, page, columns) for row in rows]


def _stacked(above: Line, below: Line) -> bool:
    step = above.bottom - below.bottom
    overlap = min(above.right, below.right) - max(above.left, below.left)
    return 0 < step < STACKED * above.size and overlap > 0


def _header_cells(row: Sequence[Sequence[Line]], page: PageLines, columns: Columns) -> list[str]:
    parts: list[Part] = []
    for stack in sorted(row, key=lambda stack: stack[0].left):
        if stack[0].cells:
            parts += parts_of(page, stack[0])
        else:
            left, right = min(line.left for line in stack), max(line.right for line in stack)
            parts.append(Part(joined_text([line.text for line in stack]), left, right))
    return _cells(parts, columns)


def _leading(body: Sequence[Sequence[str]], rows: Sequence[Row], *, has_header: bool) -> int:
    """How many of the first rows of the body name the columns too, and are no data."""
    count = 0
    while count < min(MOST_HEADER_ROWS, len(body) - 1) and _names_columns(body[count]):
        count += 1
    if count or has_header:
        return count
    if any(_DIGIT.search(cell) for row in body[1:] for cell in row[1:]):
        return int(all(body[0][1:]) and not any(_DIGIT.search(cell) for cell in body[0]))
    return int(rows[0].bold and not rows[1].bold)


def _names_columns(cells: Sequence[str]) -> bool:
    """True for years, dates and the like over columns whose rows have labels."""
    return not cells[0] and all(
        _YEAR.fullmatch(cell) or not _AMOUNT.fullmatch(cell) for cell in cells[1:] if cell
    )
