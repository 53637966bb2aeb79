"""The layout of a PDF: which lines go on, and which are rows of tables.

Everything here is computed from the lines' text and place, so it can be tested without a file.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from ingest.formats.pdf_grids import ruled_tables
from ingest.formats.pdf_lines import LINE_HYPHEN, Line, PageLines
from ingest.formats.pdf_rows import FoundTable
from ingest.formats.pdf_running import running_lines
from ingest.formats.pdf_tables import aligned_tables

USUAL_STEP = 1.2  # from line to line, in font sizes, where it cannot be measured
PARAGRAPH_STEP = 1.25  # of the usual step, from which a new paragraph starts
GAPPED = 1.35  # of the usual width of a character, from which a line is a row of cells
COLUMN = 0.08  # of all characters start at the left edge of a column
NEIGHBOURS = 4  # lines above and below among which the right edge of a column is sought
# Where a new block starts: list items and captions. "L." and "M." begin no item: a line may end
# between "article" and "L. 1222-9".
_ITEM = re.compile(
    r"(?:[•●○▪■□◦‣∙·–—*➢✓✔\uf020-\uf0ff-]|o|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|\(?[A-Z]\))\s"
    r"|(?:Tableau|Table|Figure|Fig\.|Graphique|Schéma|Chart)\s+\d+\s*[–—:.-]"
)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, a heading, a list item, a row, a table."""

    page: int  # index from 0
    lines: tuple[Line, ...]
    gapped: bool
    margin: bool
    table: FoundTable | None = None

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end


@dataclass(frozen=True, slots=True)
class Measures:
    """What is usual in a document, in points or as shares of the font size."""

    body_size: float
    body_bold: bool
    step: float  # from line to line, in font sizes
    character: float  # width of a character, in font sizes
    lefts: tuple[float, ...]  # where columns of text start


def measure(pages: Sequence[PageLines]) -> Measures:
    """The size and weight most characters have, and how lines are usually set."""
    styles: Counter[tuple[float, bool]] = Counter()
    lefts: Counter[float] = Counter()
    steps: list[float] = []
    widths: list[float] = []
    for page in pages:
        for line in page.lines:
            styles[line.size, line.bold] += len(line.text)
            lefts[round(line.left)] += len(line.text)
            if len(line.text) >= 30 and line.size > 0:
                widths.append((line.right - line.left) / len(line.text) / line.size)
        for above, below in pairwise(page.lines):
            step = above.bottom - below.bottom
            if above.size == below.size > 0 and 0.8 < step / above.size < 2.5:
                steps.append(step / above.size)
    (size, bold), _ = styles.most_common(1)[0] if styles else ((10.0, False), 0)
    return Measures(
        body_size=size,
        body_bold=bold,
        step=median(steps) if steps else USUAL_STEP,
        character=quantiles(widths, n=4)[0] if len(widths) > 3 else 0.5,
        lefts=tuple(left for left, count in lefts.items() if count >= COLUMN * lefts.total()),
    )


def blocks_of(pages: Sequence[PageLines], measures: Measures) -> list[Block]:
    """All blocks in the order of the file."""
    running = running_lines(pages, body_size=measures.body_size)
    blocks: list[Block] = []
    for index, page in enumerate(pages):
        gathered: list[Line] = []
        tables = _tables(page, running[index])
        for at, line in enumerate(page.lines):
            if at in tables:
                if gathered:
                    blocks.append(_block(index, gathered, measures, running[index]))
                    gathered = []
                if table := tables[at]:
                    lines = page.lines[table.first : table.last]
                    blocks.append(Block(index, lines, gapped=True, margin=False, table=table))
                continue
            if gathered and not _goes_on(page.lines, at, measures, running[index]):
                blocks.append(_block(index, gathered, measures, running[index]))
                gathered = []
            gathered.append(line)
        if gathered:
            blocks.append(_block(index, gathered, measures, running[index]))
    return blocks


def _tables(page: PageLines, running: frozenset[Line]) -> dict[int, FoundTable | None]:
    """The place of each line that is in a table; the first of a table with that table."""
    ruled = ruled_tables(page, running)
    apart = running.union(*(page.lines[table.first : table.last] for table in ruled))
    places: dict[int, FoundTable | None] = {}
    for table in (*ruled, *aligned_tables(page, apart)):
        places |= dict.fromkeys(range(table.first, table.last))
        places[table.first] = table
    return places


def _block(page: int, lines: Sequence[Line], measures: Measures, running: frozenset[Line]) -> Block:
    gapped = any(_is_gapped(line, measures) for line in lines)
    return Block(page, tuple(lines), gapped, lines[0] in running)


def _is_gapped(line: Line, measures: Measures) -> bool:
    """True for a row of cells: its characters seem far wider than usual."""
    width = (line.right - line.left) / len(line.text) / (line.size or measures.body_size)
    return " " in line.text and width > max(GAPPED * measures.character, 0.55)


def _goes_on(lines: Sequence[Line], at: int, measures: Measures, running: frozenset[Line]) -> bool:
    """True where line `at` continues the block of the line before it."""
    above, below = lines[at - 1], lines[at]
    if above.text.endswith(LINE_HYPHEN):
        return True
    if (above in running) != (below in running):
        return False
    if _beside(above, below):
        return True
    if above in running or _ITEM.match(below.text):
        return False
    if abs(above.size - below.size) > 0.08 * above.size or above.bold != below.bold:
        return False
    if _is_gapped(above, measures) or _is_gapped(below, measures):
        return False
    step = above.bottom - below.bottom
    if step <= 0 or below.left > above.right:  # the next column
        return above.text[-1] not in ".!?:;" and below.text[0].islower()
    if step > PARAGRAPH_STEP * measures.step * above.size:
        return False
    return not _next_word_had_room(lines, at)


def _beside(above: Line, below: Line) -> bool:
    """True where `below` really is the end of the same line: an exponent, a column of a form."""
    overlap = min(above.top, below.top) - max(above.bottom, below.bottom)
    least = min(above.top - above.bottom, below.top - below.bottom)
    return overlap > 0.4 * least and below.left >= above.right - 1.0


def _next_word_had_room(lines: Sequence[Line], at: int) -> bool:
    """True where the first word of line `at` would have fitted on the line before."""
    above, below = lines[at - 1], lines[at]
    edge = max(
        line.right
        for line in lines[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]
        if line.size == above.size and abs(line.left - above.left) < 6 * above.size
    )
    width = (below.right - below.left) / len(below.text)
    word = below.text.split(maxsplit=1)[0]
    return edge - above.right > width * (len(word) + 1) + 0.3 * above.size
