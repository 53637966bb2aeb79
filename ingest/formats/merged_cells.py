"""Merged cells of a table: one merged over rows stands in each of them, one over columns once.

So each value stands in the row that it is about and below the name of its own column.
"""

from bisect import bisect
from collections.abc import MutableMapping, Sequence
from typing import NamedTuple

from ingest.formats.header_rows import header_count

WIDEST = 1_000  # columns that a cell may state; browsers stop there too
# A table may grow to so many cells, or to `GROWTH` times those it has; one that would grow beyond
# that is read as if nothing were merged in it. Tables of people have a hundredth of it.
MOST_CELLS = 100_000
GROWTH = 4
MOST_REPEATED = 200_000  # characters that the merged cells of a table add; later ones stand once
HIGHEST_HEADER = 3  # rows that a merged cell in a header makes one header


class Cell(NamedTuple):
    """A cell as its file states it: what it is merged over, or that another one lies over it."""

    columns: int = 1
    rows: int = 1  # more than the table has: all that are left
    joins_above: bool = False
    joins_left: bool = False
    skipped: int = 0  # columns of the row that are left empty before it


class _Place(NamedTuple):
    """Where a cell begins, and which one it is: the `at`th of the row in which it begins."""

    column: int
    row: int
    at: int


class MergedTable:
    """The cells of a table in their places; without places, nothing is merged in it."""

    def __init__(self, places: Sequence[Sequence[_Place]] = (), alone: frozenset[int] = frozenset(),
                 ) -> None:  # fmt: skip
        begun = sorted({place.column for row in places for place in row})
        ranks = {column: rank for rank, column in enumerate(begun)}
        self._rows = [[place._replace(column=ranks[place.column]) for place in row]
                      for row in places]  # fmt: skip
        self._own = [
            {place.at for place in row if place.row == number} for number, row in enumerate(places)
        ]
        self._width = len(begun)
        self._alone = alone
        self._texts: dict[tuple[int, int], str] = {}
        self._room = MOST_REPEATED

    def row(self, number: int, texts: Sequence[str]) -> list[str]:
        """The cells of a row as they are read, for the texts of those that the file has in it.

        To be asked for from the top. Empty where nothing is said in the row itself.
        """
        if not self._rows:
            return list(texts)
        places = self._rows[number]
        own = [place for place in places if place.row == number]
        for place in own:
            self._texts[number, place.at] = texts[place.at]
        if not any(texts[place.at].strip() for place in own):
            return []
        line = [""] * (1 + max(place.column for place in places))
        for place in places:
            text = self._texts.get((place.row, place.at), "")
            if place.row < number:
                self._room -= len(text)
                text = text if self._room >= 0 else ""
            line[place.column] = text
        return line

    def rows(self, texts: Sequence[Sequence[str]]) -> list[list[str]]:
        """All rows; see `row`."""
        return [self.row(number, row) for number, row in enumerate(texts)]

    def shows(self, number: int, index: int) -> bool:
        """False for a cell of the row over which another one lies: nobody sees what is in it."""
        if not self._rows:
            return True
        return index in self._own[number]

    def count(self, number: int, cells: Sequence[object]) -> int:
        """How many cells a person sees in the row, for those that the file has in it."""
        return len(self._rows[number]) if self._rows else len(cells)

    @property
    def size(self) -> int:
        """How many cells it has as it is read; 0 where nothing is merged."""
        return sum(1 + max(place.column for place in row) for row in self._rows if row)

    def is_alone(self, number: int) -> bool:
        """True where the row is one cell merged over columns: a title, or the name of a group."""
        return self._width > 1 and number in self._alone

    def headers(self, rows: Sequence[Sequence[str]], *, marked: int = 0) -> int:
        """How many of the rows, as `rows` gives them, name the columns; `marked`: the file says it.

        A cell of the header that is merged over rows makes all of them the header.
        """
        if not self._rows:
            return marked or header_count(rows)
        padded = [[*row, *[""] * (self._width - len(row))] for row in rows]
        count = marked or header_count(padded)
        reached = max(
            (number + 1 for number, places in enumerate(self._rows[:HIGHEST_HEADER + 1])
             for place in places if place.row < count), default=0,
        )  # fmt: skip
        return reached if count < reached <= min(HIGHEST_HEADER, len(rows) - 1) else count


def spanned_table(rows: Sequence[Sequence[Cell]]) -> MergedTable:
    """The table of cells that say how far they reach, as in HTML; those covered are left out."""
    if not any(cell.columns > 1 or cell.rows > 1 for row in rows for cell in row):
        return MergedTable()
    most = _most_cells(rows)
    placed: list[list[_Place]] = []
    reaching: list[tuple[int, int, int, _Place]] = []  # first column, end, last row's end, cell
    for number, row in enumerate(rows):
        reaching = [one for one in reaching if one[2] > number]
        places, begun = [one[3] for one in reaching], []
        most -= len(places)
        if most < 0:
            return MergedTable()
        column = passed = 0
        for index, cell in enumerate(row):
            while passed < len(reaching) and reaching[passed][0] <= column:
                column = max(column, reaching[passed][1])
                passed += 1
            place = _Place(column, number, index)
            places.append(place)
            end = column + _columns(cell)
            if min(cell.rows, len(rows) - number) > 1:
                begun.append((column, end, number + cell.rows, place))
            column = end
        reaching = sorted(reaching + begun)
        placed.append(places)
    alone = (number for number, row in enumerate(rows)
             if len(row) == len(placed[number]) == 1 and row[0].columns > 1)  # fmt: skip
    return _table(placed, frozenset(alone), _most_cells(rows))


def joined_table(rows: Sequence[Sequence[Cell]]) -> MergedTable:
    """The table of cells of which each is there, and some say that another one lies over them."""
    if not any(cell != Cell() for row in rows for cell in row):
        return MergedTable()
    placed: list[list[_Place]] = []
    above: dict[int, _Place] = {}
    for number, row in enumerate(rows):
        places: dict[int, _Place] = {}
        column = 0
        for index, cell in enumerate(row):
            column += min(max(cell.skipped, 0), WIDEST)
            if cell.joins_above and column in above:
                places[column] = above[column]
            elif not cell.joins_left:
                places[column] = _Place(column, number, index)
            column += _columns(cell)
        placed.append(list(places.values()))
        above = places
    alone = (number for number, row in enumerate(rows)
             if len(placed[number]) == 1 and sum(map(_columns, row)) > 1
             and placed[number][0].row == number)  # fmt: skip
    return _table(placed, frozenset(alone), _most_cells(rows))


def fill_down(
    rows: MutableMapping[int, dict[int, str]], merged: Sequence[tuple[int, int, int]]
) -> None:
    """Write what cells of a sheet are merged over, as (column, first row, last row), into each of
    the rows that have something else; rows and columns by their numbers."""
    numbers = sorted(rows)
    left = max(MOST_CELLS, GROWTH * sum(map(len, rows.values())))
    for column, first, last in merged:
        value = rows.get(first, {}).get(column, "")
        if value:
            below = numbers[bisect(numbers, first) : bisect(numbers, last)]
            left -= len(below)
            for row in below if left >= 0 else ():
                rows[row].setdefault(column, value)


def _table(placed: Sequence[Sequence[_Place]], alone: frozenset[int], most: int) -> MergedTable:
    table = MergedTable(placed, alone)
    return table if table.size <= most else MergedTable()


def _most_cells(rows: Sequence[Sequence[Cell]]) -> int:
    return max(MOST_CELLS, GROWTH * sum(map(len, rows)))


def _columns(cell: Cell) -> int:
    return min(max(cell.columns, 1), WIDEST)
