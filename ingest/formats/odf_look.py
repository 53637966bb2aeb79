"""How text of an OpenDocument file looks: tiny, or white with nothing dark behind it."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from ingest.formats.odf_styles import LENGTH, POINTS, OdfStyles
from ingest.formats.xml_package import attribute, local_name
from storage.page_findings import HiddenKind

TINY_POINTS = 2.0
USUAL_POINTS = 12.0
PALEST = 0xF0  # of each colour, from which a text is taken for white
FAINT_PERCENT = 10.0  # of opacity
# Filled where their style says so alone.
_FRAMES = frozenset(("frame", "text-box", "caption", "control"))


@dataclass(frozen=True, slots=True)
class Look:
    """What text inherits; white on a ground that may be dark is seen, whatever its colour."""

    colour: str = ""
    points: float = USUAL_POINTS
    opacity: float = 100.0  # per cent
    on_ground: bool = False
    font: str = ""  # whose letters are signs, see `symbol_fonts`

    @property
    def kind(self) -> HiddenKind | None:
        """Why text of that look is not seen; None where it is."""
        if self.points < TINY_POINTS:
            return HiddenKind.TINY
        if self.opacity < FAINT_PERCENT or (is_pale(self.colour) and not self.on_ground):
            return HiddenKind.BACKGROUND
        return None

    def styled(self, styles: OdfStyles, family: str, name: str) -> "Look":
        """The look of text in an element of that style: a span, paragraph or table cell."""
        look = replace(self, colour=styles.property(family, name, "color") or self.colour)
        size = LENGTH.fullmatch(styles.property(family, name, "font-size"))
        if size and size[2] == "%":
            look = replace(look, points=look.points * float(size[1]) / 100)
        elif size:
            look = replace(look, points=float(size[1]) * POINTS[size[2]])
        font = styles.sign_font(family, name)
        if font is not None:
            look = replace(look, font=font)
        opacity = LENGTH.fullmatch(styles.property(family, name, "opacity"))
        if styles.chooses_colour(family, name):  # LibreOffice writes an opacity of 0 beside it
            look = replace(look, colour="", opacity=100.0)
        elif opacity and family in ("text", "paragraph"):
            look = replace(look, opacity=float(opacity[1]))
        ground = styles.property(family, name, "background-color")
        if ground not in ("", "transparent"):
            look = replace(look, on_ground=not is_pale(ground))
        return look

    def drawn(self, styles: OdfStyles, shape: etree._Element) -> "Look":
        """The look of text in a frame or shape."""
        look = self
        for family in ("graphic", "presentation"):
            look = look.styled(styles, family, attribute(shape, "style-name"))
        return replace(look, on_ground=True) if is_filled(styles, shape) else look


def is_filled(styles: OdfStyles, shape: etree._Element) -> bool:
    """True where the shape has a filling that may be dark; most have one unless told otherwise."""
    name = attribute(shape, "style-name")
    families = ("graphic", "presentation", "drawing-page")
    fill = next(filter(None, (styles.property(one, name, "fill") for one in families)), "")
    if fill == "none" or (not fill and local_name(shape) in _FRAMES | {"page", "master-page"}):
        return False
    colours = (styles.property(one, name, "fill-color") for one in families)
    return fill != "solid" or not is_pale(next(filter(None, colours), ""))


def is_pale(colour: str) -> bool:
    """True for white, and what is as good as white; False where it is not known."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        return False
    return min(int(colour[at : at + 2], 16) for at in (1, 3, 5)) >= PALEST
