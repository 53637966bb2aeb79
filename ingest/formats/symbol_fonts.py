"""What letters mean in fonts whose letters are pictures: boxes, ticks, crosses, arrows, bullets.

Code points by Unicode's own tables of these fonts (L2/12-368). Only signs whose meaning is sure
are here; all others are read as if the font were any other.
"""

import re

TICKED, EMPTY = "☒", "☐"  # a box of a form, however it is drawn
_CHECK, _CROSS, _BULLET = "✓", "✗", "•"

_LETTERS = re.compile("[\x21-\xff\uf021-\uf0ff]")

_WINGDINGS = {
    0x6C: _BULLET, 0x6E: _BULLET, 0x6F: EMPTY, 0x70: EMPTY, 0x71: EMPTY, 0x72: EMPTY,
    0x75: _BULLET, 0x76: _BULLET, 0x78: TICKED, 0x9F: _BULLET, 0xA7: _BULLET, 0xA8: EMPTY,
    0xD8: _BULLET, 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE7: "←", 0xE8: "→", 0xE9: "↑",
    0xEA: "↓", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xF3: "⇔", 0xFB: _CROSS, 0xFC: _CHECK,
    0xFD: TICKED, 0xFE: TICKED,
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: _CROSS, 0x50: _CHECK, 0x51: TICKED, 0x52: TICKED, 0x53: TICKED, 0x54: TICKED,
    0x97: _BULLET, 0x98: _BULLET, 0xA2: _BULLET, 0xA3: EMPTY,
}  # fmt: skip
_WEBDINGS = {
    0x33: "←", 0x34: "→", 0x35: "↑", 0x36: "↓", 0x3D: _BULLET, 0x61: _CHECK, 0x63: EMPTY,
    0x67: _BULLET, 0x6E: _BULLET, 0x72: _CROSS,
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings2": _WINGDINGS_2, "webdings": _WEBDINGS}
_NAME = re.compile(r"(?:[A-Z]{6}\+)?(wingdings|wingdings[ -]?2|webdings)(?:[ -]?regular)?", re.I)


def symbol_font(name: str) -> str:
    """The font by its plain name, where its letters are known; else empty.

    A font that a PDF holds a part of is named "ABCDEF+Wingdings-Regular".
    """
    found = _NAME.fullmatch(name.strip().strip("'\"").rstrip(";"))
    return re.sub("[ -]", "", found[1]).lower() if found else ""


def symbol_text(font: str, text: str) -> str:
    """The text as it looks in a font that `symbol_font` named: one character for each."""
    signs = _FONTS.get(font)
    if not signs:
        return text
    return _LETTERS.sub(lambda found: signs.get(ord(found[0]) & 0xFF, found[0]), text)


def box(ticked: bool) -> str:
    """The sign of a box of a form."""
    return TICKED if ticked else EMPTY
