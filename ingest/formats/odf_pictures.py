"""Pictures in OpenDocument: a frame shows the first of its images that a program can draw."""

from lxml import etree

from ingest.formats.odf_styles import points
from ingest.formats.pictures import NOTHING, PackagePictures, Size
from ingest.formats.xml_package import attribute, local_name, resolved

_CM_A_POINT = 2.54 / 72
_RASTERS = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp")
_DRAWN_OTHERWISE = ("object", "object-ole", "table")  # the image beside it is its likeness


def picture_places(image: etree._Element, pictures: PackagePictures) -> tuple[int, ...]:
    """The place of a frame's picture, told at the first of its images; see Pictures.shown."""
    if any(local_name(before) == "image" for before in image.itersiblings(preceding=True)):
        return NOTHING
    frame = image.getparent()
    beside = [image] if frame is None else list(frame)
    images = [each for each in beside if local_name(each) == "image"]
    kinds = {local_name(each) for each in beside}
    if kinds.intersection(_DRAWN_OTHERWISE):
        return NOTHING
    names = [resolved("", attribute(each, "href")) for each in images]
    name = next((name for name in names if name.lower().endswith(_RASTERS)), names[0])
    return pictures.member(name, None if frame is None else _size(frame))


def _size(frame: etree._Element) -> Size | None:
    sides = [points(attribute(frame, name)) for name in ("width", "height")]
    width, height = sides
    if width is None or height is None:
        return None
    return width * _CM_A_POINT, height * _CM_A_POINT
