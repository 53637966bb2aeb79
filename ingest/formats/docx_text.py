"""The visible text of a Word document's body, block by block."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from docx.oxml.ns import qn
from lxml import etree

from ingest.formats.blocks import CELL_CHARACTERS, TextBlock, row_text
from ingest.formats.docx_hidden import HiddenRuns
from ingest.formats.docx_numbering import Numbering
from ingest.formats.docx_styles import ParagraphStyle, Styles
from ingest.formats.drawing_pictures import DrawnPicture, drawn_picture
from ingest.formats.header_rows import header_count
from ingest.formats.superscripts import written_raised
from storage.page_findings import HiddenKind, HiddenText

OFF = ("0", "false", "off")
PAGE_BREAK = "\f"
LINE_BREAK = "\v"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Deleted, moved away, never shown, or read by other means.
_SKIPPED_NAMES = "del moveFrom instrText delText delInstrText pPr rPr sdtPr tblPr trPr tcPr"
_SKIPPED = frozenset(qn(f"w:{name}") for name in _SKIPPED_NAMES.split())
# What is drawn from another part, and the attribute that names it.
_DRAWN = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "r:id",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "r:dm",
}
_SECTION_ENDS = f".//{qn('w:pPr')}/{qn('w:sectPr')}"
_NOTE_KINDS = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_MARKS = {
    qn("w:tab"): " ",
    qn("w:ptab"): " ",
    qn("w:cr"): LINE_BREAK,
    qn("w:noBreakHyphen"): "-",
    qn("w:lastRenderedPageBreak"): PAGE_BREAK,
}

Notes = Mapping[tuple[str, str], etree._Element]
ChunkBlocks = Callable[[str], Iterable[TextBlock]]  # of a file shown in place, by relation
Places = Callable[[DrawnPicture], tuple[int, ...]]  # of a picture, empty for a decoration


@dataclass(slots=True)
class _Inline:
    """The text of one paragraph, the text boxes and notes beside it, and what is hidden."""

    runs: HiddenRuns
    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)  # relations of charts and diagrams
    pictures: dict[int, list[DrawnPicture]] = field(default_factory=dict)  # by page breaks before
    unseen: dict[HiddenKind, str] = field(default_factory=dict)
    unshown: list["_Inline"] = field(default_factory=list)  # runs whose boxes are hidden too

    def add_unseen(self, run: etree._Element, kind: HiddenKind) -> None:
        """Note a run that is not seen. What is anchored in it is, unless nothing of it is shown."""
        aside = _Inline(self.runs)
        _gather(run, aside)
        self.unseen[kind] = self.unseen.get(kind, "") + aside.text
        if kind is HiddenKind.NOT_SHOWN:
            self.unshown.append(aside)
        else:
            self.boxes += aside.boxes
            self.notes += aside.notes
            self.drawn += aside.drawn
            for pictures in aside.pictures.values():
                self.show(*pictures)

    def finish(self, run: etree._Element, start: int) -> None:
        """The text from `start` on is that of the run; digits that it raises are written so."""
        digits = self.text[start:]
        if digits.isdecimal() and run.tag == qn("w:r") and self.runs.is_raised(run):
            self.text = self.text[:start] + written_raised(digits, self.text[:start])

    def show(self, *pictures: DrawnPicture) -> None:
        """Note pictures that stand where the text has come to."""
        self.pictures.setdefault(self.text.count(PAGE_BREAK), []).extend(pictures)

    @property
    def hidden(self) -> tuple[HiddenText, ...]:
        """What a person does not see of the paragraph, one text a kind."""
        return tuple(
            HiddenText(kind, text) for kind, text in self.unseen.items() if text.strip(" \f\v\n\t")
        )


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
        elif child.tag == _ALTERNATIVES:
            yield from self._blocks(_chosen(child))
        elif child.tag not in _SKIPPED:
            yield from self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[TextBlock]:
        style = self._styles.of(paragraph)
        inline = _Inline(self._runs)
        _gather(paragraph, inline)
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

    def _beside(self, inline: _Inline) -> Iterator[TextBlock]:
        """The boxes, charts and notes of a paragraph."""
        for box in inline.boxes:
            yield from self._blocks(box)
        for relation in inline.drawn:
            yield from (TextBlock(line) for line in self._drawn.get(relation, ()))
        for note in inline.notes:
            if note in self._notes:
                yield from self._blocks(self._notes[note])

    def _unshown(self, inline: _Inline) -> Iterator[HiddenText]:
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
        number, rows = self._tables, list(_rows(table))
        kept = [[list(self._blocks(cell)) for cell in _cells(row)] for row in rows]
        texts = [[" ".join(block.text for block in cell) for cell in row] for row in kept]
        headers = _marked_headers(rows) or header_count(texts)
        for place, (cells, text) in enumerate(zip(kept, texts, strict=True)):
            if len(cells) == 1 or any(len(each) > CELL_CHARACTERS for each in text):
                headers = 0  # it lays out the page from here on
                yield from (block for cell in cells for block in cell)
            else:
                yield TextBlock(
                    row_text(text),
                    starts_page=any(block.starts_page for cell in cells for block in cell),
                    table=number,
                    is_header=place < headers,
                    hidden=tuple(one for cell in cells for block in cell for one in block.hidden),
                    pictures=tuple(p for cell in cells for block in cell for p in block.pictures),
                )


def _marked_headers(rows: Sequence[etree._Element]) -> int:
    """How many of the first rows Word repeats on every page."""
    marks = (row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in rows)
    are_headers = (mark is not None and mark.get(qn("w:val")) not in OFF for mark in marks)
    count = sum(1 for _ in takewhile(bool, are_headers))
    return count if count < len(rows) else 0


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, not those of tables within it; content controls may wrap them."""
    for child in table.iterchildren(tag=etree.Element):
        if child.tag == qn("w:tr"):
            yield child
        elif child.tag not in _SKIPPED:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row.iterchildren(tag=etree.Element):
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag not in _SKIPPED:
            yield from _cells(child)


def _gather(element: etree._Element, inline: _Inline) -> None:
    """Add to `inline` what is seen of the element's children."""
    for child in element.iterchildren(tag=etree.Element):
        tag = child.tag
        if (written := _written(child)) is not None:
            inline.text += written
        elif tag == qn("w:txbxContent"):
            inline.boxes.append(child)
        elif tag in _DRAWN:
            inline.drawn.append(child.get(qn(_DRAWN[tag])) or "")
        elif picture := drawn_picture(child):
            inline.show(picture)
        elif tag in _NOTE_KINDS:
            inline.notes.append((_NOTE_KINDS[tag], child.get(qn("w:id")) or ""))
        elif tag == _ALTERNATIVES:
            _gather(_chosen(child), inline)
        elif tag == qn("w:r") and (kind := inline.runs.kind(child)):
            inline.add_unseen(child, kind)
        elif tag not in _SKIPPED:
            start = len(inline.text)
            _gather(child, inline)
            inline.finish(child, start)


def _written(element: etree._Element) -> str | None:
    """What the element itself writes into its line; None where it is not of that kind."""
    tag = element.tag
    if tag in (qn("w:t"), _MATH_TEXT):
        return element.text or ""
    if tag == qn("w:br"):
        return PAGE_BREAK if element.get(qn("w:type")) == "page" else LINE_BREAK
    return _MARKS.get(tag)


def _chosen(alternatives: etree._Element) -> etree._Element:
    """The first of several forms of the same content: the one a current Word shows."""
    return next(alternatives.iterchildren(tag=etree.Element), alternatives)
