"""The body of a mail to blocks: its plain text, or its HTML where that says more."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.formats.blocks import TextBlock
from ingest.formats.html_file import html_blocks
from ingest.formats.mail import size
from ingest.formats.plain_text import text_blocks

# Some programs write "this message is in HTML" or the first lines as plain text. Where both are
# whole, plain text is longer by its addresses, or shorter by less than this.
STUB_RATIO = 2.0
STUB_CHARACTERS = 100
_QUOTE = re.compile(r"(?:> ?)*")


def plain_blocks(text: str) -> Iterator[TextBlock]:
    """The paragraphs of a plain text; those of a quoted mail start with its marks, one each."""
    for depth, lines in groupby(text.splitlines(), key=_depth):
        inner = "\n".join(_QUOTE.sub("", line, count=1) if depth else line for line in lines)
        for block in text_blocks(inner):
            if block.text.strip():
                yield TextBlock("> " * depth + block.text.strip("\n"))


def rich_blocks(text: str) -> Iterator[TextBlock]:
    """The blocks of an HTML body; its headings are no headings of the document."""
    for block in html_blocks(text):
        yield replace(block, level=0, starts_page=False)


def better(plain: Sequence[TextBlock], rich: Sequence[TextBlock]) -> Sequence[TextBlock]:
    """The plain text of a mail, unless it is a stub beside its HTML, or there is none."""
    if not size(plain):
        return rich
    return rich if size(rich) > STUB_RATIO * size(plain) + STUB_CHARACTERS else plain


def _depth(line: str) -> int:
    found = _QUOTE.match(line)
    return found[0].count(">") if found else 0
