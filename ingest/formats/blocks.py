"""Blocks of text, from formats that know paragraphs and no pages, to pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.errors import UnreadableDocument
from ingest.formats.parsed import BLOCK_END, RawHeading, RawPage, RawTable
from storage.page_findings import HiddenText
from storage.records import Verdict

PAGE_CHARACTERS = 3_000
LONG_PAGE_CHARACTERS = 9_000  # of a page that the file itself ends
CELL_SEPARATOR = " | "
CELL_CHARACTERS = 600  # a longer cell holds paragraphs: its table lays out the page


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, heading, list item, line or table row; one line end in it is a space."""

    text: str
    level: int = 0  # of a heading, from 1; 0 for other blocks
    starts_page: bool = False
    table: int = 0  # blocks in a row with the same number are rows of one table; 0: no row
    is_header: bool = False  # of a row that names the columns; the first rows of a table only
    hidden: tuple[HiddenText, ...] = ()  # what stands in it or before it unseen
    is_margin: bool = False  # of a header or footer: in the page, in no passage
    pictures: tuple[int, ...] = ()  # places of pictures in it, see ingest.formats.pictures


def pages_of(blocks: Iterable[TextBlock], *, max_pages: int) -> tuple[RawPage, ...]:
    """Pages where the file has them, else of about `PAGE_CHARACTERS`, cut between blocks.

    A block longer than a long page is cut at a space. Rows in a row of one number are one table,
    in parts where pages are cut within it. Raises UnreadableDocument where the pages are more
    than allowed.
    """
    kept = [part for block in blocks if _matters(block) for part in _cut(block)]
    has_pages = any(block.starts_page for block in kept[1:])
    most = LONG_PAGE_CHARACTERS if has_pages else PAGE_CHARACTERS
    pages: list[RawPage] = []
    gathered: list[TextBlock] = []
    size = unended = 0
    for block in kept:
        is_full = not block.is_margin and size + len(block.text) > most
        if gathered and (block.starts_page or is_full):
            pages.append(_page(gathered, unended=unended))
            unended = gathered[-1].table
            gathered, size = [], 0
        if len(pages) >= max_pages:
            raise UnreadableDocument(
                Verdict.TOO_MANY_PAGES,
                f"It has more than the {max_pages} pages that ASSISTANT_MAX_PAGES allows.",
            )
        gathered.append(block)
        size += 0 if block.is_margin else len(block.text)
    return (*pages, _page(gathered, unended=unended))


def page_of(blocks: Iterable[TextBlock]) -> RawPage:
    """One page of these blocks, however long they are: a slide."""
    return _page([block for block in blocks if _matters(block)], unended=0)


def row_text(cells: Iterable[str]) -> str:
    """The cells of a table row on one line; empty where all are."""
    texts = [" ".join(cell.split()) for cell in cells]
    return CELL_SEPARATOR.join(texts).strip() if any(texts) else ""


def first_heading(blocks: Iterable[TextBlock]) -> str:
    """The text of the first heading; empty where there is none."""
    return next((block.text for block in blocks if block.level and block.text.strip()), "")


def _matters(block: TextBlock) -> bool:
    return bool(block.text.strip() or block.hidden or block.pictures)


def _page(blocks: list[TextBlock], *, unended: int) -> RawPage:
    """The page of these blocks; `unended` is the table of the row before them, 0 for none."""
    hidden = tuple(text for block in blocks for text in block.hidden)
    pictures = tuple(place for block in blocks for place in block.pictures)
    blocks = [block for block in blocks if block.text.strip()]
    headings: list[RawHeading] = []
    tables: list[RawTable] = []
    margins: list[tuple[int, int]] = []
    size = table = 0
    for block in blocks:
        end = size + len(block.text)
        if block.is_margin:
            margins.append((size, end))
        if block.level:
            headings.append(RawHeading(size, block.level))
        if block.table and block.table == table:
            tables[-1] = _with_row(tables[-1], end, block)
        elif block.table:
            goes_on = not tables and size == 0 and block.table == unended
            tables.append(_with_row(RawTable(size, size, size, goes_on), end, block))
        table = block.table
        size = end + len(BLOCK_END)
    text = BLOCK_END.join(block.text for block in blocks)
    return RawPage(
        text,
        tuple(headings),
        tuple(margins),
        tables=tuple(tables),
        hidden=hidden,
        pictures=pictures,
    )


def _with_row(table: RawTable, end: int, row: TextBlock) -> RawTable:
    """The table with one more row, which ends at `end`; its first rows may be its header."""
    leads = row.is_header and table.header_end == table.end
    return replace(table, end=end, header_end=end if leads else table.header_end)


def _cut(block: TextBlock) -> Iterator[TextBlock]:
    text, first = block.text, True
    while len(text) > LONG_PAGE_CHARACTERS:
        at = text.rfind(" ", PAGE_CHARACTERS // 2, PAGE_CHARACTERS)
        at = at if at > 0 else PAGE_CHARACTERS
        yield _part(block, text[:at], first=first)
        text, first = text[at:], False
    yield _part(block, text, first=first)


def _part(block: TextBlock, text: str, *, first: bool) -> TextBlock:
    return replace(
        block,
        text=text,
        starts_page=block.starts_page and first,
        hidden=block.hidden if first else (),
        pictures=block.pictures if first else (),
    )
