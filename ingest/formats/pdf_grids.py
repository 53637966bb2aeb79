"""The tables of a PDF page that ruling lines show: lines that cross, and the text between them.

Everything here is computed from places, so it can be tested without a file.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.formats.pdf_lines import Line, PageLines
from ingest.formats.pdf_rows import LEAST_FILLED, FoundTable, joined_text, parts_of, trimmed
from ingest.formats.pdf_rules import SAME_PLACE, Rule, Rules

MOST_LINES = 600  # more are a drawing
LONGEST_CELL = 600  # characters; a longer one is a page laid out in frames
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of a table end: `downs` from the left, `acrosses` from the lower edge."""

    downs: tuple[float, ...]
    acrosses: tuple[float, ...]

    def holds(self, line: Line) -> bool:
        """True where the middle of the line is inside."""
        across, height = (line.left + line.right) / 2, (line.bottom + line.top) / 2
        return (
            self.downs[0] < across < self.downs[-1]
            and self.acrosses[0] < height < self.acrosses[-1]
        )

    def row(self, line: Line) -> int:
        """Which row holds the line, from the top."""
        return len(self.acrosses) - bisect_right(self.acrosses, (line.bottom + line.top) / 2)

    def column(self, left: float, right: float) -> int:
        """Which column holds the start of what stands between `left` and `right`."""
        return max(0, bisect_right(self.downs, left + min(SAME_PLACE, (right - left) / 2)) - 1)


def ruled_tables(page: PageLines, running: frozenset[Line]) -> list[FoundTable]:
    """The tables in grids of ruling lines whose text stands together in the file."""
    found = (_table(page, grid, running) for grid in grids(page.rules))
    tables = sorted((table for table in found if table), key=lambda table: table.first)
    apart: list[FoundTable] = []
    for table in tables:
        if not apart or table.first >= apart[-1].last:
            apart.append(table)
    return apart


def grids(rules: Rules) -> list[Grid]:
    """The grids of two rows and two columns or more that crossing lines make."""
    if not rules.could_be_grid:
        return []
    acrosses, downs = _merged(rules.across), _merged(rules.down)
    if len(acrosses) + len(downs) > MOST_LINES:
        return []
    found = []
    for across, down in _connected(acrosses, downs):
        heights = _distinct(rule.place for rule in across)
        sides = _distinct(rule.place for rule in down)
        if len(heights) > 2 and len(sides) > 2:
            found.append(Grid(sides, heights))
    return found


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """The lines with those joined that lie on each other or follow each other."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.place), rule.start)):
        last = merged[-1] if merged else None
        if last and abs(last.place - rule.place) <= 1.0 and rule.start <= last.end + SAME_PLACE:
            merged[-1] = Rule(last.place, last.start, max(last.end, rule.end))
        else:
            merged.append(rule)
    return merged


def _connected(
    acrosses: Sequence[Rule], downs: Sequence[Rule]
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """The lines in groups that cross or touch each other."""
    left = set(range(len(downs)))
    used: set[int] = set()
    while left:
        group = [left.pop()]
        across: list[int] = []
        for down in group:
            touching = [
                at
                for at, rule in enumerate(acrosses)
                if at not in used and _cross(rule, downs[down])
            ]
            used.update(touching)
            across += touching
            more = [at for at in left if any(_cross(acrosses[a], downs[at]) for a in touching)]
            left.difference_update(more)
            group += more
        yield [acrosses[at] for at in across], [downs[at] for at in group]


def _cross(across: Rule, down: Rule) -> bool:
    return (
        across.start - SAME_PLACE <= down.place <= across.end + SAME_PLACE
        and down.start - SAME_PLACE <= across.place <= down.end + SAME_PLACE
    )


def _distinct(places: Iterator[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > SAME_PLACE:
            kept.append(place)
    return tuple(kept)


def _table(page: PageLines, grid: Grid, running: frozenset[Line]) -> FoundTable | None:
    """The text in the grid by rows; None where it does not stand together or is no table."""
    places = [at for at, line in enumerate(page.lines) if grid.holds(line)]
    if not places or places[-1] - places[0] >= len(places):
        return None
    lines = [page.lines[at] for at in places]
    lowest = max(map(grid.row, lines))
    if any(line in running for line in lines if grid.row(line) == lowest):
        return None  # a letterhead in a frame; a repeated header has rows below it
    rows = [
        (_cells(page, list(row), grid), row_number)
        for row_number, row in groupby(sorted(lines, key=grid.row), key=grid.row)
    ]
    used = [at for at in range(len(grid.downs) - 1) if any(row[at] for row, _ in rows)]
    cells = [trimmed([row[at] for at in used]) for row, _ in rows]
    filled = [len(cell) for row in cells for cell in row if cell]
    if len(cells) < 2 or len(used) < 2 or max(filled) > LONGEST_CELL:
        return None
    if len(filled) < LEAST_FILLED * len(cells) * len(used):
        return None
    extents = tuple((grid.downs[at], grid.downs[at + 1]) for at in used)
    header_rows = int(_names_columns(cells[0], lines, grid, rows[0][1]))
    return FoundTable(places[0], places[-1] + 1, tuple(cells), header_rows, extents)


def _cells(page: PageLines, lines: Sequence[Line], grid: Grid) -> list[str]:
    cells: list[list[str]] = [[] for _ in grid.downs[1:]]
    for line in lines:
        for part in parts_of(page, line):
            cells[min(grid.column(part.left, part.right), len(cells) - 1)].append(part.text)
    return [joined_text(texts) for texts in cells]


def _names_columns(cells: Sequence[str], lines: Sequence[Line], grid: Grid, first_row: int) -> bool:
    """True for a first row that is bold over one that is not, or that has no number in it."""
    first = [line for line in lines if grid.row(line) == first_row]
    others = [line for line in lines if grid.row(line) != first_row]
    if all(line.bold for line in first) and not all(line.bold for line in others):
        return True
    return len(cells) > 1 and all(cells[1:]) and not any(map(_DIGIT.search, cells))
