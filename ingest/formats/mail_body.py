"""The body of a mail to blocks: what mail programs show of its plain text and its HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from ingest.formats.blocks import TextBlock
from ingest.formats.html_file import html_blocks
from ingest.formats.mail import size
from ingest.formats.plain_text import text_blocks
from storage.page_findings import HiddenKind, HiddenText

# Some programs write "this message is in HTML" or the first lines as plain text. Where both are
# whole, plain text is longer by its addresses, or shorter by less than this.
STUB_RATIO = 2.0
STUB_CHARACTERS = 100
# Pairs of words in a row, none of them in the HTML: three words of one's own among others.
UNREPEATED_PAIRS = 4
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n")
_WORD = re.compile(r"[^\W_]+")
# What programs write into plain text for the addresses and pictures of the HTML.
_NOT_SAID = re.compile(r"<?\b(?:https?://|mailto:|cid:)\S*|\[image:", re.I)
_SIGNATURE = "-- "
_QUOTE = re.compile(r"(?:> ?)*")


def plain_blocks(text: str) -> Iterator[TextBlock]:
    """The paragraphs of a plain text; those of a quoted mail start with its marks, one each."""
    for depth, lines in groupby(text.splitlines(), key=_depth):
        inner = "\n".join(_QUOTE.sub("", line, count=1) if depth else line for line in lines)
        for block in text_blocks(inner):
            if block.text.strip():
                yield TextBlock("> " * depth + block.text.strip("\n"))


def unflowed(text: str, *, joined: bool) -> str:
    """A text in `format=flowed` (RFC 3676) with the lines whole that end in a space, which stands
    between their words unless they are `joined`."""
    lines: list[list[str]] = []
    flowing = -1  # the depth of the line that goes on
    for line in text.splitlines():
        inner = line.lstrip(">")
        depth = len(line) - len(inner)
        inner = inner.removeprefix(" ")
        if depth == flowing and inner != _SIGNATURE:
            lines[-1].append(inner)
        else:
            lines.append(["> " * depth, inner])
        goes_on = inner.endswith(" ") and inner != _SIGNATURE
        flowing = depth if goes_on else -1
        if goes_on and joined:
            lines[-1][-1] = inner[:-1]
    return "\n".join(map("".join, lines))


def rich_blocks(text: str) -> Iterator[TextBlock]:
    """The blocks of an HTML body; its headings are no headings of the document."""
    for block in html_blocks(text):
        yield replace(block, level=0, starts_page=False)


def shown(
    plain: Sequence[TextBlock], rich: Sequence[TextBlock], *, has_picture: bool = False
) -> list[TextBlock]:
    """What a mail program shows of a body that is there as plain text and as HTML.

    The HTML, and what the plain text says beside it as hidden text; all of it where the HTML is
    pictures alone, as `has_picture` says. The plain text, which marks what is quoted, where the
    HTML says all of it and not much more; and where nothing is in the HTML.
    """
    if not size(rich) and not has_picture:
        return [*plain, *rich]
    unshown = list(_unrepeated(plain, rich))
    if unshown:
        found = HiddenText(HiddenKind.NOT_SHOWN, "\n".join(unshown))
        return [*rich, TextBlock("", hidden=(found,))]
    if not size(plain) or size(rich) > STUB_RATIO * size(plain) + STUB_CHARACTERS:
        return list(rich)
    return [*plain, *(replace(block, text="") for block in rich if block.hidden)]


def _unrepeated(plain: Sequence[TextBlock], rich: Sequence[TextBlock]) -> Iterator[str]:
    """The sentences of the plain text that say what the HTML does not."""
    there = {pair for block in rich for pair in _pairs(block.text)}
    there |= {(word,) for pair in there for word in pair}
    for block in plain:
        for sentence in _SENTENCE_END.split(block.text):
            pairs = _pairs(sentence)
            runs = (
                list(run) for found, run in groupby(pair in there for pair in pairs) if not found
            )
            if pairs and max(map(len, runs), default=0) >= min(UNREPEATED_PAIRS, len(pairs)):
                yield sentence.strip()


def _pairs(text: str) -> list[tuple[str, ...]]:
    """Each word with the one after it; a word that stands alone by itself."""
    words = _WORD.findall(_NOT_SAID.sub(" ", text).lower())
    return list(pairwise(words)) if len(words) > 1 else [(word,) for word in words]


def _depth(line: str) -> int:
    found = _QUOTE.match(line)
    return found[0].count(">") if found else 0
