"""What a style attribute or the body of a rule declares, as far as it can hide text or change it.

`background` is kept as the colour, the pictures and the clipping that it stands for, so that among
those the later wins as in a browser.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.formats.html_colours import ground_of, has_picture, is_colour

Style = Mapping[str, str]

_FONT_SIZE = re.compile(
    r"(?:^|\s)(\d{0,9}\.?\d{1,9}(?:px|pt|pc|r?em|ex|%|cm|mm|in)|0"
    r"|(?:x{1,3}-)?(?:small|large)|medium|smaller|larger)(?=[/\s])"
)
_LINE_HEIGHT = re.compile(r"\A\s*/\s*\S+")  # behind the size of a font
_IMPORTANT = re.compile(r"!\s*important")
_STRING = r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?"""
# Comments, addresses and quoted texts, one after the other: what looks like one in another is none.
_PIECE = re.compile(rf"/\*.*?(?:\*/|\Z)|url\(\s*(?:{_STRING})?[^)]*+\)?|{_STRING}", re.I | re.S)
_ESCAPED = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|([g-z]))", re.I)
_KEPT_NAMES = (
    "display visibility opacity color background-color background-image background-clip font-size "
    "font-family "
    "position left top right bottom text-indent clip clip-path transform scale zoom filter height "
    "width max-height max-width overflow"
)
_KEPT = frozenset(_KEPT_NAMES.split())


@dataclass(frozen=True, slots=True)
class Declared:
    """The declarations of one rule or of a style attribute, those marked important apart."""

    usual: Style
    important: Style

    @property
    def all(self) -> Style:
        """Both, the important ones before the others."""
        return {**self.usual, **self.important}


def declarations(text: str) -> Declared:
    """What `text` says; names and values in small letters."""
    usual: dict[str, str] = {}
    important: dict[str, str] = {}
    for part in _unescaped(without_comments(text)).lower().split(";"):
        name, colon, value = part.partition(":")
        if not colon:
            continue
        value, marks = _IMPORTANT.subn("", value)
        kept = important if marks else usual
        for long_name, said in _written_out(name.strip(), value.strip()):
            if long_name in _KEPT and said:
                kept[long_name] = said
    return Declared(usual, important)


def without_comments(text: str) -> str:
    """`text` without comments; addresses are emptied, and quoted texts end nothing."""
    return _PIECE.sub(_piece, text)


def _unescaped(text: str) -> str:
    """`text` with the letters that are written as their number, or behind a backslash."""
    return _ESCAPED.sub(lambda found: _letter(found[1]) if found[1] else found[2], text)


def _letter(number: str) -> str:
    letter = chr(min(int(number, 16), sys.maxunicode))
    return letter if letter.isalnum() or letter == "-" else "\ufffd"


def _piece(found: re.Match[str]) -> str:
    if found[0].startswith("/*"):
        return " "
    if found[0][0] in "\"'":
        return re.sub(r"[{};]", "", found[0])
    return "url()"


def _written_out(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The declarations that one stands for."""
    if name == "font":
        size = _FONT_SIZE.search(value)
        yield "font-size", size[1] if size else ""
        yield "font-family", _LINE_HEIGHT.sub("", value[size.end() :]) if size else ""
    elif name == "background" and value:
        yield "background-color", ground_of(value) or "transparent"
        yield "background-image", "url()" if has_picture(value) else "none"
        yield "background-clip", "text" if "text" in value.split() else "border-box"
    elif name not in ("color", "background-color") or is_colour(value):
        yield name.removeprefix("-webkit-") if name == "-webkit-background-clip" else name, value
