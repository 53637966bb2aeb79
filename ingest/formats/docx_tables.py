"""The rows and cells of a table of a Word document, and which of its cells are merged."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, takewhile

from docx.oxml.ns import qn
from lxml import etree

from ingest.formats.docx_inline import SKIPPED
from ingest.formats.merged_cells import Cell, MergedTable, joined_table

OFF = ("0", "false", "off")
NARROWEST = 150  # twips (2.6 mm): a column of one letter is wider, Word's margin of a cell is 108
_COLUMNS = f"{qn('w:tblGrid')}/{qn('w:gridCol')}"


def marked_headers(rows: Sequence[etree._Element]) -> int:
    """How many of the first rows Word repeats on every page."""
    marks = (row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in rows)
    are_headers = (mark is not None and mark.get(qn("w:val")) not in OFF for mark in marks)
    count = sum(1 for _ in takewhile(bool, are_headers))
    return count if count < len(rows) else 0


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, not those of tables within it; content controls may wrap them."""
    return _parts(table, qn("w:tr"))


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, those among them that are merged with the one before or above."""
    return _parts(row, qn("w:tc"))


def merged_table(
    table: etree._Element,
    rows: Sequence[etree._Element],
    cells: Sequence[Sequence[etree._Element]],
) -> MergedTable:
    """The cells of the rows of a table in their places.

    Edges of cells that are nearer to each other than `NARROWEST` are one, unless a cell stands
    between them: rows that were moved or pasted stand out by as much.
    """
    plain = [list(_cells(row, inside)) for row, inside in zip(rows, cells, strict=True)]
    edges = list(accumulate((width > NARROWEST for width in _grid(table)), initial=0))
    fewer = [_on_edges(row, edges) for row in plain]
    narrow = any(cell.columns < 1 for row in fewer for cell in row)
    return joined_table(plain if narrow else fewer)


def _parts(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent.iterchildren(tag=etree.Element):
        if child.tag == tag:
            yield child
        elif child.tag not in SKIPPED:
            yield from _parts(child, tag)


def _cells(row: etree._Element, cells: Iterable[etree._Element]) -> Iterator[Cell]:
    skipped = _number(row, "trPr", "gridBefore", 0)
    for cell in cells:
        yield Cell(
            columns=max(1, _number(cell, "tcPr", "gridSpan", 1)),
            joins_above=_goes_on(cell, "vMerge"),
            joins_left=_goes_on(cell, "hMerge"),
            skipped=skipped,
        )
        skipped = 0


def _on_edges(row: Sequence[Cell], edges: Sequence[int]) -> list[Cell]:
    """The cells of a row over the columns that are left where edges are one; `edges` are their
    numbers, from the left."""
    placed = []
    at = 0
    for cell in row:
        start = at + cell.skipped
        end = start + cell.columns
        skipped = _edge(start, edges) - _edge(at, edges)
        columns = _edge(end, edges) - _edge(start, edges)
        placed.append(cell._replace(columns=columns, skipped=skipped))
        at = end
    return placed


def _edge(column: int, edges: Sequence[int]) -> int:
    return edges[column] if column < len(edges) else edges[-1] + column - len(edges) + 1


def _grid(table: etree._Element) -> list[int]:
    """The widths in twips of the columns of which Word makes cells; none where one is unknown."""
    stated = [column.get(qn("w:w")) or "" for column in table.iterfind(_COLUMNS)]
    widths = [int(width) if width.isdecimal() and len(width) < 10 else 0 for width in stated]
    return widths if all(widths) else []


def _goes_on(cell: etree._Element, name: str) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn(f'w:{name}')}")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def _number(element: etree._Element, properties: str, name: str, default: int) -> int:
    stated = element.find(f"{qn(f'w:{properties}')}/{qn(f'w:{name}')}")
    value = "" if stated is None else stated.get(qn("w:val")) or ""
    return int(value) if value.isdecimal() and len(value) < 10 else default
