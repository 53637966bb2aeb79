"""Which colours of DrawingML are as good as white: written out, or taken from the theme."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from ingest.formats.drawing_text import child
from ingest.formats.xml_package import XmlPackage, local_name

PALEST = 0xF0  # of each colour, from which a text is taken for white
FAINT = 10_000  # of 100,000: what lets more through than nine tenths is not seen
FILLS = frozenset({"solidFill", "gradFill", "blipFill", "pattFill", "grpFill"})
_BRIGHTER, _DARKER = "lumOff", "lumMod"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a theme by the names that slides use."""

    named: Mapping[str, str] = field(default_factory=dict)

    def is_pale(self, holder: etree._Element | None) -> bool:
        """True where the only colour in the element is white, or lets nearly all through."""
        colours = [] if holder is None else [one for one in holder if _ends_in_colour(one)]
        return len(colours) == 1 and (self._is_white(colours[0]) or _is_clear(colours[0]))

    def has_ground(self, properties: etree._Element | None) -> bool:
        """True where a filling that may be dark stands among the properties of a shape or cell."""
        fill = None if properties is None else fill_of(properties)
        if fill is None:
            return False
        return local_name(fill) != "solidFill" or not self.is_pale(fill)

    def _is_white(self, colour: etree._Element) -> bool:
        kind, value = local_name(colour), colour.get("val") or ""
        if kind == "schemeClr":
            value = self.named.get(value, "")
        elif kind == "sysClr":
            value = colour.get("lastClr") or ("FFFFFF" if value == "window" else "")
        elif kind == "prstClr":
            value = "FFFFFF" if value == "white" else ""
        try:
            number = int(value, 16)
        except ValueError:
            return False
        darkest = min(number >> 16, number >> 8 & 255, number & 255)
        for change in colour:
            share = _whole(change) / 100_000
            if local_name(change) == _DARKER:
                darkest = int(darkest * share)
            elif local_name(change) == _BRIGHTER:
                darkest += int(255 * share)
            elif local_name(change) != "alpha":
                return False
        return len(value) == 6 and darkest >= PALEST


def theme_colours(package: XmlPackage, master: str) -> Colours:
    """The colours of a master's theme; white and black where it has none."""
    named = {"lt1": "FFFFFF", "dk1": "000000"}
    for part in package.related(master, "theme"):
        root = package.root(part)
        scheme = None if root is None else child(root, "themeElements", "clrScheme")
        named |= dict(_scheme(scheme) if scheme is not None else ())
    root = package.root(master)
    mapped = None if root is None else child(root, "clrMap")
    names = {"bg1": "lt1", "tx1": "dk1"} if mapped is None else dict(mapped.attrib)
    named |= {str(name): named.get(str(value), "") for name, value in names.items()}
    return Colours(named)


def fill_of(properties: etree._Element) -> etree._Element | None:
    """The filling among the properties; None where there is none, or one of nothing."""
    return next((one for one in properties if local_name(one) in FILLS), None)


def _scheme(scheme: etree._Element) -> Iterator[tuple[str, str]]:
    for entry in scheme:
        for colour in entry:
            yield local_name(entry), colour.get("lastClr") or colour.get("val") or ""


def _ends_in_colour(element: etree._Element) -> bool:
    return local_name(element).endswith("Clr")


def _is_clear(colour: etree._Element) -> bool:
    return any(local_name(one) == "alpha" and _whole(one) < FAINT for one in colour)


def _whole(element: etree._Element) -> int:
    value = element.get("val") or ""
    return int(value) if value.isdecimal() and len(value) < 10 else 100_000
