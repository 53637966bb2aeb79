"""Colours as style sheets and attributes name them; no value, however odd, raises."""

import re

from PIL import ImageColor

Colour = tuple[int, int, int]
_UNKNOWN = "var()"
_WORD_NAMES = (  # that stand for a colour without naming it
    "transparent currentcolor inherit initial unset revert revert-layer canvas canvastext "
    "linktext visitedtext activetext buttonface buttontext field fieldtext highlight "
    "highlighttext graytext mark marktext accentcolor accentcolortext window windowtext"
)
_WORDS = frozenset(_WORD_NAMES.split())
FAINT_PAINT = 0.1  # of opacity, below which nothing can be read
_NUMBER = r"[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})"
_PART = re.compile(rf"({_NUMBER})(%?)(?:deg)?")
_CALL = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")
_NAMED = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\([^()]*\)|\b[a-z]+\b")
_OUTER = re.compile(r"#[0-9a-f]+|[a-z-]{0,40}+\(|\)|[a-z][a-z-]*+")
_PICTURE = re.compile(r"url\(|gradient\(|image\(|image-set\(|element\(|paint\(")


def lets_through(colour: str) -> bool:
    """True where nothing is drawn in that colour."""
    return colour.strip().lower() == "transparent" or opacity_of(colour) < FAINT_PAINT


def opacity_of(colour: str) -> float:
    """How much of what is behind it a colour covers, 0 to 1; 1 for what is not understood."""
    colour = colour.lower().strip()
    if colour == "transparent":
        return 0.0
    if colour.startswith("#") and len(colour) in (5, 9):
        try:
            return ImageColor.getrgb(colour)[-1] / 255
        except ValueError:
            return 1.0
    found = _CALL.fullmatch(colour)
    parts = _parts(found[2]) if found else []
    if len(parts) != 4:
        return 1.0
    value, percent = parts[3]
    return max(0.0, min(1.0, value / (100 if percent else 1)))


def has_picture(value: str) -> bool:
    """True where a background names a picture or a gradient, whose colours we cannot tell."""
    return _PICTURE.search(value.lower()) is not None


def colour_of(value: str) -> Colour | None:
    """Red, green and blue; None for what we cannot tell, a picture or a gradient among it."""
    value = value.lower().strip()
    if has_picture(value) or "var(" in value:
        return None
    for name in _NAMED.findall(value):
        if found := _parsed(name):
            return found
    return None


def ground_of(background: str) -> str:
    """The colour in a `background`, beside its pictures; "" where it names none."""
    depth = 0
    for found in _OUTER.finditer(background):
        word = found[0]
        if not depth and word != ")":
            call = _CALL.match(background, found.start())
            if call or (word[-1] != "(" and _picked(word)):
                return call[0] if call else word
            if word[-1] == "(" and not _PICTURE.search(word):
                return _UNKNOWN
        depth = max(0, depth + (word[-1] == "(") - (word == ")"))
    return ""


def is_colour(value: str) -> bool:
    """False for what a browser passes over: a word or a number that is no colour."""
    is_plain = "(" not in value and value not in _WORDS
    return not is_plain or (colour_of(value) is not None and _NAMED.fullmatch(value) is not None)


def _parsed(name: str) -> Colour | None:
    call = _CALL.fullmatch(name)
    if call is None:
        return _picked(name)
    parts = _parts(call[2])
    if len(parts) not in (3, 4):
        return None
    if call[1] == "hsl":
        hue, saturation, light = (value for value, _ in parts[:3])
        return _picked(f"hsl({hue % 360:.2f},{_per_cent(saturation)}%,{_per_cent(light)}%)")
    red, green, blue = (
        max(0, min(255, round(value * (2.55 if percent else 1)))) for value, percent in parts[:3]
    )
    return red, green, blue


def _per_cent(value: float) -> str:
    return f"{max(0.0, min(100.0, value)):.2f}"


def _picked(name: str) -> Colour | None:
    try:
        return ImageColor.getrgb(name)[:3]
    except ValueError:
        return None


def _parts(text: str) -> list[tuple[float, str]]:
    """The numbers of a colour, each with its `%` or without; none where one is not a number."""
    found = [_PART.fullmatch(part) for part in re.split(r"[\s,/]+", text.strip())]
    return [(float(one[1]), one[2]) for one in found if one] if all(found) else []
