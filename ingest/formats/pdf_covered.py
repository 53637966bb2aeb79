"""Texts of a PDF page over which something else was drawn: a picture, or a filled shape."""

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_objects import Box, Placed
from ingest.formats.pdf_scan import Scan

LEAST_WIDTH, LEAST_HEIGHT = 8.0, 4.0  # points, of what can cover a text; lines are thinner
MOST_COVERS = 400  # of a page, the last ones
# Lines and shapes after the first text, from which pictures alone are looked for: in a drawing or a
# table with shaded rows each shape and each text had to be measured, 4 to 10 % of reading sec10q
# (November 2026).
MOST_SHAPES = 40
SPARE = 1.0  # points by which a text may stick out of its cover
STRIP = 24.0  # points: covers are looked up by the strips of the page that they reach
_bounds = pdfium_c.FPDFPageObj_GetBounds


def covered_texts(page: pdfium.PdfPage, bounds: Box, objects: Sequence[Placed]) -> Iterator[Placed]:
    """The texts among `objects` that lie within something drawn later; it may let them through.

    Not those under a scan that has ink in their place: they are what recognition found in it. Nor
    those that are drawn again afterwards, of whose letters PDFium gives one copy, the first.
    """
    measure = _Measure()
    covers = _covers(objects, measure)
    if not covers:
        return
    strips: defaultdict[int, list[tuple[int, Sequence[float]]]] = defaultdict(list)
    for later, cover in covers:
        for strip in range(int(cover[1] // STRIP), int(cover[3] // STRIP) + 1):
            strips[strip].append((later, cover))
    scan: Scan | None = None
    last: dict[tuple[int, ...], int] | None = None
    for at, placed in enumerate(objects[: covers[-1][0]]):
        if placed[1] < 0:
            continue
        box = measure.box(placed)
        for later, cover in strips.get(int((box[1] + box[3]) / 2 // STRIP), ()):
            if later > at and _is_within(box, cover):
                scan = scan or Scan(page, bounds, objects)
                last = _last_places(objects, measure) if last is None else last
                if last.get(_rounded(box), 0) < later and not scan.covers(placed):
                    yield placed
                break


class _Measure:
    """The boxes of objects; the numbers PDFium writes to are made once."""

    def __init__(self) -> None:
        self._sides = [ctypes.c_float() for _ in range(4)]
        self._refs = [ctypes.byref(side) for side in self._sides]

    def box(self, placed: Placed) -> Sequence[float]:
        """Left, bottom, right and top on the page."""
        if placed[2] is not None:
            return placed.box
        _bounds(placed[0], *self._refs)
        return [side.value for side in self._sides]


def _covers(objects: Sequence[Placed], measure: _Measure) -> list[tuple[int, Sequence[float]]]:
    """What may cover a text that was drawn before it: its place in the order, and its box."""
    first = next((at for at, placed in enumerate(objects) if placed[1] >= 0), len(objects))
    drawn = [at for at in range(first + 1, len(objects)) if objects[at][1] < 0]
    covers = _covers_all if len(drawn) <= MOST_SHAPES else _is_picture
    found = [(at, measure.box(objects[at])) for at in drawn if covers(objects[at])]
    return [
        (at, (left, bottom, right, top))
        for at, (left, bottom, right, top) in found[-MOST_COVERS:]
        if right - left >= LEAST_WIDTH and top - bottom >= LEAST_HEIGHT
    ]


def _is_picture(placed: Placed) -> bool:
    return bool(pdfium_c.FPDFPageObj_GetType(placed.handle) == pdfium_c.FPDF_PAGEOBJ_IMAGE)


def _covers_all(placed: Placed) -> bool:
    """True for a picture, and for a shape that is filled."""
    if pdfium_c.FPDFPageObj_GetType(placed.handle) != pdfium_c.FPDF_PAGEOBJ_PATH:
        return _is_picture(placed)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(placed.handle, fill, stroke)
    return bool(fill.value != pdfium_c.FPDF_FILLMODE_NONE)


def _last_places(objects: Sequence[Placed], measure: _Measure) -> dict[tuple[int, ...], int]:
    """Where in the order the last text with a box is drawn, by that box."""
    texts = ((at, placed) for at, placed in enumerate(objects) if placed[1] >= 0)
    return {_rounded(measure.box(placed)): at for at, placed in texts}


def _rounded(box: Sequence[float]) -> tuple[int, ...]:
    return tuple(round(side) for side in box)


def _is_within(box: Sequence[float], cover: Sequence[float]) -> bool:
    return (
        box[0] >= cover[0] - SPARE
        and box[1] >= cover[1] - SPARE
        and box[2] <= cover[2] + SPARE
        and box[3] <= cover[3] + SPARE
    )
