"""The rows and cells of a table of a Word document, and which of its cells are merged."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from docx.oxml.ns import qn
from lxml import etree

from ingest.formats.docx_inline import SKIPPED
from ingest.formats.merged_cells import Cell, MergedTable, joined_table

OFF = ("0", "false", "off")


def marked_headers(rows: Sequence[etree._Element]) -> int:
    """How many of the first rows Word repeats on every page."""
    marks = (row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in rows)
    are_headers = (mark is not None and mark.get(qn("w:val")) not in OFF for mark in marks)
    count = sum(1 for _ in takewhile(bool, are_headers))
    return count if count < len(rows) else 0


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, not those of tables within it; content controls may wrap them."""
    for child in table.iterchildren(tag=etree.Element):
        if child.tag == qn("w:tr"):
            yield child
        elif child.tag not in SKIPPED:
            yield from rows_of(child)


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, those among them that are merged with the one before or above."""
    for child in row.iterchildren(tag=etree.Element):
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag not in SKIPPED:
            yield from cells_of(child)


def merged_table(
    rows: Sequence[etree._Element], cells: Sequence[Sequence[etree._Element]]
) -> MergedTable:
    """The cells of the rows in their places."""
    return joined_table([
        [_cell(cell, skipped=0 if at else _number(row, "trPr", "gridBefore", 0))
         for at, cell in enumerate(inside)]
        for row, inside in zip(rows, cells, strict=True)
    ])  # fmt: skip


def _cell(cell: etree._Element, *, skipped: int) -> Cell:
    return Cell(
        columns=_number(cell, "tcPr", "gridSpan", 1),
        joins_above=_goes_on(cell, "vMerge"),
        joins_left=_goes_on(cell, "hMerge"),
        skipped=skipped,
    )


def _goes_on(cell: etree._Element, name: str) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn(f'w:{name}')}")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def _number(element: etree._Element, properties: str, name: str, default: int) -> int:
    stated = element.find(f"{qn(f'w:{properties}')}/{qn(f'w:{name}')}")
    value = "" if stated is None else stated.get(qn("w:val")) or ""
    return int(value) if value.isdecimal() and len(value) < 10 else default
