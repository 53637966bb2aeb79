"""ODS to raw pages: a sheet starts a page, its name the heading, its rows as tables."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from ingest.formats.blocks import TextBlock, pages_of
from ingest.formats.file_type import FileType
from ingest.formats.left_out import Left, left_out
from ingest.formats.merged_cells import fill_down
from ingest.formats.odf_rows import OdfRow, is_covered, table_rows
from ingest.formats.odf_styles import odf_parts, repeats
from ingest.formats.odf_text import OdfText
from ingest.formats.parsed import OnPage, ParsedFile, RawPage, no_report
from ingest.formats.picture_pages import with_pictures
from ingest.formats.pictures import PackagePictures
from ingest.formats.sheet_rows import Tables, lines_with_gaps, sheet_blocks
from ingest.formats.source import Source
from ingest.formats.xml_package import attribute, local_name, open_package
from ingest.remarks import Remark, RemarkKind, remark
from ingest.titles import is_title

_HIDDEN = ("collapse", "filter")


def read_ods(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a spreadsheet: about 3,000 characters, and a sheet starts a new one.

    Raises UnreadableDocument: TOO_LARGE, DAMAGED, ENCRYPTED or TOO_MANY_PAGES.
    """
    pages: list[RawPage] = []
    left, tables = Left(), Tables()
    with open_package(source) as package:
        body, styles, title = odf_parts(package)
        pictures = PackagePictures(package)
        text = OdfText(package, styles, left, pictures)
        sheets = [element for element in body if local_name(element) == "table"]
        for number, element in enumerate(sheets, start=1):
            name = attribute(element, "name")
            if styles.is_hidden("table", attribute(element, "style-name")):
                left.hidden.append(name)
                continue
            sheet = _Sheet(element, text)
            blocks = [*sheet_blocks(sheet.lines(), tables), *sheet.drawn()]
            left.others += sheet.warnings(name)
            blocks += text.beside_cells()
            if blocks:
                blocks = [TextBlock(name, level=1), *blocks]
                pages += pages_of(blocks, max_pages=max_pages - len(pages))
            on_page(number, len(sheets))
        left.pictures = pictures.unread
    return ParsedFile(
        with_pictures(pages or (RawPage(""),), max_pages=max_pages),
        title if is_title(title) else "",
        FileType.ODS.value,
        left_out(left, "sheet"),
    )


@dataclass(slots=True)
class _Sheet:
    """One sheet, and how much of it was not seen."""

    element: etree._Element
    text: OdfText
    hidden_rows: int = 0
    hidden_columns: int = 0
    _styles: dict[int, str] = field(default_factory=dict)  # of the cells of a column

    def lines(self) -> Iterator[Mapping[int, str]]:
        """The texts of the visible rows, as often as they are repeated; see `fill_down`."""
        hidden = self._hidden_columns()
        seen_hidden: set[int] = set()
        rows: dict[int, dict[int, str]] = {}
        unseen: set[int] = set()
        merged: list[tuple[int, int, int]] = []
        wide: set[tuple[int, int]] = set()
        number = 0
        for row in table_rows(self.element):
            cells = self._cells(row)
            numbers = range(number, number + repeats(row.element, "number-rows-repeated"))
            number = numbers.stop
            if attribute(row.element, "visibility") in _HIDDEN:
                self.hidden_rows += bool(cells) * len(numbers)
                unseen.update(numbers)
                continue
            seen_hidden.update(hidden.intersection(cells))
            shown = {column: text for column, text in cells.items() if column not in hidden}
            if shown:
                rows |= {each: dict(shown) for each in numbers}
                merged += _merged(row, numbers.start, shown)
                wide |= {(each, column) for each in numbers for column in _wide(row)}
        self.hidden_columns = len(seen_hidden)
        fill_down(rows, merged)
        yield from lines_with_gaps(rows, unseen, wide)

    def drawn(self) -> Iterator[TextBlock]:
        """The text of boxes and the titles of charts that lie on the sheet."""
        for child in self.element:
            if local_name(child) == "shapes":
                yield from self.text.blocks(child)

    def warnings(self, name: str) -> Iterator[Remark]:
        """What was left out of it."""
        if self.hidden_rows:
            yield remark(RemarkKind.HIDDEN_ROWS, count=self.hidden_rows, name=name)
        if self.hidden_columns:
            yield remark(RemarkKind.HIDDEN_COLUMNS, count=self.hidden_columns, name=name)

    def _cells(self, row: OdfRow) -> dict[int, str]:
        texts = (
            (column, self._cell(cell, self._styles.get(column, "")))
            for column, cell in enumerate(row.cells)
        )
        return {column: text for column, text in texts if text}

    def _cell(self, cell: etree._Element, style: str) -> str:
        if not len(cell):
            return ""
        return self.text.cell_text(cell, style, is_covered=is_covered(cell))

    def _hidden_columns(self) -> set[int]:
        """The columns that are not seen; notes the styles of all on the way."""
        hidden: set[int] = set()
        at = 0
        for column in self.element.iter(etree.Element):
            if local_name(column) == "table-row":
                break
            if local_name(column) == "table-column":
                count = repeats(column, "number-columns-repeated")
                if style := attribute(column, "default-cell-style-name"):
                    self._styles |= dict.fromkeys(range(at, at + count), style)
                if attribute(column, "visibility") in _HIDDEN:
                    hidden.update(range(at, at + count))
                at += count
        return hidden


def _merged(row: OdfRow, number: int, shown: Container[int]) -> Iterator[tuple[int, int, int]]:
    """Cells of the row that are merged over rows: the column, and their first and last row."""
    for column, cell in enumerate(row.cells):
        if column in shown and (rows := repeats(cell, "number-rows-spanned")) > 1:
            yield column, number, number + rows - 1


def _wide(row: OdfRow) -> list[int]:
    """The columns at which cells of the row begin that are merged over columns."""
    return [
        column
        for column, cell in enumerate(row.cells)
        if repeats(cell, "number-columns-spanned") > 1
    ]
