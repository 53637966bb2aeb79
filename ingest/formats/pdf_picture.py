"""Pictures of PDF pages: whether anything is drawn on one, and what recognition reads from."""

import pypdfium2 as pdfium

from ingest.formats.grey_picture import OCR_DPI, OCR_PIXELS, GreyPicture
from ingest.formats.source import Source

LOOK_PIXELS = 400  # the longer side of the picture in which ink is sought
CONTRAST = 40  # grey levels, of 255, between paper and ink


def is_blank(page: pdfium.PdfPage) -> bool:
    """True where nothing can be seen on the page."""
    longer = max(page.get_size())
    if longer <= 0:
        return True
    grey, _, _ = grey_picture(page, scale=LOOK_PIXELS / longer)
    return max(grey) - min(grey) < CONTRAST


def draw_page(source: Source, number: int) -> GreyPicture:
    """Page `number` (from 1) of a PDF in grey at `OCR_DPI`, or less where it is very large."""
    from ingest.formats.pdf import open_pdf

    with open_pdf(source) as document:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(OCR_DPI / 72, (OCR_PIXELS / max(1.0, width * height)) ** 0.5)
        return GreyPicture(*grey_picture(page, scale=scale), dpi=OCR_DPI)


def grey_picture(page: pdfium.PdfPage, *, scale: float) -> tuple[bytes, int, int]:
    """Rows of one byte a pixel, and their width and height."""
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        rows = bytes(bitmap.buffer)
        if stride != width:
            rows = b"".join(rows[at * stride : at * stride + width] for at in range(height))
        return rows, width, height
    finally:
        bitmap.close()
