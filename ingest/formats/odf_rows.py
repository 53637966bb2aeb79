"""The rows of an OpenDocument table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from ingest.formats.odf_styles import repeats
from ingest.formats.xml_package import local_name


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
                if local_name(cell) in ("table-cell", "covered-table-cell")
                for _ in range(repeats(cell, "number-columns-repeated"))
            ]
            yield OdfRow(child, cells, is_header)
        elif kind in ("table-header-rows", "table-rows", "table-row-group"):
            yield from table_rows(child, is_header=is_header or kind == "table-header-rows")
