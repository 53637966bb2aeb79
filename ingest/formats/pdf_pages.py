"""The raw pages of a PDF: its text with hard ends between blocks, and its tables as rows."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ingest.formats.blocks import row_text
from ingest.formats.parsed import BLOCK_END, RawHeading, RawPage, RawTable
from ingest.formats.pdf_headings import BlockHeading
from ingest.formats.pdf_layout import Block
from ingest.formats.pdf_lines import PageLines
from ingest.formats.pdf_rows import FoundTable
from storage.records import PageReading

_BLOCK_BREAK = "\f"  # one character, so that PDFium's character indexes stay true


def raw_pages(
    pages: Sequence[PageLines],
    readings: Sequence[PageReading],
    blocks: Sequence[Block],
    headings: Sequence[BlockHeading],
) -> Iterator[RawPage]:
    """The pages in order, with what the blocks on them say."""
    blocks_on: defaultdict[int, list[Block]] = defaultdict(list)
    headings_on: defaultdict[int, list[BlockHeading]] = defaultdict(list)
    for block in blocks:
        blocks_on[block.page].append(block)
    for heading in headings:
        headings_on[heading.block.page].append(heading)
    for index, (page, reading) in enumerate(zip(pages, readings, strict=True)):
        before = _last_table(blocks_on[index - 1]) if index else None
        composed = _Composed(page.text, blocks_on[index], before)
        yield RawPage(
            text=composed.text,
            headings=tuple(
                RawHeading(composed.position(heading.block.start), heading.level)
                for heading in headings_on[index]
            ),
            margins=tuple(
                (composed.position(block.start), composed.position(block.end))
                for block in blocks_on[index]
                if block.margin
            ),
            reading=reading,
            tables=tuple(composed.tables),
        )


class _Composed:
    """The text of one page, in which rows stand for the lines of its tables."""

    def __init__(self, text: str, blocks: Sequence[Block], before: FoundTable | None) -> None:
        broken = _with_breaks(text, blocks)
        self.tables: list[RawTable] = []
        self._ends: list[int] = [0]  # of the tables in the page's text
        self._shifts: list[int] = [0]  # what they add, all before included
        parts: list[str] = []
        bodies = [block for block in blocks if not block.margin]
        size = done = 0
        for block in bodies:
            if block.table is None:
                continue
            kept = broken[done : block.start] + BLOCK_END
            rows, header_end = _rows(block.table)
            start = size + len(kept)
            goes_on = block is bodies[0] and _same_columns(before, block.table)
            self.tables.append(RawTable(start, start + len(rows), start + header_end, goes_on))
            parts += [kept, rows, BLOCK_END]
            size = start + len(rows) + len(BLOCK_END)
            done = block.end
            self._ends.append(done)
            self._shifts.append(size - done)
        self.text = "".join([*parts, broken[done:]])

    def position(self, index: int) -> int:
        """Where the character at `index` of the page's text, outside tables, stands now."""
        return index + self._shifts[bisect_right(self._ends, index) - 1]


def _rows(table: FoundTable) -> tuple[str, int]:
    """The rows, each a block, and where those of the header end."""
    rows = [row_text(cells) for cells in table.rows]
    return BLOCK_END.join(rows), len(BLOCK_END.join(rows[: table.header_rows]))


def _last_table(blocks: Sequence[Block]) -> FoundTable | None:
    """The table that ends the page, if one does."""
    bodies = [block for block in blocks if not block.margin]
    return bodies[-1].table if bodies else None


def _same_columns(above: FoundTable | None, below: FoundTable) -> bool:
    """True where a table without a header has the columns of the one that ends the page before."""
    return (
        above is not None
        and not below.header_rows
        and len(above.extents) == len(below.extents)
        and all(
            min(one[1], other[1]) > max(one[0], other[0])
            for one, other in zip(above.extents, below.extents, strict=True)
        )
    )


def _with_breaks(text: str, blocks: Sequence[Block]) -> str:
    """The text with its line ends made soft within a block and hard after it; same length."""
    soft = re.sub(r"[\r\n]+", lambda found: "\n" + " " * (len(found[0]) - 1), text)
    characters = list(soft)
    for block in blocks:
        if block.end < len(characters) and text[block.end] in "\r\n":
            characters[block.end] = _BLOCK_BREAK
    return "".join(characters)
