"""HTML to raw pages: what a browser shows of it, as headings, paragraphs, items and table rows."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree, html

from ingest.errors import UnreadableDocument
from ingest.formats.blocks import TextBlock, first_heading, pages_of
from ingest.formats.file_type import FileType
from ingest.formats.html_controls import BOXES, control_text, parts_seen
from ingest.formats.html_hidden import Visibility
from ingest.formats.html_pictures import HtmlPictures, Places, no_pictures
from ingest.formats.html_sheets import Linked, no_sheets
from ingest.formats.html_tables import HEADING, Rows, is_row
from ingest.formats.html_tree import html_root
from ingest.formats.left_out import Left, left_out
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.picture_pages import with_pictures
from ingest.formats.plain_text import decode
from ingest.formats.source import Source
from ingest.formats.superscripts import written_raised
from ingest.formats.symbol_fonts import symbol_text
from ingest.titles import is_title
from storage.page_findings import HiddenKind, HiddenText
from storage.records import Verdict

_DROPPED = (
    "script style noscript template head svg annotation annotation-xml iframe object embed applet "
    "audio video canvas map nav select datalist button input textarea"
)
DROPPED = frozenset(_DROPPED.split())
_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre "
    "section summary table tbody td th tr tfoot thead ul"
)
BLOCKS = frozenset(_BLOCKS.split())
_SMALL_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


def read_html(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of an HTML file; nothing it refers to is fetched, nothing in it is run."""
    text = decode(source.read()) or ""
    root = html_root(text)
    if root is None:
        raise UnreadableDocument(Verdict.DAMAGED, "It cannot be parsed as HTML.")
    pictures = HtmlPictures(root)
    blocks = list(_blocks(root, Visibility(root), places=pictures.places))
    title = " ".join((root.findtext(".//title") or "").split())
    return ParsedFile(
        pages=with_pictures(pages_of(blocks, max_pages=max_pages), max_pages=max_pages),
        title=title if is_title(title) else first_heading(blocks),
        media_type=FileType.HTML.value,
        warnings=left_out(Left(pictures=pictures.unread), "section"),
    )


def html_blocks(
    text: str, *, tables: int = 0, linked: Linked = no_sheets, places: Places = no_pictures
) -> Iterator[TextBlock]:
    """The blocks of a piece of HTML whose scripts never run, as in a mail or a book.

    Its tables are numbered from `tables` + 1; `linked` gives the style sheets that it names, and
    `places` the places of its pictures.
    """
    root = html_root(text)
    if root is not None:
        visibility = Visibility(root, linked=linked, scripted=False)
        yield from _blocks(root, visibility, tables=tables, places=places)


def _blocks(
    root: html.HtmlElement,
    visibility: Visibility,
    *,
    tables: int = 0,
    places: Places = no_pictures,
) -> Iterator[TextBlock]:
    """Blocks in the order of the page, each ended by the start or end of a block element."""
    text = _Text(visibility, places)
    rows = Rows(tables)
    walker = etree.iterwalk(root, events=("start", "end"))
    passed: html.HtmlElement | None = None  # hidden or read whole: only its tail is left
    for event, element in walker:
        ends_block = element.tag in BLOCKS
        if ends_block or element.tag == "br":
            yield from text.ended()
        if event == "end":
            if element is not passed:
                text.leave(element)
            text.add(element.tail or "", element.getparent())
        elif element.tag in DROPPED:
            text.replaced(element)
            passed = element
            walker.skip_subtree()
        elif kind := text.visibility.subtree_kind(element):
            text.hide(_whole_text(element), kind)
            passed = element
            walker.skip_subtree()
        elif element.tag == "tr" and is_row(element):
            yield text.row(element, rows)
            passed = element
            walker.skip_subtree()
        else:
            text.enter(element)
    yield from text.ended()
    if text.hidden or text.pictures:
        yield TextBlock("", hidden=tuple(text.hidden), pictures=tuple(text.pictures))


