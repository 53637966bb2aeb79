"""What lies behind the shapes of an ODP slide, and which of them lie beside it."""

from collections.abc import Iterable, Iterator

from lxml import etree

from ingest.formats.odf_look import is_filled
from ingest.formats.odf_styles import OdfStyles, points
from ingest.formats.xml_package import attribute, local_name

Box = tuple[float, float, float, float]  # left, top, right, bottom in points
_SHAPE_NAMES = "frame custom-shape rect ellipse circle polygon path caption regular-polygon"
_SHAPES = frozenset(_SHAPE_NAMES.split())


class SlideGround:
    """The page of one slide with what is drawn on it and on its master."""

    def __init__(self, slide: etree._Element, styles: OdfStyles) -> None:
        master = styles.masters.get(attribute(slide, "master-page-name"))
        pages = [slide] if master is None else [slide, master]
        filled = [page for page in pages if styles.property("drawing-page", _style(page), "fill")]
        self._is_coloured = is_filled(styles, filled[0]) if filled else False
        self._grounds = [
            (shape, _box(shape))
            for page in pages
            for shape in shapes_of(page)
            if local_name(shape) in _SHAPES and (_is_picture(shape) or is_filled(styles, shape))
        ]
        layout = None if master is None else attribute(master, "page-layout-name")
        self._size = styles.page_sizes.get(layout or "")

    def is_outside(self, shape: etree._Element) -> bool:
        """True where the shape lies wholly beside the slide."""
        box = _box(shape)
        if box is None:
            return False
        left, top, right, bottom = box
        beyond = self._size is not None and (left > self._size[0] or top > self._size[1])
        return right < 0 or bottom < 0 or beyond

    def is_behind(self, shape: etree._Element) -> bool:
        """True where something that may be dark lies behind the shape."""
        box = _box(shape)
        return self._is_coloured or any(
            one is not shape and _touch(box, other) for one, other in self._grounds
        )


def shapes_of(page: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """The shapes of a page, those of groups in the group's place."""
    for shape in page:
        if local_name(shape) == "g":
            yield from shapes_of(shape)
        else:
            yield shape


def _style(page: etree._Element) -> str:
    return attribute(page, "style-name")


def _is_picture(shape: etree._Element) -> bool:
    return any(local_name(inner) in ("image", "object", "plugin") for inner in shape)


def _box(shape: etree._Element) -> Box | None:
    """Where the shape lies; None where that is not stated, or it is turned."""
    found = [points(attribute(shape, name)) for name in ("x", "y", "width", "height")]
    left, top, width, height = found
    if left is None or top is None or width is None or height is None:
        return None
    return left, top, left + width, top + height


def _touch(one: Box | None, other: Box | None) -> bool:
    """True where two boxes overlap, or it cannot be told."""
    if one is None or other is None:
        return True
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
