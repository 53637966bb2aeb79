"""What nobody sees of a slide: beside it, tiny, or white with nothing dark behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.formats.drawing_colours import Colours, fill_of, theme_colours
from ingest.formats.drawing_text import child, children
from ingest.formats.xml_package import XmlPackage, attribute, local_name
from storage.page_findings import HiddenKind

TINY_HUNDREDTHS = 200  # smaller than two points
SLIDE_SIZE = (9_144_000, 6_858_000)  # of a presentation that states none, in EMU
_DRAWINGS = ("pic", "graphicFrame")  # of any colour, as far as is known
Box = tuple[float, float, float, float]  # left, top, right, bottom in EMU


@dataclass(frozen=True, slots=True)
class _Laid:
    """How the coordinates inside a group lie on the slide: times `scale`, then moved."""

    scale: tuple[float, float] = (1.0, 1.0)
    move: tuple[float, float] = (0.0, 0.0)

    def box(self, form: etree._Element, place: str = "off", size: str = "ext") -> Box | None:
        """The box of an `a:xfrm` on the slide; None where it states none."""
        at, ext = child(form, place), child(form, size)
        if at is None or ext is None:
            return None
        left, top = _number(at, "x"), _number(at, "y")
        right, bottom = left + _number(ext, "cx"), top + _number(ext, "cy")
        (across, down), (x, y) = self.scale, self.move
        return left * across + x, top * down + y, right * across + x, bottom * down + y

    def within(self, form: etree._Element) -> "_Laid":
        """How what is in a group of that `a:xfrm` lies on the slide."""
        outer, inner = self.box(form), _Laid().box(form, "chOff", "chExt")
        if outer is None or inner is None:
            return self
        across = (outer[2] - outer[0]) / ((inner[2] - inner[0]) or 1.0)
        down = (outer[3] - outer[1]) / ((inner[3] - inner[1]) or 1.0)
        return _Laid((across, down), (outer[0] - inner[0] * across, outer[1] - inner[1] * down))


class Unseen:
    """Says of the shapes and runs of one slide whether they are seen.

    White text is seen where its shape, its table, the slide, or a picture or shape in its place has
    a ground of its own, also on the layout and the master: which colour that has is not looked at.
    """

    def __init__(
        self, package: XmlPackage, name: str, root: etree._Element, size: tuple[int, int]
    ) -> None:
        self._package = package
        self._root = root
        self._size = size
        self._layouts = package.related(name, "slideLayout")
        masters = [part for one in self._layouts for part in package.related(one, "slideMaster")]
        self._masters = masters or package.related(name, "notesMaster")
        self._boxes = dict(_boxes(_tree(root), _Laid()))
        self._grounds: list[tuple[etree._Element | None, Box | None]] | None = None
        self._colours = Colours()
        self._coloured_page = False

    def shape_kind(self, shape: etree._Element) -> HiddenKind | None:
        """Why nothing of the shape is seen; None where that depends on its parts."""
        if is_hidden(shape):
            return HiddenKind.NOT_SHOWN
        box = self._boxes.get(shape)
        if box is None:
            return None
        width, height = self._size
        # LibreOffice writes boxes of no size at the corner, from which their text runs.
        is_out = box[2] < 0 or box[3] < 0 or box[0] > width or box[1] > height
        return HiddenKind.OFF_PAGE if is_out else None

    def run_kind(self, shape: etree._Element, run: etree._Element) -> HiddenKind | None:
        """Why a run of text in the shape is not seen; None where it is."""
        sources = list(_sources(run))
        size = next((one.get("sz") for one in sources if one.get("sz")), None)
        if size is not None and size.isdecimal() and int(size) < TINY_HUNDREDTHS:
            return HiddenKind.TINY
        fill = next((one for one in map(fill_of, sources) if one is not None), None)
        if fill is None or local_name(fill) != "solidFill":
            return None
        grounds = self._found_grounds()
        if not self._colours.is_pale(fill) or self._coloured_page:
            return None
        own = self._boxes.get(shape)
        behind = any(one is not shape and _touch(own, box) for one, box in grounds)
        seen = behind or self._is_filled(shape) or self._in_filled_cell(run)
        return None if seen else HiddenKind.BACKGROUND

    def _found_grounds(self) -> list[tuple[etree._Element | None, Box | None]]:
        """Every shape and picture of the slide and what it is laid on that may be dark."""
        if self._grounds is None:
            for master in self._masters[:1]:
                self._colours = theme_colours(self._package, master)
            if not self._masters:
                self._colours = Colours({"lt1": "FFFFFF", "bg1": "FFFFFF"})
            laid_on = [self._package.root(part) for part in (*self._layouts, *self._masters)]
            roots = [self._root, *(root for root in laid_on if root is not None)]
            self._coloured_page = self._is_coloured(roots)
            self._grounds = [
                (shape, box)
                for root in roots
                for shape, box in _boxes(_tree(root), _Laid())
                if local_name(shape) in _DRAWINGS or self._is_filled(shape)
            ]
        return self._grounds

    def _is_coloured(self, roots: list[etree._Element]) -> bool:
        """True where the ground of the slide, or else of its layout or master, may be dark."""
        grounds = (child(root, "cSld", "bg") for root in roots)
        ground = next((one for one in grounds if one is not None), None)
        if ground is None:
            return False
        if (own := child(ground, "bgPr")) is not None:
            return self._colours.has_ground(own)
        return not self._colours.is_pale(child(ground, "bgRef"))

    def _is_filled(self, shape: etree._Element) -> bool:
        properties = child(shape, "spPr")
        if properties is not None and (
            fill_of(properties) is not None or child(properties, "noFill") is not None
        ):
            return self._colours.has_ground(properties)
        style = child(shape, "style", "fillRef")
        return style is not None and style.get("idx") != "0" and not self._colours.is_pale(style)

    def _in_filled_cell(self, run: etree._Element) -> bool:
        """True where the run stands in a table cell that has a ground, or a table with a style."""
        for around in run.iterancestors():
            if local_name(around) == "tc" and self._colours.has_ground(child(around, "tcPr")):
                return True
            if local_name(around) == "tbl":
                properties = child(around, "tblPr")
                return properties is not None and (
                    child(properties, "tableStyleId") is not None
                    or self._colours.has_ground(properties)
                )
        return False


def is_hidden(shape: etree._Element) -> bool:
    """True for a shape that its author has hidden."""
    return any(
        local_name(named) == "cNvPr" and attribute(named, "hidden") in ("1", "true")
        for properties in shape
        if local_name(properties).startswith("nv")
        for named in properties
    )


def _sources(run: etree._Element) -> Iterator[etree._Element]:
    """The run's own properties, then those of its level in the list styles of its shape."""
    own = child(run, "rPr")
    if own is not None:
        yield own
    paragraph = run.getparent()
    properties = None if paragraph is None else child(paragraph, "pPr")
    level = "0" if properties is None else properties.get("lvl") or "0"
    body = None if paragraph is None else paragraph.getparent()
    if body is not None and level.isdecimal():
        named = child(body, "lstStyle", f"lvl{int(level) + 1}pPr", "defRPr")
        if named is not None:
            yield named


def _tree(root: etree._Element) -> etree._Element:
    tree = child(root, "cSld", "spTree")
    return etree.Element("none") if tree is None else tree


def _boxes(parent: etree._Element, laid: _Laid) -> Iterator[tuple[etree._Element, Box | None]]:
    """The shapes in it with their boxes on the slide, those of groups too."""
    for shape in children(parent):
        if local_name(shape) == "grpSp":
            form = child(shape, "grpSpPr", "xfrm")
            yield from _boxes(shape, laid if form is None else laid.within(form))
        elif local_name(shape) in ("sp", "pic", "cxnSp", "graphicFrame"):
            form = child(shape, "spPr", "xfrm")
            form = child(shape, "xfrm") if form is None else form
            yield shape, None if form is None else laid.box(form)


def _touch(one: Box | None, other: Box | None) -> bool:
    """True where two boxes overlap, or it cannot be told."""
    if one is None or other is None:
        return True
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _number(element: etree._Element, name: str) -> float:
    value = element.get(name) or "0"
    return float(value) if value.lstrip("-").isdecimal() else 0.0
