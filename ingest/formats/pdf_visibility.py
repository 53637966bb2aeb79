"""Whether a text of a PDF page can be seen: the page is drawn with it and without it."""

import ctypes
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_objects import Placed
from ingest.formats.pdf_picture import grey_picture

LOOK_PIXELS = 1_400  # the longer side of the picture: about two a point on A4
SEEN = 12  # grey levels of 255 by which a text must change the picture: #f0f0f0 on white is seen


def unseen(page: pdfium.PdfPage, doubtful: Sequence[Placed]) -> list[Placed]:
    """Those of the texts without which the page looks the same."""
    longer = max(page.get_size())
    if not doubtful or longer <= 0:
        return []
    scale = LOOK_PIXELS / longer
    whole, width, height = grey_picture(page, scale=scale)
    try:
        for placed in doubtful:
            pdfium_c.FPDFPageObj_SetIsActive(placed.handle, False)
        without, _, _ = grey_picture(page, scale=scale)
    finally:
        for placed in doubtful:
            pdfium_c.FPDFPageObj_SetIsActive(placed.handle, True)
    return [
        placed
        for placed in doubtful
        if not _differ(whole, without, width, _pixels(page, placed, width, height))
    ]


def _pixels(
    page: pdfium.PdfPage, placed: Placed, width: int, height: int
) -> tuple[int, int, int, int]:
    """The pixels of the text: first and last column and row, within the picture."""
    left, bottom, right, top = placed.box
    columns, rows = [], []
    for x, y in ((left, bottom), (right, top)):
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, column, row)
        columns.append(column.value)
        rows.append(row.value)
    return (
        max(0, min(columns) - 1),
        min(width, max(columns) + 2),
        max(0, min(rows) - 1),
        min(height, max(rows) + 2),
    )


def _differ(whole: bytes, without: bytes, width: int, pixels: tuple[int, int, int, int]) -> bool:
    """True where the two pictures are told apart within the pixels."""
    first, last, upper, lower = pixels
    for row in range(upper, lower):
        some = slice(row * width + first, row * width + last)
        if whole[some] != without[some] and any(
            abs(a - b) > SEEN for a, b in zip(whole[some], without[some], strict=True)
        ):
            return True
    return False
