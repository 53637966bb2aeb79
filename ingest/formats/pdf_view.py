"""Boxes of a PDF page as its text is read, after its rotation."""

from array import array
from collections import Counter

import pypdfium2 as pdfium

from ingest.formats.pdf_calls import numbers_of, write_matrix
from ingest.formats.pdf_objects import Box, Layer

TURNED_TEXTS = 200  # of a page or form, whose direction is asked for
# Of those texts that run in one direction, from which it is that of the page. Not tuned: sheets
# that lie on their side are near 1, pages with a turned word in the margin near 0.
TURNED_SHARE = 0.8
_NO_MATRIX = array("f", 6 * [0.0])


def turn_upright(page: pdfium.PdfPage, drawn: Layer) -> None:
    """Turn the page so that its text stands upright, as far as it runs in one direction.

    PDFium puts the lines of text that runs down a page in the wrong order, and rows of tables on
    their side are found by nobody. The file is not changed.
    """
    directions: Counter[int] = Counter()
    for layer in drawn.layers():
        texts = layer.texts()
        some = texts[:: 1 + len(texts) // TURNED_TEXTS]
        numbers = numbers_of(write_matrix, some, _NO_MATRIX, pointers=1)
        for a, b in zip(numbers[0::6], numbers[1::6], strict=True):
            if layer.matrix is not None:
                oa, ob, oc, od, _, _ = layer.matrix
                a, b = a * oa + b * oc, a * ob + b * od
            directions[_direction(a, b)] += 1
    if directions:
        direction, count = directions.most_common(1)[0]
        if count >= TURNED_SHARE * directions.total() and direction != page.get_rotation():
            page.set_rotation(direction)


def _direction(a: float, b: float) -> int:
    """Where text with such a matrix runs to: 0 to the right, 90 upwards, and so on."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


class View:
    """Turns boxes of the page's own space into what is seen after its rotation."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._rotation = page.get_rotation()
        self._box = page.get_bbox()

    def seen(self, box: Box) -> Box:
        """Left, bottom, right and top of the box with the page turned as it says."""
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
