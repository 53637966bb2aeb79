"""Boxes of a PDF page as the page is seen, after its rotation."""

import pypdfium2 as pdfium

from ingest.formats.pdf_objects import Box


class View:
    """Turns boxes of the page's own space into what is seen after its rotation."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._rotation = page.get_rotation()
        self._box = page.get_bbox()

    def seen(self, box: Box) -> Box:
        """Left, bottom, right and top of the box with the page upright."""
        x0, y0, x1, y1 = self._box
        left, right = box[0] - x0, box[2] - x0
        bottom, top = box[1] - y0, box[3] - y0
        if self._rotation == 90:
            return bottom, x1 - x0 - right, top, x1 - x0 - left
        if self._rotation == 180:
            return x1 - x0 - right, y1 - y0 - top, x1 - x0 - left, y1 - y0 - bottom
        if self._rotation == 270:
            return y1 - y0 - top, left, y1 - y0 - bottom, right
        return left, bottom, right, top
