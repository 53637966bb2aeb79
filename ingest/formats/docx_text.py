"""The visible text of a Word document's body, block by block."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from docx.oxml.ns import qn
from lxml import etree

from ingest.formats.block_tables import rows_of_blocks
from ingest.formats.blocks import TextBlock
from ingest.formats.docx_hidden import HiddenRuns
from ingest.formats.docx_inline import (
    ALTERNATIVES,
    LINE_BREAK,
    PAGE_BREAK,
    SKIPPED,
    Inline,
    chosen,
    gather,
)
from ingest.formats.docx_numbering import Numbering
from ingest.formats.docx_styles import ParagraphStyle, Styles
from ingest.formats.docx_tables import cells_of, marked_headers, merged_table, rows_of
from ingest.formats.drawing_pictures import DrawnPicture
from storage.page_findings import HiddenKind, HiddenText

_SECTION_ENDS = f".//{qn('w:pPr')}/{qn('w:sectPr')}"

Notes = Mapping[tuple[str, str], etree._Element]
ChunkBlocks = Callable[[str], Iterable[TextBlock]]  # of a file shown in place, by relation
Places = Callable[[DrawnPicture], tuple[int, ...]]  # of a picture, empty for a decoration


class Body:
    """Yields the blocks of a body once, counting its lists and pages as it goes."""

    def __init__(
        self,
        root: etree._Element,
        *,
        styles: Styles,
        numbering: Numbering,
        notes: Notes,
        runs: HiddenRuns,
        drawn: Mapping[str, Sequence[str]],
        places: Places = lambda picture: (),
        chunks: ChunkBlocks = lambda relation: (),
    ) -> None:
        self._root = root
        self._runs = runs
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._drawn = drawn  # lines of charts and diagrams, by relation
        self._places = places
        self._chunks = chunks
        self._page_ended = False
        self._tables = 0
        self.title = ""  # of the first paragraph in the style "Title"

    def blocks(self) -> Iterator[TextBlock]:
        """The blocks in the order of the text; a text box and a note follow their paragraph."""
        return self._blocks(self._root)

    def sections(self) -> Iterator[tuple[list[TextBlock], etree._Element | None]]:
        """The blocks of each section, and the properties with which it ends."""
        gathered: list[TextBlock] = []
        for child in self._root.iterchildren(tag=etree.Element):
            gathered += self._block(child)
            for ends in child.iterfind(_SECTION_ENDS):
                yield gathered, ends
                gathered = []
        yield gathered, self._root.find(qn("w:sectPr"))

    def _blocks(self, parent: etree._Element) -> Iterator[TextBlock]:
        for child in parent.iterchildren(tag=etree.Element):
            yield from self._block(child)

    def _block(self, child: etree._Element) -> Iterator[TextBlock]:
        if child.tag == qn("w:p"):
            yield from self._paragraph(child)
        elif child.tag == qn("w:tbl"):
            yield from self._table(child)
        elif child.tag == qn("w:altChunk"):
            yield from self._chunks(child.get(qn("r:id")) or "")
        elif child.tag == ALTERNATIVES:
            yield from self._blocks(chosen(child))
        elif child.tag not in SKIPPED:
            yield from self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[TextBlock]:
        style = self._styles.of(paragraph)
        inline = Inline(self._runs)
        gather(paragraph, inline)
        self._page_ended |= style.starts_page
        if inline.text.strip(f" {PAGE_BREAK}{LINE_BREAK}\n\t"):
            inline.text = self._marked(inline.text, style)
            self.title = self.title or (inline.text.strip() if style.is_title else "")
        hidden = (*inline.hidden, *self._unshown(inline))
        if hidden:
            yield TextBlock("", hidden=hidden)
        for number, page in enumerate(inline.text.split(PAGE_BREAK)):
            self._page_ended |= number > 0
            for line in page.split(LINE_BREAK):
                if line.strip():
                    yield TextBlock(line, style.level, starts_page=self._page_ended)
                    self._page_ended = False
            yield from self._pictures(inline.pictures.get(number, ()))
        yield from self._beside(inline)

    def _pictures(self, pictures: Iterable[DrawnPicture]) -> Iterator[TextBlock]:
        places = tuple(place for picture in pictures for place in self._places(picture))
        if places:
            yield TextBlock("", starts_page=self._page_ended, pictures=places)
            self._page_ended = False

    def _beside(self, inline: Inline) -> Iterator[TextBlock]:
        """The boxes, charts and notes of a paragraph."""
        for box in inline.boxes:
            yield from self._blocks(box)
        for relation in inline.drawn:
            yield from (TextBlock(line) for line in self._drawn.get(relation, ()))
        for note in inline.notes:
            if note in self._notes:
                yield from self._blocks(self._notes[note])

    def _unshown(self, inline: Inline) -> Iterator[HiddenText]:
        """What is said beside the runs of a paragraph that are not shown, hidden as they are."""
        for aside in inline.unshown:
            blocks = list(self._beside(aside))
            if said := "\n".join(block.text for block in blocks if block.text.strip()):
                yield HiddenText(HiddenKind.NOT_SHOWN, said)
            yield from (one for block in blocks for one in block.hidden)

    def _marked(self, text: str, style: ParagraphStyle) -> str:
        """The text behind the number or bullet that Word shows before it."""
        mark = self._numbering.mark(style.list_id, style.list_level) if style.list_id else ""
        breaks = len(text) - len(text.lstrip(PAGE_BREAK + LINE_BREAK))
        return text[:breaks] + mark + text[breaks:]

    def _table(self, table: etree._Element) -> Iterator[TextBlock]:
        self._tables += 1
        number, rows = self._tables, list(rows_of(table))
        cells = [list(cells_of(row)) for row in rows]
        kept = [[list(self._blocks(cell)) for cell in row] for row in cells]
        merged = merged_table(table, rows, cells)
        yield from rows_of_blocks(kept, merged, table=number, marked=marked_headers(rows))
