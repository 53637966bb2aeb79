"""Headers and footers of office documents: text of a page, and of no passage.

They are said once a section, where it begins and where it ends: a page that is not laid out yet
has no top of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.formats.blocks import PAGE_CHARACTERS, TextBlock

PAGE_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES"))  # in Word's and RTF's names
# What is left of "Page 3 of 12" without its numbers.
_PAGE_WORDS = frozenset(["page", "pages", "p", "pg", "of", "sur", "de", "seite", "von"])
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document with the blocks of its own headers and footers, said in none before."""

    blocks: Sequence[TextBlock]
    above: Sequence[TextBlock] = ()
    below: Sequence[TextBlock] = ()


def is_page_field(instruction: str) -> bool:
    """True for a field that gives the number of a page, or how many there are."""
    return instruction.strip().upper().split(" ")[0] in PAGE_FIELDS


def with_margins(sections: Iterable[Section]) -> list[TextBlock]:
    """The blocks of the sections, each with its headers before and its footers after it.

    A document that says nothing else has none: a letterhead is not what a scan in it says. What is
    hidden in them is kept always.
    """
    sections = list(sections)
    is_empty = not any(block.text.strip() for one in sections for block in one.blocks)
    return [block for one in sections for block in _whole(one, is_empty=is_empty)]


def _whole(section: Section, *, is_empty: bool) -> Iterator[TextBlock]:
    above, below = (
        [replace(block, text="") if is_empty else block for block in _margin(blocks)]
        for blocks in (section.above, section.below)
    )
    blocks = list(section.blocks)
    seen = (at for at, block in enumerate(blocks) if block.text.strip() or block.pictures)
    first = next(seen, None)
    if above and first is not None and blocks[first].starts_page:
        above[0] = replace(above[0], starts_page=True)
        blocks[first] = replace(blocks[first], starts_page=False)
    yield from above
    yield from blocks
    yield from below


def _margin(blocks: Iterable[TextBlock]) -> list[TextBlock]:
    """The blocks as lines of a header or footer, each said once; longer than a page they are text.

    Of the lines that name a page nothing is left.
    """
    kept: dict[tuple[object, ...], TextBlock] = {}
    for block in blocks:
        text = block.text.strip() if _says_something(block.text) else ""
        if text or block.hidden:
            kept.setdefault((text, block.hidden), TextBlock(text, hidden=block.hidden))
    is_margin = sum(len(block.text) for block in kept.values()) <= PAGE_CHARACTERS
    return [replace(block, is_margin=is_margin) for block in kept.values()]


def _says_something(line: str) -> bool:
    return any(word not in _PAGE_WORDS for word in _WORD.findall(line.casefold()))
