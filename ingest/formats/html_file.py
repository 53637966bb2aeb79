"""HTML to raw pages: what a browser shows of it, as headings, paragraphs, items and table rows."""

import re
from collections.abc import Iterator

from lxml import etree, html

from ingest.errors import UnreadableDocument
from ingest.formats.blocks import TextBlock, first_heading, pages_of, row_text
from ingest.formats.file_type import FileType
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.plain_text import decode
from ingest.formats.source import Source
from ingest.titles import is_title
from storage.records import Verdict

_DROPPED = (
    "script style noscript template head svg math iframe object embed applet audio video canvas "
    "map nav select datalist button input textarea"
)
DROPPED = frozenset(_DROPPED.split())
_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre "
    "section summary table tbody td th tr tfoot thead ul"
)
BLOCKS = frozenset(_BLOCKS.split())
CELL_CHARACTERS = 600  # a longer cell holds paragraphs
_HEADING = re.compile(r"h[1-6]")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


def read_html(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of an HTML file; nothing it refers to is fetched, nothing in it is run."""
    text = decode(source.read()) or ""
    root = _root(text)
    if root is None:
        raise UnreadableDocument(Verdict.DAMAGED, "It cannot be parsed as HTML.")
    blocks = list(_blocks(root))
    title = " ".join((root.findtext(".//title") or "").split())
    return ParsedFile(
        pages=pages_of(blocks, max_pages=max_pages),
        title=title if is_title(title) else first_heading(blocks),
        media_type=FileType.HTML.value,
    )


def html_blocks(text: str, *, tables: int = 0) -> Iterator[TextBlock]:
    """The blocks of a piece of HTML; its tables are numbered from `tables` + 1."""
    root = _root(text)
    if root is not None:
        yield from _blocks(root, tables=tables)


def _root(text: str) -> html.HtmlElement | None:
    """The tree of `text`; None where there is no element in it.

    Raises UnreadableDocument where elements are nested so deep that the parser drops some: 2,048,
    of which a browser keeps 512.
    """
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except etree.ParserError:
        return None
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableDocument(Verdict.DAMAGED, "Its elements are nested too deep.")
    return root


def _blocks(root: html.HtmlElement, *, tables: int = 0) -> Iterator[TextBlock]:
    """Blocks in the order of the page, each ended by the start or end of a block element."""
    text = _Text()
    rows = _Rows(tables)
    walker = etree.iterwalk(root, events=("start", "end"))
    passed: html.HtmlElement | None = None  # hidden or read whole: only its tail is left
    for event, element in walker:
        ends_block = element.tag in BLOCKS
        if ends_block or element.tag == "br":
            yield from text.ended()
        if event == "end":
            if element is not passed:
                text.leave(element)
            text.add(element.tail or "")
        elif _is_hidden(element):
            passed = element
            walker.skip_subtree()
        elif element.tag == "tr" and _is_row(element):
            yield rows.block(element)
            passed = element
            walker.skip_subtree()
        else:
            text.enter(element)
    yield from text.ended()


class _Text:
    """The inline text since the last block, and the headings and lists that are open."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._level = 0
        self._lists: list[int | None] = []  # the next number; None: bullets
        self._mark = ""
        self._preformatted = 0

    def add(self, text: str) -> None:
        self._parts.append(text)

    def enter(self, element: html.HtmlElement) -> None:
        """Note what starts with the element, and its text."""
        tag = element.tag
        if _HEADING.fullmatch(tag):
            self._level = int(tag[1])
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._mark = self._next_mark()
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "img":
            self.add(element.get("alt") or "")
        self.add(element.text or "")

    def leave(self, element: html.HtmlElement) -> None:
        """Note what ends with the element."""
        tag = element.tag
        if _HEADING.fullmatch(tag):
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
                yield TextBlock(self._mark + line, self._level)
                self._mark = ""

    def _next_mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number}. "


class _Rows:
    """Numbers the tables of a page, and knows which rows still name columns."""

    def __init__(self, tables: int) -> None:
        self._tables = tables
        self._table: html.HtmlElement | None = None
        self._in_header = True

    def block(self, row: html.HtmlElement) -> TextBlock:
        """The row; a header where it is in `thead` or has nothing but `th`, above the others."""
        table = next(row.iterancestors("table"), None)
        if table is not self._table or table is None:
            self._table, self._in_header = table, True
            self._tables += 1
        cells = list(row)
        named = row.getparent().tag == "thead" or all(cell.tag == "th" for cell in cells)
        self._in_header = self._in_header and named and bool(cells)
        text = row_text(_visible_text(cell) for cell in cells)
        return TextBlock(text, table=self._tables, is_header=self._in_header)


def _is_hidden(element: html.HtmlElement) -> bool:
    return (
        element.tag in DROPPED
        or element.get("hidden") is not None
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _is_row(row: html.HtmlElement) -> bool:
    """True for a row of data; False where a table only lays out the page."""
    return not any(
        child.tag in ("table", "tr") or _HEADING.fullmatch(child.tag)
        for child in row.iterdescendants(tag=etree.Element)
    ) and all(len(cell.text_content()) <= CELL_CHARACTERS for cell in row)


def _visible_text(cell: html.HtmlElement) -> str:
    """The text of a cell without what is hidden, its blocks apart."""
    parts: list[str] = []
    walker = etree.iterwalk(cell, events=("start", "end"))
    passed = None
    for event, element in walker:
        parts.append(" " if element.tag in BLOCKS or element.tag == "br" else "")
        if event == "end":
            parts.append(element.tail or "" if element is not cell else "")
        elif _is_hidden(element):
            passed = element
            walker.skip_subtree()
        if event == "start" and element is not passed:
            parts.append(element.text or "")
    return "".join(parts)
