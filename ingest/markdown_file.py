"""Markdown to raw pages: headings, paragraphs, list items, code lines, table rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import TextBlock, first_heading, pages_of, row_text
from ingest.file_type import FileType
from ingest.html_file import html_blocks
from ingest.parsed import ParsedFile
from ingest.plain_text import decode
from ingest.titles import is_title

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<lines>.*?)^(?:---|\.\.\.)[ \t]*\n", re.S | re.M)
_FRONT_TITLE = re.compile(r"^title[ \t]*:[ \t]*[\"']?(?P<title>.+?)[\"']?[ \t]*$", re.M | re.I)


def read_markdown(path: Path, *, max_pages: int) -> ParsedFile:
    """The raw pages of a Markdown file; raw HTML in it is read as text, never run."""
    text = decode(path.read_bytes()) or ""
    front = _FRONT_MATTER.match(text)
    blocks: list[TextBlock] = []
    title = ""
    if front:
        blocks += (TextBlock(line) for line in front["lines"].splitlines())
        named = _FRONT_TITLE.search(front["lines"])
        title = named["title"] if named and is_title(named["title"]) else ""
        text = text[front.end() :]
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    blocks += markdown_blocks(tokens)
    return ParsedFile(
        pages=pages_of(blocks, max_pages=max_pages),
        title=title or first_heading(blocks),
        media_type=FileType.MARKDOWN.value,
    )


@dataclass(slots=True)
class _Place:
    """Where in the document the tokens are: lists that are open, and the row being read."""

    lists: list[int | None] = field(default_factory=list)  # the next number; None: bullets
    mark: str = ""
    level: int = 0
    row: list[str] | None = None


def markdown_blocks(tokens: Iterable[Token]) -> Iterator[TextBlock]:
    """The blocks that the parser's tokens describe, in order."""
    place = _Place()
    for token in tokens:
        match token.type:
            case "heading_open":
                place.level = int(token.tag[1])
            case "heading_close":
                place.level = 0
            case "bullet_list_open":
                place.lists.append(None)
            case "ordered_list_open":
                place.lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                place.lists.pop()
            case "list_item_open":
                place.mark = _next_mark(place.lists)
            case "tr_open":
                place.row = []
            case "tr_close":
                yield TextBlock(row_text(place.row or []))
                place.row = None
            case "inline":
                yield from _inline_blocks(token, place)
            case "fence" | "code_block":
                yield from (TextBlock(line) for line in token.content.splitlines())
            case "html_block":
                yield from html_blocks(token.content)


def _next_mark(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is None:
        return "• "
    lists[-1] = number + 1
    return f"{number}. "


def _inline_blocks(token: Token, place: _Place) -> Iterator[TextBlock]:
    text = "".join(_inline_text(token.children or []))
    if place.row is not None:
        place.row.append(text)
        return
    mark, place.mark = place.mark, ""
    for number, line in enumerate(text.split("\f")):
        yield TextBlock((mark if number == 0 else "") + line, place.level)


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
