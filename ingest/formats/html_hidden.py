"""What a browser does not show of an HTML page, by attributes, inline styles and style sheets.

`display: none` in a style sheet does not hide by itself where a script of the page, or a rule that
holds sometimes, may show the text again: the answers of many a folded list of questions are hidden
so until somebody clicks. Nor does white text where a rule that is not understood, or a sheet that
is elsewhere, may have given it a dark ground. Both are doubtful: hidden only where they read like
an instruction to a language model.
"""

import re
from dataclasses import dataclass, replace

from lxml import html

from ingest.formats.html_colours import Colour, colour_of, lets_through
from ingest.formats.html_sheets import Linked, Style, StyleSheets, declarations, no_sheets
from ingest.instructions import is_instruction
from storage.page_findings import HiddenKind

TINY = 2.0  # pixels
USUAL_PIXELS = 16.0
FAINT = 0.1  # of opacity or scale, below which nothing can be read
FAR_OUT = 500.0  # pixels or so beyond the edge
SAME_COLOUR = 12  # of 255 in each of red, green and blue
_NUMBER = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z%]*)")
_SHRUNK = re.compile(r"(?:scale(?:x|y|3d)?|opacity)\(([^)]*)\)")
_MOVED = re.compile(r"translate(?:x|y|3d)?\(([^)]*)\)")
_CLIPPED = re.compile(r"inset\((?:50|[6-9]\d|100)%|(?:circle|ellipse)\(0(?![.\d])")
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Look:
    """How an element's own text is drawn; a colour is None where it is not known."""

    colour: Colour | None = _BLACK
    ground: Colour | None = _WHITE
    pixels: float = USUAL_PIXELS
    clear: bool = False  # drawn in a colour that lets everything through
    folded: bool = False  # away until somebody clicks, perhaps
    unseen: bool = False  # `visibility: hidden`, which what is inside may take back

    @property
    def blends(self) -> bool:
        """True where text and ground have the same colour."""
        if self.colour is None or self.ground is None:
            return False
        return all(abs(a - b) <= SAME_COLOUR for a, b in zip(self.colour, self.ground, strict=True))


class Visibility:
    """Says what is hidden in one page; ask from the root downwards.

    `linked` gives the sheets that the page names. `scripted`: programs of the page may run.
    """

    def __init__(
        self, root: html.HtmlElement, *, linked: Linked = no_sheets, scripted: bool = True
    ) -> None:
        self._sheets = StyleSheets(root, linked)
        self._scripted = scripted and _has_script(root)
        self._looks: dict[html.HtmlElement, _Look] = {}
        self._styles: dict[html.HtmlElement, Style] = {}

    def subtree_kind(self, element: html.HtmlElement) -> HiddenKind | None:
        """Why the element is not shown, whatever is in it; None where that depends on its parts."""
        if element.get("hidden") is not None:
            return HiddenKind.NOT_SHOWN
        style = self._style(element)
        if _is_gone(style) and not self._may_unfold(element):
            return HiddenKind.NOT_SHOWN
        if _is_far_out(style):
            return HiddenKind.OFF_PAGE
        return HiddenKind.NOT_SHOWN if _is_folded(style) else None

    def text_kind(self, element: html.HtmlElement, text: str) -> HiddenKind | None:
        """Why `text`, the element's own or a tail in it, is not seen; None where it is."""
        if not text.strip():
            return None
        look = self._look(element)
        if look.unseen:
            return HiddenKind.NOT_SHOWN
        if look.pixels < TINY:
            return HiddenKind.TINY
        if look.clear or look.blends:
            sure = look.clear or self._sheets.grounds_known
            return HiddenKind.BACKGROUND if sure or is_instruction(text) else None
        if look.folded and is_instruction(text):
            return HiddenKind.NOT_SHOWN
        return None

    def _look(self, element: html.HtmlElement) -> _Look:
        above = [element]
        while above[-1] not in self._looks and (parent := above[-1].getparent()) is not None:
            above.append(parent)
        look = self._looks.get(above[-1], _Look())
        for one in reversed(above):
            look = self._looks.setdefault(one, self._own_look(one, look))
        return look

    def _own_look(self, element: html.HtmlElement, inherited: _Look) -> _Look:
        style = self._style(element)
        look = inherited
        colour = style.get("color") or element.get("color") or ""
        if colour and colour not in ("inherit", "currentcolor", "unset"):
            look = replace(look, colour=colour_of(colour), clear=lets_through(colour))
        ground = style.get("background-color") or style.get("background") or ""
        if ground := ground or element.get("bgcolor") or "":
            look = (
                look
                if lets_through(ground) or ground in ("none", "inherit")
                else replace(look, ground=colour_of(ground))
            )
        if size := style.get("font-size", ""):
            look = replace(look, pixels=_pixels(size, look.pixels))
        if seen := style.get("visibility"):
            gone = seen in ("hidden", "collapse")
            unfolds = gone and self._may_unfold(element)
            look = replace(look, unseen=gone and not unfolds, folded=look.folded or unfolds)
        return replace(look, folded=True) if _is_gone(style) else look

    def _may_unfold(self, element: html.HtmlElement) -> bool:
        """True where what the sheets hide of the element is perhaps shown after a click or on
        another screen; what its own attribute hides is not asked about."""
        own = declarations(element.get("style") or "")
        inline = {**own.usual, **own.important}
        if _is_gone(inline) or inline.get("visibility") in ("hidden", "collapse"):
            return False
        return self._scripted or any(_shows(style) for style in self._sheets.occasional(element))

    def _style(self, element: html.HtmlElement) -> Style:
        if element not in self._styles:
            self._styles[element] = self._sheets.style(element)
        return self._styles[element]


def _has_script(root: html.HtmlElement) -> bool:
    """True where a program of the page may show what its sheets hide."""
    kinds = ("", "module", "text/javascript", "application/javascript", "text/ecmascript")
    if any((one.get("type") or "").lower().strip() in kinds for one in root.iter("script")):
        return True
    return any(name.startswith("on") for one in root.iter() for name in one.attrib)


def _shows(style: Style) -> bool:
    """True where a rule that holds sometimes brings back what is hidden else."""
    return (
        style.get("display", "none") != "none"
        or style.get("visibility") == "visible"
        or _share(style.get("opacity", "0")) >= FAINT
    )


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


def _pixels(size: str, inherited: float) -> float:
    """A font's size in pixels; that of the element around it where it is not understood."""
    found = _NUMBER.match(size)
    if not found:
        return inherited
    value = float(found[1])
    factor = {"em": inherited, "%": inherited / 100, "ex": inherited / 2, "rem": USUAL_PIXELS}
    factor |= {"px": 1.0, "pt": 4 / 3, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "in": 96.0, "pc": 16.0}
    return value * factor.get(found[2], inherited if value else 0.0)


def _share(value: str) -> float:
    """A share of the whole, written as a number or in per cent; one that is none counts as 1."""
    found = _NUMBER.match(value)
    if not found:
        return 1.0
    return abs(float(found[1])) / (100 if found[2] == "%" else 1)


def _number(value: str) -> float:
    """The number a value begins with, em taken for 16 pixels; one that is none counts as 9."""
    found = _NUMBER.match(value)
    if not found:
        return 9.0
    return float(found[1]) * (16 if found[2] in ("em", "rem") else 1)
