"""How the text of an HTML element is drawn: in which colour, on which ground, how large."""

from dataclasses import dataclass, replace

from lxml import html

from ingest.formats.html_away import NUMBER
from ingest.formats.html_colours import Colour, colour_of, lets_through, opacity_of
from ingest.formats.html_declarations import Style
from ingest.formats.symbol_fonts import symbol_font

TINY = 2.0  # pixels
USUAL_PIXELS = 16.0
SAME_COLOUR = 12  # of 255 in each of red, green and blue
SOLID = 0.99  # of opacity, from which a ground shows nothing of what is behind it
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_UNSET = ("", "none", "inherit", "initial", "unset", "revert", "revert-layer")
_INHERITED = ("", "none", "inherit", "currentcolor", "unset", "revert", "revert-layer")


@dataclass(frozen=True, slots=True)
class Look:
    """How an element's own text is drawn; the colour is None where it is not known."""

    colour: Colour | None = _BLACK
    colour_sure: bool = True
    ground: Colour = _WHITE  # the last that is known
    ground_sure: bool = True  # False: a picture or another colour may be drawn on it
    pixels: float = USUAL_PIXELS
    clear: bool = False  # drawn in a colour that lets everything through
    cut: bool = False  # its ground is seen through the shapes of its letters
    unseen: bool = False  # `visibility: hidden`, which what is inside may take back
    folded: bool = False  # away until somebody clicks or on some screens, perhaps
    font: str = ""  # whose letters are signs, see `symbol_fonts`

    @property
    def blends(self) -> bool:
        """True where text and ground have the same colour."""
        if self.colour is None:
            return False
        return all(abs(a - b) <= SAME_COLOUR for a, b in zip(self.colour, self.ground, strict=True))

    @property
    def hides(self) -> bool:
        """True where the text cannot be seen."""
        return self.unseen or self.pixels < TINY or self.clear or self.blends

    @property
    def sure(self) -> bool:
        """True where nothing but what is known colours text and ground."""
        return not self.cut and self.colour_sure and (self.clear or self.ground_sure)


def drawn(element: html.HtmlElement, style: Style, look: Look) -> Look:
    """The look of an element of that style in one of that `look`."""
    look = _on_ground(element, style, look)
    colour = style.get("color") or _attribute_colour(element, "color")
    if colour == "initial":
        look = replace(look, colour=_BLACK, colour_sure=True, clear=False)
    elif colour not in _INHERITED:
        clear = lets_through(colour)
        look = replace(look, colour=colour_of(colour), colour_sure=True, clear=clear)
    if size := style.get("font-size", ""):
        look = replace(look, pixels=_pixels(size, look.pixels))
    if (family := style.get("font-family") or element.get("face") or "") not in _INHERITED:
        look = replace(look, font=symbol_font(family.partition(",")[0]))
    if seen := style.get("visibility"):
        look = replace(look, unseen=seen in ("hidden", "collapse"))
    return look


def _on_ground(element: html.HtmlElement, style: Style, look: Look) -> Look:
    attribute = "url()" if element.get("background") else ""
    has_picture = style.get("background-image", attribute) not in _UNSET
    colour = style.get("background-color") or _attribute_colour(element, "bgcolor")
    has_colour = colour not in _UNSET and not lets_through(colour)
    if (has_colour or has_picture) and style.get("background-clip") == "text":
        return replace(look, cut=True)
    if has_colour:
        known = colour_of(colour) if opacity_of(colour) >= SOLID else None
        sure = known is not None
        ground = known or look.ground
        look = replace(look, ground=ground, ground_sure=sure, cut=look.cut and not sure)
    return replace(look, ground_sure=False) if has_picture else look


def _attribute_colour(element: html.HtmlElement, name: str) -> str:
    """The colour that an attribute gives, with the `#` that old pages leave out."""
    colour = (element.get(name) or "").lower().strip()
    is_hex = len(colour) in (3, 6) and not set(colour) - set("0123456789abcdef")
    return f"#{colour}" if is_hex else colour


def _pixels(size: str, inherited: float) -> float:
    """A font's size in pixels; that of the element around it where it is not understood."""
    found = NUMBER.match(size)
    if not found:
        return inherited
    value = float(found[1])
    factor = {"em": inherited, "%": inherited / 100, "ex": inherited / 2, "rem": USUAL_PIXELS}
    factor |= {"px": 1.0, "pt": 4 / 3, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "in": 96.0, "pc": 16.0}
    return value * factor.get(found[2], inherited if value else 0.0)
