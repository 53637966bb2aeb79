"""Pictures of PDF pages: whether anything is drawn on one, and what recognition reads from."""

import pypdfium2 as pdfium

LOOK_PIXELS = 400  # the longer side of the picture in which ink is sought
CONTRAST = 40  # grey levels, of 255, between paper and ink
DARK = bytes(range(128))
SPECKS = 0.0005  # of the pixels
OCR_DPI = 200
OCR_PIXELS = 25_000_000  # an A3 page at 300 dpi has 17 million


def is_blank(page: pdfium.PdfPage) -> bool:
    """True where nothing can be seen on the page."""
    longer = max(page.get_size())
    if longer <= 0:
        return True
    grey, _, _ = grey_picture(page, scale=LOOK_PIXELS / longer)
    return max(grey) - min(grey) < CONTRAST


def is_nearly_blank(picture: bytes) -> bool:
    """True for a picture with no more ink than the specks of an empty sheet that was scanned."""
    dark = len(picture) - len(picture.translate(None, delete=DARK))
    return dark < SPECKS * len(picture)


def ocr_picture(page: pdfium.PdfPage) -> bytes:
    """The page in grey at `OCR_DPI`, or less where it is very large, as a PGM file."""
    width, height = page.get_size()
    scale = min(OCR_DPI / 72, (OCR_PIXELS / max(1.0, width * height)) ** 0.5)
    grey, wide, high = grey_picture(page, scale=scale)
    return b"P5 %d %d 255\n" % (wide, high) + grey


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
