"""How much of a PDF page pictures cover: what tells a scan, and text that stands in pictures."""

from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_objects import Layer, boxes_of
from ingest.remarks import Remark, RemarkKind, listed, remark

STAMP_CHARACTERS = 100
SCAN_SHARE = 0.6  # of the page, from which a picture is taken for a scan
PICTURE_SHARE = 0.2  # of the page, from which a picture beside text may hold text of its own
WHOLE_PAGE = 0.85  # from which it is a background, or a scan of which the text was recognised
NAMED_PAGES = 20
_UNPAINTED = frozenset((pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE,))
_DEPTH = 3  # of forms within forms


def is_scan(page: pdfium.PdfPage, characters: int, area: float) -> bool:
    """True where a picture fills the page and the text is no more than a stamp or a number."""
    if characters > STAMP_CHARACTERS:
        return False
    for picture in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > SCAN_SHARE * area:
            return True
    return False


def has_recognised_layer(drawn: Layer, area: float) -> bool:
    """True where a page that draws this is a scan of that area, and text without ink lies on it."""
    return any(layer.texts(_UNPAINTED) for layer in drawn.layers()) and any(
        (right - left) * (top - bottom) > SCAN_SHARE * area
        for layer in drawn.layers()
        for left, bottom, right, top in boxes_of(
            layer.of_type(pdfium_c.FPDF_PAGEOBJ_IMAGE), layer.matrix
        )
    )


def has_large_picture(drawn: Layer, area: float) -> bool:
    """True where a picture covers much of a page that draws this, but not all of its `area`.

    The area is in square points. Pictures within forms are not looked for.
    """
    pictures = drawn.of_type(pdfium_c.FPDF_PAGEOBJ_IMAGE)
    return any(
        PICTURE_SHARE * area < (right - left) * (top - bottom) < WHOLE_PAGE * area
        for left, bottom, right, top in boxes_of(pictures, drawn.matrix)
    )


def unread_pictures(pages: Sequence[int]) -> tuple[Remark, ...]:
    """The remark that text in the pictures of these pages, numbered from 1, was not read."""
    return _of_pages(RemarkKind.LARGE_PICTURES, pages)


def recognised_layers(pages: Sequence[int]) -> tuple[Remark, ...]:
    """The remark that the text of these pages is what another program recognised in a scan."""
    return _of_pages(RemarkKind.SCAN_LAYERS, pages)


def _of_pages(kind: RemarkKind, pages: Sequence[int]) -> tuple[Remark, ...]:
    if not pages:
        return ()
    return (remark(kind, count=len(pages), pages=listed(pages, NAMED_PAGES)),)
