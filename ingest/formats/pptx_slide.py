"""The text of one slide, block by block: what is seen of it, and beside that what is not."""

from collections.abc import Iterator

from lxml import etree

from ingest.formats.blocks import TextBlock
from ingest.formats.chart_text import chart_lines
from ingest.formats.drawing_pictures import drawn_pictures
from ingest.formats.drawing_text import (
    LINE_BREAK,
    child,
    children,
    paragraph_text,
    paragraphs,
    plain_lines,
    referred_text,
)
from ingest.formats.header_rows import table_blocks
from ingest.formats.merged_cells import Cell, joined_table
from ingest.formats.pictures import PackagePictures
from ingest.formats.pptx_hidden import SLIDE_SIZE, Unseen
from ingest.formats.xml_package import XmlPackage, local_name
from storage.page_findings import HiddenKind, HiddenText

_TITLES = ("title", "ctrTitle")
_REPEATED = ("ftr", "dt", "sldNum", "hdr", "sldImg")  # of the layout, not of the slide
_LISTED = ("", "body", "obj")  # placeholders whose paragraphs have bullets unless told otherwise
_OWN_MARKS = ("buChar", "buBlip")
_TRUE = ("1", "true")


class Slide:
    """Walks the shapes of a slide in their order, which screen readers follow too."""

    def __init__(
        self,
        package: XmlPackage,
        name: str,
        root: etree._Element,
        size: tuple[int, int] = SLIDE_SIZE,
        pictures: PackagePictures | None = None,
    ) -> None:
        self._package = package
        self._name = name
        self._root = root
        self._tables = 0
        self.has_picture = False
        self._pictures = pictures or PackagePictures(package)
        self._relations = package.relations(name)
        self._sight = Unseen(package, name, root, size)
        self._unseen: dict[HiddenKind, list[str]] = {}

    def blocks(self) -> Iterator[TextBlock]:
        """The title as the heading, then the other shapes, then what is hidden of them all."""
        shapes = list(self._shapes(self._tree()))
        titles = [shape for shape in shapes if _placeholder(shape)[0] in _TITLES]
        for shape in titles[:1]:
            text = " ".join(self._lines(shape))
            if text.strip():
                yield TextBlock(text, level=1)
        for shape in shapes:
            if shape not in titles[:1] and _placeholder(shape)[0] not in _REPEATED:
                yield from self._shape(shape)
        yield from self._hidden()

    def note_blocks(self) -> Iterator[TextBlock]:
        """Of a page of notes: what is written in it, without the picture of the slide."""
        for shape in self._shapes(self._tree()):
            if _placeholder(shape)[0] == "body":
                yield from (TextBlock(line) for line in self._lines(shape) if line.strip())
        yield from self._hidden()

    def _hidden(self) -> Iterator[TextBlock]:
        """What is not seen of the shapes so far, one text a kind."""
        found = tuple(
            HiddenText(kind, "\n".join(texts)) for kind, texts in self._unseen.items() if texts
        )
        if found:
            yield TextBlock("", hidden=found)

    def _paragraph(self, shape: etree._Element, paragraph: etree._Element) -> str:
        """The text of a paragraph that is seen; the rest is noted."""
        kinds: dict[HiddenKind, list[etree._Element]] = {}

        def is_seen(run: etree._Element) -> bool:
            kind = self._sight.run_kind(shape, run)
            if kind:
                kinds.setdefault(kind, []).append(run)
            return kind is None

        text = paragraph_text(paragraph, is_seen)
        for kind, runs in kinds.items():
            said = "".join(map(paragraph_text, runs)).replace(LINE_BREAK, " ")
            if said.strip():
                self._unseen.setdefault(kind, []).append(said)
        return text

    def _tree(self) -> etree._Element:
        tree = child(self._root, "cSld", "spTree")
        return self._root[:0] if tree is None else tree

    def _shapes(self, parent: etree._Element) -> Iterator[etree._Element]:
        """Shapes, frames and pictures that are seen, those of groups in the group's place."""
        for shape in children(parent):
            if kind := self._sight.shape_kind(shape):
                if _placeholder(shape)[0] not in _REPEATED:
                    self._unseen.setdefault(kind, []).extend(plain_lines(shape))
                continue
            if local_name(shape) == "grpSp":
                yield from self._shapes(shape)
            elif local_name(shape) in ("sp", "graphicFrame", "pic", "cxnSp"):
                yield shape

    def _shape(self, shape: etree._Element) -> Iterator[TextBlock]:
        kind = local_name(shape)
        if kind == "pic":
            self.has_picture = True
            yield from self._drawn(shape)
        elif kind == "graphicFrame":
            self.has_picture = True  # an embedded object is seen as a picture
            yield from self._frame(shape)
            yield from self._drawn(shape)
        else:
            yield from self._text(shape)

    def _drawn(self, shape: etree._Element) -> Iterator[TextBlock]:
        """The pictures in a shape, as a block without text."""
        places = tuple(
            place
            for picture in drawn_pictures(shape)
            if picture.relation in self._relations
            for place in self._pictures.member(
                self._relations[picture.relation].target, picture.size
            )
        )
        if places:
            yield TextBlock("", pictures=places)

    def _frame(self, frame: etree._Element) -> Iterator[TextBlock]:
        table = child(frame, "graphic", "graphicData", "tbl")
        if table is None:
            lines = referred_text(self._package, self._name, frame, chart_lines)
            yield from (TextBlock(line) for line in lines)
            return
        self._tables += 1
        rows = [list(_named(row, "tc")) for row in _named(table, "tr")]
        merged = joined_table([[_merging(cell) for cell in row] for row in rows])
        texts = [[self._cell(frame, cell) for cell in row] for row in rows]
        for number, row in enumerate(texts):
            covered = (text for at, text in enumerate(row) if not merged.shows(number, at))
            for text in filter(str.strip, covered):
                self._unseen.setdefault(HiddenKind.NOT_SHOWN, []).append(text)
        laid = merged.rows(texts)
        properties = child(table, "tblPr")
        is_marked = properties is not None and properties.get("firstRow") in _TRUE
        headers = merged.headers(laid, marked=int(is_marked and len(rows) > 1))
        yield from table_blocks(laid, table=self._tables, headers=headers)

    def _text(self, shape: etree._Element) -> Iterator[TextBlock]:
        kind, index = _placeholder(shape)
        has_bullets = index is not None and kind in _LISTED and self._layout_has_bullets(index)
        number = 0
        body = child(shape, "txBody")
        for paragraph in () if body is None else paragraphs(body):
            text = self._paragraph(shape, paragraph)
            if not text.strip():
                continue
            mark, number = _mark(paragraph, has_bullets, number)
            first, *rest = (line for line in text.split(LINE_BREAK) if line.strip())
            yield TextBlock(mark + first.strip())
            yield from (TextBlock(line) for line in rest)

    def _lines(self, shape: etree._Element) -> list[str]:
        body = child(shape, "txBody")
        if body is None:
            return []
        return [
            line
            for each in paragraphs(body)
            for line in self._paragraph(shape, each).split(LINE_BREAK)
        ]

    def _cell(self, frame: etree._Element, cell: etree._Element) -> str:
        return " ".join(
            self._paragraph(frame, paragraph).replace(LINE_BREAK, " ")
            for paragraph in paragraphs(cell)
        )

    def _layout_has_bullets(self, index: str) -> bool:
        """False where the slide's layout takes the bullets from that placeholder."""
        for name in self._package.related(self._name, "slideLayout"):
            root = self._package.root(name)
            for shape in () if root is None else root.iter():
                if local_name(shape) == "sp" and _placeholder(shape)[1] == index:
                    body = child(shape, "txBody", "lstStyle", "lvl1pPr")
                    return body is None or child(body, "buNone") is None
        return True


def _placeholder(shape: etree._Element) -> tuple[str, str | None]:
    """The kind of placeholder and its index; an index of None where it is none."""
    for properties in shape:
        found = child(properties, "nvPr", "ph")
        if found is not None:
            return found.get("type") or "", found.get("idx") or "0"
    return "", None


def _mark(paragraph: etree._Element, has_bullets: bool, number: int) -> tuple[str, int]:
    """What stands before the paragraph, and the number it counts as."""
    properties = child(paragraph, "pPr")
    own = set() if properties is None else {local_name(each) for each in properties}
    if "buAutoNum" in own:
        return f"{number + 1}. ", number + 1
    if own.intersection(_OWN_MARKS) or (has_bullets and "buNone" not in own):
        return "• ", 0
    return "", 0


def _named(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in parent if local_name(element) == name)


def _merging(cell: etree._Element) -> Cell:
    """Which cells lie over one of a table; each has a cell of its own in the file."""
    return Cell(joins_above=cell.get("vMerge") in _TRUE, joins_left=cell.get("hMerge") in _TRUE)
