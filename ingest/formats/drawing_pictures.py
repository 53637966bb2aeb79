"""Pictures in DrawingML and VML, which documents, slides and sheets share: which, and how large."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.formats.drawing_text import child
from ingest.formats.pictures import Size
from ingest.formats.xml_package import attribute, local_name

EMU_A_CM = 360_000
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_STRICT_BLIP = "{http://purl.oclc.org/ooxml/drawingml/main}blip"
_BLIPS = (BLIP, _STRICT_BLIP)
_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,6}(?:\.\d{0,9})?)(pt|in|cm|mm|px)\b")
_CM = {"pt": 2.54 / 72, "in": 2.54, "cm": 1.0, "mm": 0.1, "px": 2.54 / 96}


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """The relation that a picture comes by, empty where it is none of the file; `size` is None
    where the drawing does not say it."""

    relation: str
    size: Size | None


def drawn_picture(element: etree._Element) -> DrawnPicture | None:
    """The picture that the element itself shows; None where it is of another kind."""
    if element.tag in _BLIPS:
        return DrawnPicture(attribute(element, "embed"), _drawn_size(element))
    if element.tag == IMAGE:
        return DrawnPicture(attribute(element, "id"), _styled_size(element.getparent()))
    return None


def drawn_pictures(drawing: etree._Element) -> Iterator[DrawnPicture]:
    """All pictures in a drawing."""
    for element in drawing.iter(*_BLIPS, IMAGE):
        found = drawn_picture(element)
        if found is not None:
            yield found


def _drawn_size(blip: etree._Element) -> Size | None:
    """The size of the nearest shape or frame around a picture."""
    for around in blip.iterancestors():
        name = local_name(around)
        if name in ("pic", "sp", "wsp"):
            extent = child(around, "spPr", "xfrm", "ext")
            if extent is not None:
                return _extent(extent)
        elif name in ("inline", "anchor"):
            extent = child(around, "extent")
            return None if extent is None else _extent(extent)
    return None


def _extent(extent: etree._Element) -> Size | None:
    sides = [extent.get("cx") or "", extent.get("cy") or ""]
    if not all(side.isascii() and side.isdecimal() and len(side) < 16 for side in sides):
        return None
    return int(sides[0]) / EMU_A_CM, int(sides[1]) / EMU_A_CM


def _styled_size(shape: etree._Element | None) -> Size | None:
    style = "" if shape is None else (shape.get("style") or "")
    sides = {name: float(value) * _CM[unit] for name, value, unit in _LENGTH.findall(style)}
    return (sides["width"], sides["height"]) if len(sides) == 2 else None
