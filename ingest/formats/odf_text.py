"""The text of an OpenDocument file, block by block; ODT, ODS and ODP share its elements."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from lxml import etree

from ingest.formats.block_tables import rows_of_blocks, unseen
from ingest.formats.blocks import TextBlock
from ingest.formats.left_out import Left
from ingest.formats.odf_controls import control_texts, field_mark
from ingest.formats.odf_inline import Inline, ListPlace
from ingest.formats.odf_look import Look
from ingest.formats.odf_pictures import picture_places
from ingest.formats.odf_rows import merged_table, table_rows
from ingest.formats.odf_styles import DEEPEST, OdfStyles
from ingest.formats.pictures import PackagePictures
from ingest.formats.symbol_fonts import symbol_text
from ingest.formats.xml_package import XmlPackage, attribute, local_name
from storage.page_findings import HiddenKind, HiddenText

PAGE_BREAK = "\f"
LINE_BREAK = "\v"
_SKIPPED_NAMES = (
    "tracked-changes forms sequence-decls variable-decls user-field-decls dde-connection-decls "
    "table-of-content-source alphabetical-index-source illustration-index-source title desc "
    "table-index-source object-index-source user-index-source bibliography-source "
    "ruby-text note-citation script event-listeners glue-point shapes named-expressions "
    "content-validations calculation-settings notes"
)
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_DRAWN_NAMES = (
    "frame text-box custom-shape rect ellipse circle line polyline polygon path g caption "
    "connector regular-polygon measure control"
)
_DRAWN = frozenset(_DRAWN_NAMES.split())
_FIELDS = ("control", "fieldmark")
_MARKS = {"s": " ", "tab": " ", "line-break": LINE_BREAK, "soft-page-break": PAGE_BREAK}


class OdfText:
    """Walks the elements of a body once, counting its lists, tables and pages as it goes."""

    def __init__(
        self,
        package: XmlPackage,
        styles: OdfStyles,
        left: Left,
        pictures: PackagePictures | None = None,
    ) -> None:
        self._package = package
        self._places = pictures  # None where pictures are not looked at: in headers
        self._styles = styles
        self._left = left
        self._counts: dict[str, list[int]] = {}
        self._page_ended = False
        self.tables = 0
        self.title = ""  # of the first paragraph in the style "Title"
        self.has_picture = False
        self._of_cells: dict[HiddenKind, list[str]] = {}
        self._pictures_of_cells: list[int] = []
        self._controls: dict[str, str] | None = None
        self.look = Look()

    def blocks(self, parent: Iterable[etree._Element]) -> Iterator[TextBlock]:
        """The blocks in the order of the text; boxes and notes follow their paragraph."""
        for element in parent:
            kind = local_name(element)
            if kind in ("p", "h"):
                yield from self._paragraph(element, "")
            elif kind == "list":
                yield from self._list(element, ListPlace("", 0))
            elif kind == "table":
                yield from self._table(element)
            elif kind == "soft-page-break":
                self._page_ended = True
            elif kind == "annotation":
                self._left.comments += 1
            elif kind in ("object", "object-ole", "plugin"):
                yield from self._object(element)
            elif kind == "image":
                self.has_picture = True
                yield from self._picture(element)
            elif kind not in _SKIPPED:
                yield from self._inside(element)

    def _inside(self, element: etree._Element) -> Iterator[TextBlock]:
        """The blocks of a section, frame, shape or whatever else holds blocks."""
        if self._is_hidden_section(element):
            yield from self.unshown(element, HiddenKind.NOT_SHOWN)
        elif local_name(element) == "control":
            field = Inline()
            self._add(element, field)
            yield TextBlock(" ".join(field.text.split()), hidden=field.hidden)
        elif local_name(element) in _DRAWN:
            with self._looking(self.look.drawn(self._styles, element)):
                yield from self.blocks(element)
        else:
            yield from self.blocks(element)

    def cell_text(self, cell: etree._Element, style: str = "", *, is_covered: bool = False) -> str:
        """The text of a cell on one line; `style` is that of its column. None of a covered one.

        What is not seen of it, and its pictures, are kept for `beside_cells`.
        """
        blocks = self._cell_blocks(cell, style)
        blocks = unseen(blocks) if is_covered else blocks
        self._pictures_of_cells += (place for block in blocks for place in block.pictures)
        for one in (one for block in blocks for one in block.hidden):
            texts = self._of_cells.setdefault(one.kind, [])
            if texts[-1:] != [one.text]:  # a cell may stand for a thousand
                texts.append(one.text)
        return " ".join(block.text for block in blocks if block.text)

    def beside_cells(self) -> Iterator[TextBlock]:
        """What is not seen of the cells so far, one text a kind, and their pictures; told once."""
        texts, self._of_cells = self._of_cells, {}
        found = tuple(HiddenText(kind, "\n".join(said)) for kind, said in texts.items())
        places, self._pictures_of_cells = tuple(self._pictures_of_cells), []
        if found or places:
            yield TextBlock("", hidden=found, pictures=places)

    def unshown(self, parent: Iterable[etree._Element], kind: HiddenKind) -> Iterator[TextBlock]:
        """A block without text that hides all that is in the elements."""
        page_ended = self._page_ended
        blocks = list(self.blocks(parent))
        self._page_ended = page_ended
        said = "\n".join(block.text for block in blocks if block.text)
        hidden = [one for block in blocks for one in block.hidden]
        if said or hidden:
            yield TextBlock("", hidden=(*([HiddenText(kind, said)] if said else ()), *hidden))

    @contextmanager
    def _looking(self, look: Look) -> Iterator[None]:
        """Within it, text inherits that look."""
        outer, self.look = self.look, look
        try:
            yield
        finally:
            self.look = outer

    def _cell_blocks(self, cell: etree._Element, style: str = "") -> list[TextBlock]:
        name = attribute(cell, "style-name") or style
        with self._looking(self.look.styled(self._styles, "table-cell", name)):
            return list(self.blocks(cell))

    def _is_hidden_section(self, element: etree._Element) -> bool:
        if local_name(element) != "section":
            return False
        is_shown = attribute(element, "display") in ("", "true")
        return not is_shown and attribute(element, "is-hidden") != "false"

    def _paragraph(self, paragraph: etree._Element, mark: str) -> Iterator[TextBlock]:
        style = attribute(paragraph, "style-name")
        inline = Inline()
        with self._looking(self.look.styled(self._styles, "paragraph", style)):
            self._gather(paragraph, inline)
        self._page_ended |= self._styles.starts_page(style)
        is_hidden = inline.is_hidden or self._styles.is_hidden("paragraph", style)
        if is_hidden:
            inline.hide(inline.text, HiddenKind.NOT_SHOWN)
        if inline.hidden:
            yield TextBlock("", hidden=inline.hidden)
        yield from self.unshown(inline.unshown, HiddenKind.NOT_SHOWN)
        if not is_hidden:
            level = self._level(paragraph)
            if inline.text.strip():
                mark = mark or (self._heading_mark(paragraph, level) if level else "")
                if not self.title and self._styles.is_named("paragraph", style, "Title"):
                    self.title = " ".join(inline.text.split())
            for number, page in enumerate(inline.text.split(PAGE_BREAK)):
                self._page_ended |= number > 0
                for line in page.split(LINE_BREAK):
                    if line.strip():
                        text = mark + " ".join(line.split())
                        yield TextBlock(text, level, starts_page=self._page_ended)
                        self._page_ended, mark = False, ""
        for element in inline.beside:
            yield from self.blocks([element])

    def _level(self, paragraph: etree._Element) -> int:
        if local_name(paragraph) != "h":
            return 0
        level = attribute(paragraph, "outline-level")
        return int(level) if level.isdecimal() and 1 <= int(level) <= DEEPEST else 1

    def _heading_mark(self, heading: etree._Element, level: int) -> str:
        if attribute(heading, "is-list-header") == "true":
            return ""
        return self._styles.mark("", level, self._counts.setdefault("", [0] * DEEPEST))

    def _list(self, element: etree._Element, above: ListPlace) -> Iterator[TextBlock]:
        place = ListPlace(attribute(element, "style-name") or above.style, above.level + 1)
        counts = self._counts.setdefault(place.style, [0] * DEEPEST)
        goes_on = attribute(element, "continue-numbering") == "true"
        if place.level == 1 and not goes_on and not attribute(element, "continue-list"):
            counts[:] = [0] * DEEPEST
        for item in element:
            mark = ""
            if local_name(item) == "list-item" and _begins_with_text(item):
                mark = self._styles.mark(place.style, min(place.level, DEEPEST), counts)
            for child in item:
                if local_name(child) == "list":
                    yield from self._list(child, place)
                elif local_name(child) in ("p", "h"):
                    yield from self._paragraph(child, mark)
                    mark = ""

    def _table(self, table: etree._Element) -> Iterator[TextBlock]:
        self.tables += 1
        number = self.tables
        rows = list(table_rows(table))
        kept = [[self._cell_blocks(cell) for cell in row.cells] for row in rows]
        marked = sum(row.is_header for row in rows)
        yield from rows_of_blocks(kept, merged_table(rows), table=number, marked=marked)

    def _gather(self, element: etree._Element, inline: Inline) -> None:
        """Add to `inline` what is seen of an element's content, and what is not."""
        self._write(element.text or "", inline)
        for child in element.iterchildren():
            self._add(child, inline)
            self._write(child.tail or "", inline)

    def _write(self, text: str, inline: Inline) -> None:
        if kind := self.look.kind:
            inline.hide(text, kind)
        else:
            inline.text += symbol_text(self.look.font, text)

    def _add(self, child: etree._Element, inline: Inline) -> None:
        kind = local_name(child)
        if kind in _MARKS:
            inline.text += _MARKS[kind]
        elif kind == "note":
            inline.beside.append(child)
        elif kind == "annotation":
            self._left.comments += 1
        elif kind == "hidden-paragraph":
            inline.is_hidden |= attribute(child, "is-hidden") != "false"
        elif kind in _FIELDS:
            look = self.look.drawn(self._styles, child) if kind == "control" else self.look
            with self._looking(look):
                self._write(f" {self._field(child)} ", inline)
        elif kind in _DRAWN:
            inline.beside.append(child)
        elif kind == "hidden-text":
            inline.hide("".join(child.itertext()), HiddenKind.NOT_SHOWN)
        elif kind in ("span", "a"):
            self._add_span(child, inline)
        elif kind not in _SKIPPED:
            self._gather(child, inline)

    def _add_span(self, span: etree._Element, inline: Inline) -> None:
        style = attribute(span, "style-name")
        if self._styles.is_hidden("text", style):
            aside = Inline()
            self._gather(span, aside)
            inline.hide(aside.text + "".join(aside.unseen.values()), HiddenKind.NOT_SHOWN)
            inline.unshown += (*aside.beside, *aside.unshown)
        else:
            start = len(inline.text)
            with self._looking(self.look.styled(self._styles, "text", style)):
                self._gather(span, inline)
            inline.place(start, self._styles.property("text", style, "text-position"))

    def _picture(self, image: etree._Element) -> Iterator[TextBlock]:
        places = picture_places(image, self._places) if self._places else ()
        if places:
            yield TextBlock("", starts_page=self._page_ended, pictures=places)
            self._page_ended = False

    def _field(self, element: etree._Element) -> str:
        """What a field of a form shows, where it is drawn or stands in the text."""
        if local_name(element) == "fieldmark":
            return field_mark(element)
        if self._controls is None:
            self._controls = control_texts(element.getroottree().getroot())
        return self._controls.get(attribute(element, "control"), "")

    def _object(self, element: etree._Element) -> Iterator[TextBlock]:
        """The titles of an embedded chart; other files are named as left out, but formulas."""
        self.has_picture = True
        folder = attribute(element, "href").removeprefix("./").rstrip("/")
        root = self._package.root(f"{folder}/content.xml") if folder else None
        kinds = set() if root is None else {local_name(each) for each in root.iter(etree.Element)}
        if folder and not kinds.intersection(("chart", "math")):
            self._left.embedded.append(folder)
        for title in () if root is None else root.iter(etree.Element):
            if local_name(title) in ("title", "subtitle") and "chart" in str(title.tag):
                yield from self.blocks(title)


def _begins_with_text(item: etree._Element) -> bool:
    return len(item) > 0 and local_name(item[0]) in ("p", "h")
