"""Markdown to raw pages: headings, paragraphs, list items, code lines, table rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.errors import UnreadableDocument
from ingest.formats.blocks import TextBlock, first_heading, pages_of, row_text
from ingest.formats.file_type import FileType
from ingest.formats.html_file import html_blocks
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.plain_text import decode
from ingest.formats.source import Source
from ingest.titles import is_title
from storage.records import Verdict

NESTING = 100  # of lists and quotations; the parser drops what is deeper without a word
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<lines>.*?)^(?:---|\.\.\.)[ \t]*\n", re.S | re.M)
_FRONT_TITLE = re.compile(r"^title[ \t]*:[ \t]*[\"']?(?P<title>.+?)[\"']?[ \t]*$", re.M | re.I)


def read_markdown(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a Markdown file; raw HTML in it is read as text, never run.

    Raises UnreadableDocument: DAMAGED where lists or quotations are nested deeper than `NESTING`,
    or TOO_MANY_PAGES.
    """
    text = decode(source.read()) or ""
    front = _FRONT_MATTER.match(text)
    blocks: list[TextBlock] = []
    title = ""
    if front:
        blocks += (TextBlock(line) for line in front["lines"].splitlines())
        named = _FRONT_TITLE.search(front["lines"])
        title = named["title"] if named and is_title(named["title"]) else ""
        text = text[front.end() :]
    tokens = _tokens(text)
    blocks += markdown_blocks(tokens)
    return ParsedFile(
        pages=pages_of(blocks, max_pages=max_pages),
        title=title or first_heading(blocks),
        media_type=FileType.MARKDOWN.value,
    )


def _tokens(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING})
    tokens = parser.enable(["table", "strikethrough"]).parse(text)
    if any(token.level >= NESTING - 1 for token in tokens):
        raise UnreadableDocument(Verdict.DAMAGED, "Its lists or quotations are nested too deep.")
    return tokens


def markdown_blocks(tokens: Iterable[Token]) -> Iterator[TextBlock]:
    """The blocks that the parser's tokens describe, in order."""
    place = _Place()
    for token in tokens:
        place.move(token)
        match token.type:
            case "inline" if place.row is not None:
                place.row.append("".join(_inline_text(token.children or [])))
            case "inline":
                lines = "".join(_inline_text(token.children or [])).split("\f")
                yield from (TextBlock(place.take_mark() + line, place.level) for line in lines)
            case "tr_close":
                text = row_text(place.row or [])
                yield TextBlock(text, table=place.table, is_header=place.in_header)
                place.row = None
            case "fence" | "code_block":
                yield from (TextBlock(line) for line in token.content.splitlines())
            case "html_block":
                for block in html_blocks(token.content, tables=place.table):
                    place.table = max(place.table, block.table)
                    yield block


@dataclass(slots=True)
class _Place:
    """Where in the document the tokens are: heading, lists that are open, row being read."""

    level: int = 0
    row: list[str] | None = None
    table: int = 0  # the number of the last one
    in_header: bool = False
    _lists: list[int | None] = field(default_factory=list)  # the next number; None: bullets
    _mark: str = ""

    def move(self, token: Token) -> None:
        """Follow a token that opens or closes something."""
        match token.type:
            case "heading_open":
                self.level = int(token.tag[1])
            case "heading_close":
                self.level = 0
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                number = self._lists[-1]
                self._mark = "• " if number is None else f"{number}. "
                self._lists[-1] = None if number is None else number + 1
            case "table_open":
                self.table += 1
            case "thead_open" | "thead_close":
                self.in_header = token.nesting > 0
            case "tr_open":
                self.row = []

    def take_mark(self) -> str:
        """What stands before the first line of a list item; nothing before the others."""
        mark, self._mark = self._mark, ""
        return mark


def _inline_text(children: Iterable[Token]) -> Iterator[str]:
    for child in children:
        match child.type:
            case "text" | "code_inline":
                yield child.content
            case "softbreak":
                yield "\n"
            case "hardbreak":
                yield "\f"
            case "image":
                yield child.content
            case "html_inline" if child.content.lower().startswith("<br"):
                yield "\f"
