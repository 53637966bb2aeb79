"""How the cells of an RTF table are merged: by marks, or by being as wide as several others."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.formats.merged_cells import Cell, MergedTable, joined_table

NARROWEST = 150  # twips (2.6 mm), as in Word's own files; edges nearer to each other are one


@dataclass(frozen=True, slots=True)
class RowShape:
    """The cells of a row as its definition says: their edges in twips, and which are merged."""

    left: int = 0
    edges: tuple[int, ...] = ()  # the right ones
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class RowDefinition:
    """The definition of a row as it is read; it holds for the next rows until another comes."""

    _left: int = 0
    _edges: list[int] = field(default_factory=list)
    _cells: list[Cell] = field(default_factory=list)
    _cell: Cell = field(default_factory=Cell)

    def take(self, word: str, number: int | None) -> None:
        """Follow a word that may say something of the row's cells."""
        match word:
            case "trowd":
                self._left, self._edges, self._cells, self._cell = 0, [], [], Cell()
            case "trleft":
                self._left = number or 0
            case "clmrg":
                self._cell = self._cell._replace(joins_left=True)
            case "clvmrg":
                self._cell = self._cell._replace(joins_above=True)
            case "cellx":
                self._edges.append(number or 0)
                self._cells.append(self._cell)
                self._cell = Cell()

    def shape(self, count: int) -> RowShape:
        """A row of `count` cells as it is defined so far; without cells where these are others.

        Rows without end may follow one definition: it is kept for those alone that it fits.
        """
        if count != len(self._cells):
            return RowShape()
        return RowShape(self._left, tuple(self._edges), tuple(self._cells))


def merged_table(rows: Sequence[Sequence[str]], shapes: Sequence[RowShape]) -> MergedTable:
    """The cells of rows in their places.

    Rows of equally many cells have the same columns, whatever their edges; of others the edges
    tell over how many columns a cell reaches. A row with other cells than its definition says
    has none merged.
    """
    known = [
        shape if len(shape.cells) == len(row) else None
        for row, shape in zip(rows, shapes, strict=True)
    ]
    begun = sorted(left for shape in known if shape for left in _lefts(shape))
    apart = [left for at, left in enumerate(begun) if not at or left - begun[at - 1] > NARROWEST]
    is_even = len(set(map(len, rows))) == 1 or None in known
    return joined_table([
        [Cell()] * len(row) if shape is None
        else shape.cells if is_even else list(_reaching(shape, apart))
        for row, shape in zip(rows, known, strict=True)
    ])  # fmt: skip


def _reaching(shape: RowShape, begun: Sequence[int]) -> Iterator[Cell]:
    """The cells with the columns over which they reach; `begun` are the left edges of columns."""
    starts = [_column(left, begun) for left in _lefts(shape)]
    ends = [*starts[1:], bisect_left(begun, shape.edges[-1] - NARROWEST)]
    for at, cell in enumerate(shape.cells):
        skipped = 0 if at else starts[0]
        yield cell._replace(columns=max(1, ends[at] - starts[at]), skipped=skipped)


def _lefts(shape: RowShape) -> list[int]:
    return [shape.left, *shape.edges[:-1]]


def _column(left: int, begun: Sequence[int]) -> int:
    """The last column that begins there or before."""
    return max(0, bisect_left(begun, left + 1) - 1)
