"""Text of a PDF page that a person does not see: without ink, in the paper's colour, tiny, outside.

Each object of the page is looked at once, cheaply; only where one is suspicious are characters
looked at. Pale and transparent text is judged by drawing the page with and without it: what
changes nothing that can be seen is hidden, whatever is behind it. Text without ink under a scan is
what recognition found in it, and not hidden. Not looked for: dark text on an equally dark ground,
text under a picture that was drawn over it, text that a clipping path cuts off.
"""

import ctypes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_objects import Placed, address_of, placed_objects
from ingest.formats.pdf_visibility import unseen
from storage.page_findings import HiddenKind, HiddenText

TINY_POINTS = 2.0
PALE = 200  # of 255 in grey, from which a text is looked at on the page
FAINT_ALPHA = 100  # of 255
OUTSIDE_POINTS = 3.0  # beyond the page: ascenders may stick out of it
SCAN_SHARE = 0.6  # of the page that pictures cover, from which it is a scan
MOST_TEXTS = 50  # of one page that are kept apart; further ones are joined to the last
_UNPAINTED = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE,)
_DOUBTFUL = (
    pdfium_c.FPDF_TEXTRENDERMODE_STROKE,
    pdfium_c.FPDF_TEXTRENDERMODE_STROKE_CLIP,
    pdfium_c.FPDF_TEXTRENDERMODE_CLIP,
)
_PARTLY_OUTSIDE = "partly outside"  # characters decide


@dataclass(frozen=True, slots=True)
class HiddenRun:
    """Characters `start` to `end` of the page's text are hidden."""

    start: int
    end: int
    kind: HiddenKind


def hidden_runs(
    page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, length: int
) -> tuple[HiddenRun, ...]:
    """The hidden runs among the `length` characters of the page's text, in order."""
    suspects = _suspects(page)
    if not suspects:
        return ()
    runs: list[HiddenRun] = []
    for index in range(length):
        address = address_of(pdfium_c.FPDFText_GetTextObject(text_page, index))
        found = suspects.get(address)
        if found == _PARTLY_OUTSIDE:
            found = HiddenKind.OFF_PAGE if _is_outside(page, text_page, index) else None
        if isinstance(found, HiddenKind):
            if runs and runs[-1].kind is found and runs[-1].end == index:
                runs[-1] = HiddenRun(runs[-1].start, index + 1, found)
            else:
                runs.append(HiddenRun(index, index + 1, found))
    return tuple(runs)


def hidden_texts(text: str, runs: Iterable[HiddenRun]) -> tuple[HiddenText, ...]:
    """What the runs say; those of one kind with nothing to see between them are one text."""
    joined: list[HiddenRun] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and (
            (last.kind is run.kind and not text[last.end : run.start].strip())
            or len(joined) >= MOST_TEXTS
        ):
            joined[-1] = HiddenRun(last.start, run.end, last.kind)
        else:
            joined.append(run)
    found = (HiddenText(run.kind, text[run.start : run.end].strip()) for run in joined)
    return tuple(one for one in found if any(map(str.isalnum, one.text)))


def blanked(text: str, runs: Sequence[HiddenRun]) -> str:
    """The text with spaces for what is hidden; same length, its line ends kept."""
    if not runs:
        return text
    characters = list(text)
    for run in runs:
        for index in range(run.start, run.end):
            if characters[index] not in "\r\n":
                characters[index] = " "
    return "".join(characters)


def _suspects(page: pdfium.PdfPage) -> Mapping[int, HiddenKind | str]:
    """Addresses of text objects that are hidden, or partly outside the page."""
    bounds = page.get_bbox()
    look = _Look()
    found: dict[int, HiddenKind | str] = {}
    doubtful: list[Placed] = []
    unpainted: list[Placed] = []
    for placed in placed_objects(page):
        if placed.mode < 0:
            continue
        if placed.mode in _UNPAINTED:
            unpainted.append(placed)
        elif placed.mode in _DOUBTFUL or look.is_pale(placed):
            doubtful.append(placed)
        if kind := look.misplaced(placed, bounds):
            found.setdefault(placed.address, kind)
    for placed in unseen(page, doubtful):
        found.setdefault(placed.address, HiddenKind.BACKGROUND)
    if unpainted:
        under = _Scan(page, bounds)
        for placed in unpainted:
            if not under.covers(placed):
                found.setdefault(placed.address, HiddenKind.INVISIBLE)
    return found


class _Look:
    """Cheap looks at text objects; the numbers PDFium writes to are made once."""

    def __init__(self) -> None:
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._colour_refs = [ctypes.byref(part) for part in self._colour]
        self._box = [ctypes.c_float() for _ in range(4)]
        self._box_refs = [ctypes.byref(side) for side in self._box]

    def is_pale(self, placed: Placed) -> bool:
        """True where the text may not stand out on white paper."""
        if not pdfium_c.FPDFPageObj_GetFillColor(placed.handle, *self._colour_refs):
            return False  # a pattern
        red, green, blue, alpha = self._colour
        grey = 299 * red.value + 587 * green.value + 114 * blue.value
        return alpha.value < FAINT_ALPHA or grey > 1000 * PALE

    def misplaced(
        self, placed: Placed, bounds: tuple[float, float, float, float]
    ) -> HiddenKind | str | None:
        """Whether the text is tiny, or wholly or partly outside the page."""
        if placed.matrix is None:
            pdfium_c.FPDFPageObj_GetBounds(placed.handle, *self._box_refs)
            a, b, c, d = self._box
            left, bottom, right, top = a.value, b.value, c.value, d.value
        else:
            left, bottom, right, top = placed.box
        if min(right - left, top - bottom) < TINY_POINTS and placed.text_size < TINY_POINTS:
            return HiddenKind.TINY
        x0, y0, x1, y1 = bounds
        if right < x0 or left > x1 or top < y0 or bottom > y1:
            return HiddenKind.OFF_PAGE
        beyond = max(x0 - left, right - x1, y0 - bottom, top - y1)
        return _PARTLY_OUTSIDE if beyond > OUTSIDE_POINTS else None


class _Scan:
    """The pictures of a page that is a scan; none where they do not cover most of it."""

    def __init__(self, page: pdfium.PdfPage, bounds: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = bounds
        boxes = [
            placed.box
            for placed in placed_objects(page)
            if pdfium_c.FPDFPageObj_GetType(placed.handle) == pdfium_c.FPDF_PAGEOBJ_IMAGE
        ]
        covered = sum(
            max(0.0, min(right, x1) - max(left, x0)) * max(0.0, min(top, y1) - max(bottom, y0))
            for left, bottom, right, top in boxes
        )
        self._boxes = boxes if covered > SCAN_SHARE * (x1 - x0) * (y1 - y0) else []

    def covers(self, placed: Placed) -> bool:
        """True where the middle of the text lies under one of the pictures."""
        left, bottom, right, top = placed.box
        x, y = (left + right) / 2, (bottom + top) / 2
        return any(a <= x <= c and b <= y <= d for a, b, c, d in self._boxes)


def _is_outside(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, index: int) -> bool:
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(text_page, index, box)
    x0, y0, x1, y1 = page.get_bbox()
    return bool(box.right < x0 or box.left > x1 or box.top < y0 or box.bottom > y1)