class _Text:
    """The inline text since the last block, and the headings and lists that are open."""

    def __init__(self, visibility: Visibility, places: Places) -> None:
        self.visibility = visibility
        self.pictures: list[int] = []  # since the last block
        self._places = places
        self.hidden: list[HiddenText] = []  # since the last block
        self._parts: list[str] = []
        self._level = 0
        self._lists: list[int | None] = []  # the next number; None: bullets
        self._mark = ""
        self._preformatted = 0

    def add(self, text: str, owner: html.HtmlElement | None) -> None:
        """Note text that stands in `owner`, where it can be seen."""
        kind = None if owner is None else self.visibility.text_kind(owner, text)
        if kind:
            self.hide(text, kind)
        elif owner is not None and text.strip().isdecimal() and _is_raised(owner):
            self._parts.append(written_raised(text, "".join(self._parts[-4:])))
        elif owner is not None and text.strip():
            self._parts.append(symbol_text(self.visibility.sign_font(owner), text))
        else:
            self._parts.append(text)

    def picture(self, element: html.HtmlElement) -> None:
        """Note the picture that the element is, if it is one."""
        if element.tag in ("img", "svg"):
            self.pictures += self._places(element)

    def replaced(self, element: html.HtmlElement) -> None:
        """Note the picture that the element is, or what a field of a form shows."""
        self.picture(element)
        if not (said := control_text(element)):
            return
        ask = self.visibility
        kinds = (ask.subtree_kind(one) or ask.text_kind(one, said) for one in parts_seen(element))
        kind = next(filter(None, kinds), None)
        if kind is None:
            self._parts.append(f" {said} ")
        elif said not in BOXES:
            self.hide(said, kind)

    def hide(self, text: str, kind: HiddenKind) -> None:
        """Note text that cannot be seen; pieces of one kind are one text."""
        words = " ".join(text.split())
        if words and self.hidden and self.hidden[-1].kind is kind:
            self.hidden[-1] = HiddenText(kind, f"{self.hidden[-1].text} {words}")
        elif words:
            self.hidden.append(HiddenText(kind, words))

    def row(self, row: html.HtmlElement, rows: Rows) -> TextBlock:
        """A row of data, and what is hidden in it or stood hidden before it."""
        block = rows.block(row, [self._cell_text(cell) for cell in row])
        return replace(block, hidden=self._taken(), pictures=self._shown())

    def _taken(self) -> tuple[HiddenText, ...]:
        taken = tuple(self.hidden)
        self.hidden.clear()
        return taken

    def _shown(self) -> tuple[int, ...]:
        shown = tuple(self.pictures)
        self.pictures.clear()
        return shown

    def _cell_text(self, cell: html.HtmlElement) -> str:
        """The text of a cell without what is hidden, its blocks apart."""
        outer, self._parts = self._parts, []
        walker = etree.iterwalk(cell, events=("start", "end"))
        passed = None
        for event, element in walker:
            self._parts.append(" " if element.tag in BLOCKS or element.tag == "br" else "")
            if event == "end":
                if element is not cell:
                    self.add(element.tail or "", element.getparent())
            elif element.tag in DROPPED:
                self.replaced(element)
                passed = element
                walker.skip_subtree()
            elif kind := self.visibility.subtree_kind(element):
                self.hide(_whole_text(element), kind)
                passed = element
                walker.skip_subtree()
            if event == "start" and element is not passed:
                self.picture(element)
                self.add(element.text or "", element)
        inner, self._parts = "".join(self._parts), outer
        return inner

    def enter(self, element: html.HtmlElement) -> None:
        """Note what starts with the element, and its text."""
        tag = element.tag
        if HEADING.fullmatch(tag):
            self._level = int(tag[1])
        elif tag in ("ul", "ol"):
            self._lists.append(_number(element, "start") or 1 if tag == "ol" else None)
        elif tag == "li":
            self._mark = self._next_mark(_number(element, "value"))
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "img":
            self.picture(element)
            self.add(element.get("alt") or "", element)
        self.add(element.text or "", element)

    def leave(self, element: html.HtmlElement) -> None:
        """Note what ends with the element."""
        tag = element.tag
        if HEADING.fullmatch(tag):
            self._level = 0
        elif tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "pre":
            self._preformatted -= 1

    def ended(self) -> Iterator[TextBlock]:
        """The block gathered so far; the lines of preformatted text are blocks."""
        text = "".join(self._parts)
        self._parts.clear()
        lines = text.splitlines() if self._preformatted else [" ".join(text.split())]
        for line in lines:
            if line.strip():
                yield TextBlock(
                    self._mark + line, self._level, hidden=self._taken(), pictures=self._shown()
                )
                self._mark = ""

    def _next_mark(self, stated: int | None) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "• "
        number = number if stated is None else stated
        self._lists[-1] = number + 1
        return f"{number}. "


def _is_raised(element: html.HtmlElement) -> bool:
    """True for the text of a superscript, or of a link in one."""
    around = element.getparent()
    return element.tag == "sup" or (around is not None and around.tag == "sup")


def _number(element: html.HtmlElement, name: str) -> int | None:
    """The small whole number that an attribute states; None where there is none."""
    stated = (element.get(name) or "").strip()
    return int(stated) if _SMALL_NUMBER.fullmatch(stated) else None


def _whole_text(element: html.HtmlElement) -> str:
    """All the text in the element, whatever of it could be seen by itself."""
    return " ".join(
        part
        for one in element.iter(etree.Element)
        if one.tag not in DROPPED
        for part in (one.text or "", (one.tail or "") if one is not element else "")
    )
