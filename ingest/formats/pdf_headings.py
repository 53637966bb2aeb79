"""The headings of a PDF: by its outline where that fits the text, else by size and weight."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ingest.formats.pdf_layout import Block, Measures
from ingest.formats.pdf_lines import Line

LARGER = 1.12  # times the size of the text, from which a line may be a heading
HEADING_CHARACTERS = 150
HEADING_LINES = 3
MOST_HEADING = 0.2  # of all characters; above, size and weight do not tell headings
LEAST_TEXT = 2_000  # characters of a document from which that share says something
DEEPEST = 6
TITLE_LARGER = 1.3
COVER_CHARACTERS = 250
_NO_TITLE = re.compile(
    r"(?:table of )?contents|sommaire|table des mati[èe]res|abstract|r[ée]sum[ée]|introduction"
    r"|(?:source ?: ?)?https?://\S+",
    re.I,
)
_BULLET = re.compile(r"[•●○▪■□◦‣∙·–—*➢✓✔\uf020-\uf0ff-]\s")
_KEYWORD = re.compile(
    r"(?:article|annexe|appendix|chapitre|chapter|part|partie|section|schedule|titre)"
    r"\s+(?:[LRD]\.?\s?)?(?:\d[\d.-]*|[ivxlc]+|[a-z]|premier|first)\b",
    re.I,
)
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d_]")
_LEADER = re.compile(r"\.{4,}|(?:\. ){3,}|…{2,}")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of the document's own outline; `level` from 1, `page` an index from 0."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class BlockHeading:
    """A block that is a heading."""

    block: Block
    level: int


def headings_of(
    blocks: Sequence[Block], measures: Measures, outline: Sequence[OutlineEntry]
) -> list[BlockHeading]:
    """The headings in order; an outline counts when most of it, and enough, is in the text."""
    styled = _by_style(blocks, measures)
    named = _by_outline(blocks, outline)
    if len(named) >= max(2, 0.6 * len(outline), 0.5 * len(styled)):
        return named
    return styled


def first_title(blocks: Sequence[Block], measures: Measures) -> str:
    """The largest text of the first page with any, where it is larger than the text around.

    On a cover, which holds little else, the other large lines below it belong to it.
    """
    bodies = [block for block in blocks if not block.margin]
    first = [block for block in bodies if block.page == bodies[0].page]
    titles = [
        block
        for block in first
        if _may_be_heading(block)
        and block.lines[0].size >= TITLE_LARGER * measures.body_size
        and not _NO_TITLE.fullmatch(block.text)
    ]
    if not titles:
        return ""
    largest = max(titles, key=lambda block: block.lines[0].size)
    if sum(len(block.text) for block in first) > COVER_CHARACTERS:
        return largest.text
    least = 0.6 * largest.lines[0].size
    return " ".join(block.text for block in titles if block.lines[0].size >= least)


def _by_outline(blocks: Sequence[Block], outline: Sequence[OutlineEntry]) -> list[BlockHeading]:
    named = {entry.page for entry in outline}
    texts: dict[int, list[tuple[str, int]]] = {}
    for index, block in enumerate(blocks):
        if block.page in named and len(block.lines) <= HEADING_LINES:
            texts.setdefault(block.page, []).append((_plain(block.text), index))
    found: dict[int, int] = {}
    for entry in outline:
        wanted = _plain(entry.title)
        for text, index in texts.get(entry.page, []):
            if wanted and text.endswith(wanted) and len(text) <= len(wanted) + 12:
                found.setdefault(index, min(entry.level, DEEPEST))
                break
    return [BlockHeading(blocks[index], level) for index, level in sorted(found.items())]


def _plain(text: str) -> str:
    """Letters and digits alone, case-folded."""
    return "".join(filter(str.isalnum, text.casefold()))


def _by_style(blocks: Sequence[Block], measures: Measures) -> list[BlockHeading]:
    candidates = [
        (block, style)
        for block, below in zip_longest(blocks, blocks[1:])
        if (style := _style(block, below, measures))
    ]
    total = sum(len(block.text) for block in blocks)
    if total > LEAST_TEXT:
        for least in (0.0, LARGER * measures.body_size, TITLE_LARGER * measures.body_size, 1e9):
            candidates = [found for found in candidates if found[1] > least]
            if sum(len(block.text) for block, _ in candidates) <= MOST_HEADING * total:
                break
    levels = {
        style: min(level, DEEPEST)
        for level, style in enumerate(sorted({s for _, s in candidates}, reverse=True), start=1)
    }
    return [BlockHeading(block, levels[style]) for block, style in candidates]


def _style(block: Block, below: Block | None, measures: Measures) -> float:
    """How a block is set as a heading: its size; 2 for bold, 1 for its words alone; 0 for not."""
    if not _may_be_heading(block):
        return 0.0
    line = block.lines[0]
    if line.size >= LARGER * measures.body_size:
        return round(line.size * 2) / 2
    if line.bold and not measures.body_bold and line.size >= 0.95 * measures.body_size:
        return 2.0 if _stands_over_text(line, below, measures) else 0.0
    text = block.text
    if len(block.lines) == 1 and text[-1] not in ".;:," and line.size >= 0.95 * measures.body_size:
        return 1.0 if _KEYWORD.match(text) or _NUMBERED.match(text) else 0.0
    return 0.0


def _stands_over_text(line: Line, below: Block | None, measures: Measures) -> bool:
    """True at the left edge of a column or centred over what follows: not in a table's head."""
    if any(abs(line.left - left) <= line.size / 2 for left in measures.lefts):
        return True
    if below is None or below.gapped:
        return False
    following = below.lines[0]
    centre, centre_below = line.left + line.right, following.left + following.right
    return not following.bold and abs(centre - centre_below) < 2 * line.size


def _may_be_heading(block: Block) -> bool:
    text = block.text
    return (
        not block.margin
        and not block.gapped
        and len(block.lines) <= HEADING_LINES
        and len(text) <= HEADING_CHARACTERS
        and sum(map(str.isalpha, text)) >= 3
        and not text[0].islower()
        and text[-1] not in ",;"
        and not _LEADER.search(text)
        and not _BULLET.match(text)
    )
