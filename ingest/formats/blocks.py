"""Blocks of text, from formats that know paragraphs and no pages, to pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.errors import UnreadableDocument
from ingest.formats.parsed import BLOCK_END, RawHeading, RawPage
from storage.records import Verdict

PAGE_CHARACTERS = 3_000
LONG_PAGE_CHARACTERS = 9_000  # of a page that the file itself ends
CELL_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, heading, list item, line or table row; one line end in it is a space."""

    text: str
    level: int = 0  # of a heading, from 1; 0 for other blocks
    starts_page: bool = False
    table: int = 0  # blocks in a row with the same number are rows of one table; 0: no row
    is_header: bool = False  # of a row that names the columns; the first rows of a table only


def pages_of(blocks: Iterable[TextBlock], *, max_pages: int) -> tuple[RawPage, ...]:
    """Pages where the file has them, else of about `PAGE_CHARACTERS`, cut between blocks.

    A block longer than a long page is cut at a space. Raises UnreadableDocument where the pages
    are more than allowed.
    """
    kept = [part for block in blocks if block.text.strip() for part in _cut(block)]
    has_pages = any(block.starts_page for block in kept[1:])
    most = LONG_PAGE_CHARACTERS if has_pages else PAGE_CHARACTERS
    pages: list[RawPage] = []
    gathered: list[TextBlock] = []
    size = 0
    for block in kept:
        if gathered and (block.starts_page or size + len(block.text) > most):
            pages.append(_page(gathered))
            gathered, size = [], 0
        if len(pages) >= max_pages:
            raise UnreadableDocument(
                Verdict.TOO_MANY_PAGES,
                f"It has more than the {max_pages} pages that ASSISTANT_MAX_PAGES allows.",
            )
        gathered.append(block)
        size += len(block.text)
    return (*pages, _page(gathered))


def page_of(blocks: Iterable[TextBlock]) -> RawPage:
    """One page of these blocks, however long they are: a slide."""
    return _page([block for block in blocks if block.text.strip()])


def row_text(cells: Iterable[str]) -> str:
    """The cells of a table row on one line; empty where all are."""
    texts = [" ".join(cell.split()) for cell in cells]
    return CELL_SEPARATOR.join(texts).strip() if any(texts) else ""


def first_heading(blocks: Iterable[TextBlock]) -> str:
    """The text of the first heading; empty where there is none."""
    return next((block.text for block in blocks if block.level and block.text.strip()), "")


def _page(blocks: list[TextBlock]) -> RawPage:
    headings: list[RawHeading] = []
    size = 0
    for block in blocks:
        if block.level:
            headings.append(RawHeading(size, block.level))
        size += len(block.text) + len(BLOCK_END)
    return RawPage(BLOCK_END.join(block.text for block in blocks), tuple(headings))


def _cut(block: TextBlock) -> Iterator[TextBlock]:
    text, first = block.text, True
    while len(text) > LONG_PAGE_CHARACTERS:
        at = text.rfind(" ", PAGE_CHARACTERS // 2, PAGE_CHARACTERS)
        at = at if at > 0 else PAGE_CHARACTERS
        yield replace(block, text=text[:at], starts_page=block.starts_page and first)
        text, first = text[at:], False
    yield replace(block, text=text, starts_page=block.starts_page and first)
