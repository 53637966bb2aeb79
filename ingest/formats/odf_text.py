"""The visible text of an OpenDocument file, block by block; ODT, ODS and ODP share its elements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from ingest.formats.blocks import TextBlock, row_text
from ingest.formats.header_rows import header_count
from ingest.formats.left_out import Left
from ingest.formats.odf_styles import DEEPEST, OdfStyles, repeats
from ingest.formats.xml_package import XmlPackage, attribute, local_name

CELL_CHARACTERS = 600  # a longer cell holds paragraphs: its table lays out the page
PAGE_BREAK = "\f"
LINE_BREAK = "\v"
_SKIPPED_NAMES = (
    "tracked-changes forms sequence-decls variable-decls user-field-decls dde-connection-decls "
    "table-of-content-source alphabetical-index-source illustration-index-source title desc "
    "table-index-source object-index-source user-index-source bibliography-source hidden-text "
    "ruby-text note-citation script event-listeners glue-point shapes named-expressions "
    "content-validations calculation-settings notes"
)
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_DRAWN_NAMES = (
    "frame text-box custom-shape rect ellipse circle line polyline polygon path g caption "
    "connector regular-polygon measure control"
)
_DRAWN = frozenset(_DRAWN_NAMES.split())
_MARKS = {"tab": " ", "line-break": LINE_BREAK, "soft-page-break": PAGE_BREAK}


@dataclass(slots=True)
class _Inline:
    """The text of a paragraph, and what is anchored in it."""

    text: str = ""
    beside: list[etree._Element] = field(default_factory=list)
    is_hidden: bool = False


@dataclass(slots=True)
class _List:
    """Where an item stands: the style of its list and its depth, from 1."""

    style: str
    level: int


class OdfText:
    """Walks the elements of a body once, counting its lists, tables and pages as it goes."""

    def __init__(self, package: XmlPackage, styles: OdfStyles, left: Left) -> None:
        self._package = package
        self._styles = styles
        self._left = left
        self._counts: dict[str, list[int]] = {}
        self._page_ended = False
        self.tables = 0
        self.title = ""  # of the first paragraph in the style "Title"
        self.pictures = False

    def blocks(self, parent: Iterable[etree._Element]) -> Iterator[TextBlock]:
        """The blocks in the order of the text; boxes and notes follow their paragraph."""
        for element in parent:
            kind = local_name(element)
            if kind in ("p", "h"):
                yield from self._paragraph(element, "")
            elif kind == "list":
                yield from self._list(element, _List("", 0))
            elif kind == "table":
                yield from self._table(element)
            elif kind == "soft-page-break":
                self._page_ended = True
            elif kind == "annotation":
                self._left.comments += 1
            elif kind == "object":
                yield from self._chart(element)
            elif kind == "image":
                self.pictures = True
            elif kind not in _SKIPPED and not self._is_hidden_section(element):
                yield from self.blocks(element)

    def cell_text(self, cell: etree._Element) -> str:
        """The text of a cell on one line."""
        return " ".join(block.text for block in self.blocks(cell))

    def _is_hidden_section(self, element: etree._Element) -> bool:
        if local_name(element) != "section":
            return False
        is_shown = attribute(element, "display") in ("", "true")
        return not is_shown and attribute(element, "is-hidden") != "false"

    def _paragraph(self, paragraph: etree._Element, mark: str) -> Iterator[TextBlock]:
        style = attribute(paragraph, "style-name")
        inline = _Inline()
        self._gather(paragraph, inline)
        self._page_ended |= self._styles.starts_page(style)
        if not (inline.is_hidden or self._styles.is_hidden("paragraph", style)):
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

    def _list(self, element: etree._Element, above: _List) -> Iterator[TextBlock]:
        place = _List(attribute(element, "style-name") or above.style, above.level + 1)
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
        kept = [[list(self.blocks(cell)) for cell in row.cells] for row in rows]
        texts = [[" ".join(block.text for block in cell) for cell in row] for row in kept]
        headers = sum(row.is_header for row in rows) or header_count(texts)
        for place, (cells, text) in enumerate(zip(kept, texts, strict=True)):
            if len(cells) == 1 or any(len(each) > CELL_CHARACTERS for each in text):
                headers = 0
                yield from (block for cell in cells for block in cell)
            else:
                starts_page = any(block.starts_page for cell in cells for block in cell)
                is_header = place < headers < len(rows)
                yield TextBlock(
                    row_text(text), starts_page=starts_page, table=number, is_header=is_header
                )

    def _gather(self, element: etree._Element, inline: _Inline) -> None:
        """Add to `inline` what is seen of an element's content."""
        inline.text += element.text or ""
        for child in element.iterchildren():
            self._add(child, inline)
            inline.text += child.tail or ""

    def _add(self, child: etree._Element, inline: _Inline) -> None:
        kind = local_name(child)
        if kind in _MARKS:
            inline.text += _MARKS[kind]
        elif kind == "s":
            inline.text += " "
        elif kind == "note":
            inline.beside.append(child)
        elif kind == "annotation":
            self._left.comments += 1
        elif kind == "hidden-paragraph":
            inline.is_hidden |= attribute(child, "is-hidden") != "false"
        elif kind in _DRAWN:
            inline.beside.append(child)
        elif kind == "span" and self._styles.is_hidden("text", attribute(child, "style-name")):
            pass
        elif kind not in _SKIPPED:
            self._gather(child, inline)

    def _chart(self, element: etree._Element) -> Iterator[TextBlock]:
        """The titles of an embedded chart."""
        self.pictures = True
        folder = attribute(element, "href").removeprefix("./").rstrip("/")
        root = self._package.root(f"{folder}/content.xml") if folder else None
        for title in () if root is None else root.iter(etree.Element):
            if local_name(title) in ("title", "subtitle") and "chart" in str(title.tag):
                yield from self.blocks(title)


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


def _begins_with_text(item: etree._Element) -> bool:
    return len(item) > 0 and local_name(item[0]) in ("p", "h")
