"""Colours as style sheets and attributes name them."""

import re

from PIL import ImageColor

Colour = tuple[int, int, int]
_PARTS = re.compile(r"[\d.]+%?")
_NAMED = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\([^)]*\)|\b[a-z]+\b")


def lets_through(colour: str) -> bool:
    """True where nothing is drawn in that colour."""
    if colour.startswith(("rgba", "hsla")) or "/" in colour:
        parts = _PARTS.findall(colour)
        return len(parts) == 4 and float(parts[3].rstrip("%")) == 0
    return colour in ("transparent", "none", "inherit")


def colour_of(value: str) -> Colour | None:
    """Red, green and blue; None for what we cannot tell, a picture or a gradient among it."""
    value = value.lower().strip()
    if "url(" in value or "gradient" in value or "var(" in value:
        return None
    for name in _NAMED.findall(value):
        if found := _parsed(name):
            return found
    return None


def _parsed(name: str) -> Colour | None:
    if name.startswith("rgb"):
        parts = _PARTS.findall(name)[:3]
        if len(parts) < 3:
            return None
        red, green, blue = (
            min(255, round(float(part.rstrip("%")) * (2.55 if part.endswith("%") else 1)))
            for part in parts
        )
        return red, green, blue
    try:
        return ImageColor.getrgb(name)[:3]
    except ValueError:
        return None
