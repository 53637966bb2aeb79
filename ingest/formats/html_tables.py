"""The rows of the tables of an HTML page: their cells in their places, and which name columns."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree, html

from ingest.formats.blocks import CELL_CHARACTERS, TextBlock, row_text
from ingest.formats.merged_cells import WIDEST, Cell, MergedTable, spanned_table

HEADING = re.compile(r"h[1-6]")
_SECTIONS = ("thead", "tbody", "tfoot")
_NUMBER = re.compile(r"\s*\+?([0-9]{1,9})")  # as browsers read it, whatever follows
_MOST_ROWS = 65_534


class Rows:
    """Numbers the tables of a page from `tables` + 1, and knows which rows name columns."""

    def __init__(self, tables: int) -> None:
        self._tables = tables
        self._table: html.HtmlElement | None = None
        self._in_header = True
        self._merged: dict[html.HtmlElement, tuple[MergedTable, dict[html.HtmlElement, int]]] = {}

    def block(self, row: html.HtmlElement, texts: Sequence[str]) -> TextBlock:
        """The row as one of its table, for the texts of the cells in it; a header where it is in
        `thead` or has nothing but `th`, above the others."""
        table = next(row.iterancestors("table"), None)
        if table is not self._table or table is None:
            self._table, self._in_header = table, True
            self._tables += 1
        cells = list(row)
        named = row.getparent().tag == "thead" or all(cell.tag == "th" for cell in cells)
        self._in_header = self._in_header and named and bool(cells)
        text = row_text(self._placed(table, row, texts))
        return TextBlock(text, table=self._tables, is_header=self._in_header)

    def _placed(
        self, table: html.HtmlElement | None, row: html.HtmlElement, texts: Sequence[str]
    ) -> Sequence[str]:
        if table is None:
            return texts
        if table not in self._merged:
            self._merged[table] = _merged(table)
        merged, numbers = self._merged[table]
        return merged.row(numbers[row], texts) if row in numbers else texts


def is_row(row: html.HtmlElement) -> bool:
    """True for a row of data; False where a table only lays out the page."""
    return not any(
        child.tag in ("table", "tr") or HEADING.fullmatch(child.tag)
        for child in row.iterdescendants(tag=etree.Element)
    ) and all(len(cell.text_content()) <= CELL_CHARACTERS for cell in row)


def _merged(table: html.HtmlElement) -> tuple[MergedTable, dict[html.HtmlElement, int]]:
    """The cells of a table in their places, and the numbers of its rows."""
    numbers: dict[html.HtmlElement, int] = {}
    cells: list[list[Cell]] = []
    for section in _sections(table):
        for left, row in zip(range(len(section), 0, -1), section, strict=True):
            numbers[row] = len(cells)
            cells.append([_cell(cell, left) for cell in row])
    return spanned_table(cells), numbers


def _sections(table: html.HtmlElement) -> Iterator[list[html.HtmlElement]]:
    """The rows of each section, within which cells reach; some have rows without a section."""
    yield [child for child in table if child.tag == "tr"]
    for section in table:
        if section.tag in _SECTIONS:
            yield [child for child in section if child.tag == "tr"]


def _cell(cell: html.HtmlElement, left: int) -> Cell:
    """How far the cell reaches; `left`: the rows of its section from its own on."""
    rows = _stated(cell, "rowspan", least=0)
    return Cell(
        columns=min(_stated(cell, "colspan", least=1), WIDEST),
        rows=min(rows or left, left, _MOST_ROWS),
    )


def _stated(cell: html.HtmlElement, name: str, *, least: int) -> int:
    found = _NUMBER.match(cell.get(name) or "")
    return int(found[1]) if found and int(found[1]) >= least else 1
