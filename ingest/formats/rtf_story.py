"""A run of paragraphs of an RTF document: its text, a footnote's or a text box's."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.formats.blocks import TextBlock, row_text
from ingest.formats.merged_cells import MergedTable
from ingest.formats.rtf_tables import RowDefinition, RowShape, merged_table
from storage.page_findings import HiddenKind, HiddenText

LINE_BREAK = "\v"


@dataclass(slots=True)
class Paragraph:
    """What the paragraph being read is: heading level (0: none), and whether in a table."""

    level: int = 0
    is_title: bool = False
    in_table: bool = False


@dataclass(slots=True)
class Story:
    """Blocks so far, and the paragraph, row and table that are open."""

    kind: str = ""  # the word that opened it; empty for that of the document
    blocks: list[TextBlock] = field(default_factory=list)
    text: str = ""
    beside: list[TextBlock] = field(default_factory=list)  # notes and boxes of the paragraph
    pictures: list[int] = field(default_factory=list)  # of the paragraph or table, by their places
    title: str = ""
    is_header_row: bool = False
    row: RowDefinition = field(default_factory=RowDefinition)
    _cells: list[str] = field(default_factory=list)
    _rows: list[tuple[list[str], RowShape, bool]] = field(default_factory=list)
    _starts_page: bool = False
    _unseen: dict[HiddenKind, str] = field(default_factory=dict)

    def hide(self, text: str, kind: HiddenKind) -> None:
        """Note text of the paragraph that is not seen."""
        self._unseen[kind] = self._unseen.get(kind, "") + text

    def end_page(self) -> None:
        """The next block starts a page."""
        self._starts_page = True

    def end_paragraph(self, paragraph: Paragraph, tables: list[int]) -> None:
        """A paragraph is complete; inside a table it is a part of its cell."""
        if paragraph.in_table:
            self.text += " "
            return
        self.end_table(tables)
        for line in _lines(self.text):
            if paragraph.is_title and not self.title:
                self.title = line
            self._add(TextBlock(line, paragraph.level))
        self.text = ""
        self._end_beside()

    def end_cell(self) -> None:
        """A cell is complete."""
        self._cells.append(" ".join(_lines(self.text)))
        self.text = ""

    def end_row(self) -> None:
        """A row is complete."""
        if self._cells:
            self._rows.append((self._cells, self.row.shape(len(self._cells)), self.is_header_row))
        self._cells = []

    def end_table(self, tables: list[int]) -> None:
        """The rows are complete; `tables` counts the tables of the file."""
        if self._cells:
            self.end_row()
        if not self._rows:
            return
        tables[0] += 1
        rows = [cells for cells, _, _ in self._rows]
        marked = 0
        while marked < len(rows) and self._rows[marked][2]:
            marked += 1
        merged = merged_table(rows, [shape for _, shape, _ in self._rows])
        self._hide_covered(rows, merged)
        lines = merged.rows(rows)
        width = max(map(len, lines))
        padded = [line + [""] * (width - len(line)) for line in lines]
        count = merged.headers(padded, marked=marked if marked < len(rows) else 0)
        for number, line in enumerate(lines):
            self._add(TextBlock(row_text(line), table=tables[0], is_header=number < count))
        self._rows = []
        self._end_beside()

    def _hide_covered(self, rows: Sequence[Sequence[str]], merged: MergedTable) -> None:
        """Note what stands in cells over which others lie: nobody sees it."""
        for number, cells in enumerate(rows):
            for at, text in enumerate(cells):
                if text and not merged.shows(number, at):
                    self.hide(f"{text} ", HiddenKind.NOT_SHOWN)

    def _add(self, block: TextBlock) -> None:
        if block.text.strip():
            starts_page, self._starts_page = self._starts_page, False
            self.blocks.append(
                TextBlock(block.text, block.level, starts_page, block.table, block.is_header)
            )

    def _end_beside(self) -> None:
        said = ((kind, " ".join(_lines(text))) for kind, text in self._unseen.items())
        hidden = tuple(HiddenText(kind, text) for kind, text in said if text)
        if hidden:
            self.blocks.append(TextBlock("", hidden=hidden))
        self._unseen = {}
        if self.pictures:
            starts_page, self._starts_page = self._starts_page, False
            pictures = tuple(self.pictures)
            self.blocks.append(TextBlock("", starts_page=starts_page, pictures=pictures))
            self.pictures = []
        self.blocks += self.beside
        self.beside = []


def _lines(text: str) -> list[str]:
    """The lines, with characters whole that the file writes as two halves."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return [" ".join(line.split()) for line in text.split(LINE_BREAK) if line.strip()]
