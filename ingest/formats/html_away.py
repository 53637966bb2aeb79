"""Styles that take an element off the page, whatever stands in it."""

import re

from ingest.formats.html_declarations import Style
from storage.page_findings import HiddenKind

FAINT = 0.1  # of opacity or scale, below which nothing can be read
FAR_OUT = 500.0  # pixels or so beyond the edge
NUMBER = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z%]*)")
_SHRUNK = re.compile(r"(?:scale(?:x|y|3d)?|opacity)\(([^()]*)\)")
_MOVED = re.compile(r"translate(?:x|y|3d)?\(([^()]*)\)")
_CLIPPED = re.compile(r"inset\((?:50|[6-9]\d|100)%|(?:circle|ellipse)\(0(?![.\d])")


def away_kind(style: Style) -> HiddenKind | None:
    """How the style hides all that is in an element; None where it does not."""
    if _is_gone(style):
        return HiddenKind.NOT_SHOWN
    if _is_far_out(style):
        return HiddenKind.OFF_PAGE
    return HiddenKind.NOT_SHOWN if _is_folded(style) else None


def _is_gone(style: Style) -> bool:
    return (
        style.get("display") == "none"
        or _share(style.get("opacity", "1")) < FAINT
        or any(_share(style.get(name, "1")) < FAINT for name in ("scale", "zoom"))
        or any(
            _share(part) < FAINT
            for found in _SHRUNK.findall(style.get("transform", "") + style.get("filter", ""))
            for part in found.split(",")[:2]
        )
    )


def _is_folded(style: Style) -> bool:
    """True for a box without height or width whose contents do not show beyond it."""
    sides = ("height", "width", "max-height", "max-width")
    if style.get("overflow") in ("hidden", "clip") and any(
        -1 < _number(style.get(side, "9")) <= 1 for side in sides
    ):
        return True
    if _CLIPPED.match(style.get("clip-path", "")):
        return True
    return style.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px,1px,1px,1px"))


def _is_far_out(style: Style) -> bool:
    if _number(style.get("text-indent", "0")) <= -FAR_OUT:
        return True
    moves = _MOVED.findall(style.get("transform", ""))
    if any(_number(part) <= -FAR_OUT for move in moves for part in move.split(",")):
        return True
    placed = style.get("position") in ("absolute", "fixed", "relative")
    sides = ("left", "top", "right", "bottom")
    return placed and any(_number(style.get(side, "0")) <= -FAR_OUT for side in sides)


def _share(value: str) -> float:
    """A share of the whole, written as a number or in per cent; one that is none counts as 1."""
    found = NUMBER.match(value)
    if not found:
        return 1.0
    return abs(float(found[1])) / (100 if found[2] == "%" else 1)


def _number(value: str) -> float:
    """The number a value begins with, em taken for 16 pixels; one that is none counts as 9."""
    found = NUMBER.match(value)
    if not found:
        return 9.0
    return float(found[1]) * (16 if found[2] in ("em", "rem") else 1)
