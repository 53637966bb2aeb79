"""Whether text without ink is what recognition found in a scan: there is ink where it lies."""

from collections.abc import Sequence

import pypdfium2 as pdfium

from ingest.formats.pdf_calls import set_active
from ingest.formats.pdf_objects import Box, Placed
from ingest.formats.pdf_picture import CONTRAST, grey_picture
from ingest.formats.pdf_visibility import pixels_within

SCAN_SHARE = 0.6  # of the page that pictures cover, from which it is a scan
MOST_PICTURES = 500  # of a scan that is made of strips
# The longer side of the picture in which ink is sought: letters of ten points are five pixels high.
# Drawing two real scans of 300 dots an inch took 25 and 50 ms, nearly all of it to unpack them, and
# is done on pages with text without ink alone (November 2026).
LOOK_PIXELS = 700


class Scan:
    """The pictures of a page that is a scan; none where they do not cover most of it."""

    def __init__(self, page: pdfium.PdfPage, bounds: Box, objects: Sequence[Placed]) -> None:
        self._page = page
        self._others = [placed for placed in objects if not placed.is_picture]
        x0, y0, x1, y1 = bounds
        boxes = [placed.box for placed in objects if placed.is_picture]
        covered = sum(
            max(0.0, min(right, x1) - max(left, x0)) * max(0.0, min(top, y1) - max(bottom, y0))
            for left, bottom, right, top in boxes
        )
        is_scan = covered > SCAN_SHARE * (x1 - x0) * (y1 - y0)
        self._boxes = sorted(boxes, key=_area)[-MOST_PICTURES:] if is_scan else []
        self._grey, self._size = self._drawn() if is_scan else (b"", (0, 0))

    def covers(self, placed: Placed) -> bool:
        """True where the middle of the text lies under a picture that has ink in that place."""
        left, bottom, right, top = placed.box
        x, y = (left + right) / 2, (bottom + top) / 2
        if not any(a <= x <= c and b <= y <= d for a, b, c, d in self._boxes):
            return False
        near = placed.text_size  # recognition is off by some points; some of its fonts have no box
        return self._has_ink((left - near, bottom - near, right + near, top + near))

    def _drawn(self) -> tuple[bytes, tuple[int, int]]:
        """The pictures in grey, without the text and the lines that lie over them."""
        for placed in self._others:
            set_active(placed.address, False)
        try:
            scale = LOOK_PIXELS / max(1.0, *self._page.get_size())
            grey, width, height = grey_picture(self._page, scale=scale)
            return grey, (width, height)
        finally:
            for placed in self._others:
                set_active(placed.address, True)

    def _has_ink(self, box: Box) -> bool:
        first, last, upper, lower = pixels_within(self._page, self._size, box)
        width = self._size[0]
        rows = [self._grey[row * width + first : row * width + last] for row in range(upper, lower)]
        if first >= last or not rows:
            return False
        return max(map(max, rows)) - min(map(min, rows)) >= CONTRAST


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
