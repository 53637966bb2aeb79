"""Whether a text of a PDF page can be seen: the page is drawn with it and without it."""

import ctypes
from collections.abc import Mapping, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_calls import set_active
from ingest.formats.pdf_objects import Box
from ingest.formats.pdf_picture import grey_picture

LOOK_PIXELS = 1_400  # the longer side of the picture: nearly two a point on A4; 5 ms in the median
SEEN = 12  # grey levels of 255 by which a text must change the picture: #f0f0f0 on white is seen


class Comparison:
    """A page drawn with and without each of the groups of `doubtful` texts, which are addresses.

    Those that are in doubt for another reason stay: one may be seen in the place of another that is
    not.
    """

    def __init__(self, page: pdfium.PdfPage, doubtful: Mapping[str, Sequence[int]]) -> None:
        self._page = page
        self._scale = LOOK_PIXELS / max(1.0, *page.get_size())
        self._whole, self._width, self._height = grey_picture(page, scale=self._scale)
        self._without = {doubt: self._drawn_without(texts) for doubt, texts in doubtful.items()}

    def _drawn_without(self, texts: Sequence[int]) -> bytes:
        try:
            for text in texts:
                set_active(text, False)
            return grey_picture(self._page, scale=self._scale)[0]
        finally:
            for text in texts:
                set_active(text, True)

    def shows(self, doubt: str, box: Box) -> bool:
        """True where the texts of that group change what is seen within `box`, in points."""
        picture = self._without[doubt]
        first, last, upper, lower = pixels_within(self._page, (self._width, self._height), box)
        for row in range(upper, lower):
            some = slice(row * self._width + first, row * self._width + last)
            whole, without = self._whole[some], picture[some]
            if whole != without and any(
                abs(a - b) > SEEN for a, b in zip(whole, without, strict=True)
            ):
                return True
        return False


def pixels_within(
    page: pdfium.PdfPage, size: tuple[int, int], box: Box
) -> tuple[int, int, int, int]:
    """A box of the page, in points, on a picture of the page of that width and height.

    Its first and last column, upper and lower row; the last ones are not in it.
    """
    columns, rows = [], []
    for x, y in (box[:2], box[2:]):
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, column, row)
        columns.append(column.value)
        rows.append(row.value)
    width, height = size
    return (
        max(0, min(columns)),
        min(width, max(columns) + 1),
        max(0, min(rows)),
        min(height, max(rows) + 1),
    )
