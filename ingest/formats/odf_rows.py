"""The rows of an OpenDocument table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from ingest.formats.merged_cells import Cell, MergedTable, joined_table
from ingest.formats.odf_styles import repeats
from ingest.formats.xml_package import local_name

_COVERED = "covered-table-cell"


@dataclass(frozen=True, slots=True)
class OdfRow:
    """A row's cells, covered ones among them; repeated cells stand as often as they are seen."""

    element: etree._Element
    cells: Sequence[etree._Element]
    is_header: bool


def table_rows(table: etree._Element, *, is_header: bool = False) -> Iterator[OdfRow]:
    """The rows of a table, not those of tables within it; groups may wrap them."""
    for child in table:
        kind = local_name(child)
        if kind == "table-row":
            cells = [
                cell
                for cell in child
                if local_name(cell) in ("table-cell", _COVERED)
                for _ in range(repeats(cell, "number-columns-repeated"))
            ]
            yield OdfRow(child, cells, is_header)
        elif kind in ("table-header-rows", "table-rows", "table-row-group"):
            yield from table_rows(child, is_header=is_header or kind == "table-header-rows")


def merged_table(rows: Sequence[OdfRow]) -> MergedTable:
    """The cells of the rows in their places; each covered one is told by the cell over it."""
    return joined_table([list(_cells(row)) for row in rows])


def is_covered(cell: etree._Element) -> bool:
    """True where another cell lies over it: nobody sees what is in it."""
    return local_name(cell) == _COVERED


def _cells(row: OdfRow) -> Iterator[Cell]:
    reached = 0  # by the last cell that is not covered
    for column, cell in enumerate(row.cells):
        if is_covered(cell):
            yield Cell(joins_left=True, joins_above=column >= reached)
        else:
            reached = column + repeats(cell, "number-columns-spanned")
            yield Cell()
