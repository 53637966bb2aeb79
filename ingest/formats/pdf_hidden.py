"""Text of a PDF page that a person does not see: without ink, in the paper's colour, tiny, outside.

Each object of the page is looked at once, cheaply; only where one is suspicious are characters
looked at. Pale and transparent text is judged by drawing the page with and without it: what
changes nothing that can be seen is hidden, whatever is behind it. Text without ink under a scan is
what recognition found in it, and not hidden, where the scan has ink in its place. Text under what
was drawn later, and text on layers, is judged by drawing it too (`pdf_overlooked`). Not looked for:
dark text on an equally dark ground, text that a clipping path cuts off.
"""

import ctypes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_objects import Box, Placed, address_of, placed_objects
from ingest.formats.pdf_overlooked import DOUBTS, overlooked
from ingest.formats.pdf_scan import Scan
from ingest.formats.pdf_visibility import Comparison
from storage.page_findings import HiddenKind, HiddenText

TINY_POINTS = 2.0
PALE = 200  # of 255 in grey, from which a text is looked at on the page
FAINT_ALPHA = 100  # of 255
OUTSIDE_POINTS = 3.0  # beyond the page: ascenders may stick out of it
MOST_TEXTS = 50  # of one page that are kept apart; further ones are joined to the last
_DOUBTFUL_MODES = (
    pdfium_c.FPDF_TEXTRENDERMODE_STROKE,
    pdfium_c.FPDF_TEXTRENDERMODE_STROKE_CLIP,
    pdfium_c.FPDF_TEXTRENDERMODE_CLIP,
)
_PARTLY_OUTSIDE, _DOUBTFUL = "partly outside", "doubtful"  # characters decide


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
    if not suspects.verdicts:
        return ()
    runs: list[HiddenRun] = []
    for index in range(length):
        address = address_of(pdfium_c.FPDFText_GetTextObject(text_page, index))
        found = suspects.verdicts.get(address)
        kind = None if found is None else suspects.kind(found, text_page, index)
        if kind is None:
            continue
        if runs and runs[-1].kind is kind and runs[-1].end == index:
            runs[-1] = HiddenRun(runs[-1].start, index + 1, kind)
        else:
            runs.append(HiddenRun(index, index + 1, kind))
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


@dataclass(frozen=True, slots=True)
class _Suspects:
    """Text objects by their addresses: hidden whole, or to be judged character by character."""

    verdicts: Mapping[int, HiddenKind | str]
    bounds: Box
    comparison: Comparison | None

    def kind(
        self, verdict: HiddenKind | str, text_page: pdfium.PdfTextPage, index: int
    ) -> HiddenKind | None:
        """Why the character is not seen; None where it is."""
        if isinstance(verdict, HiddenKind):
            return verdict
        box = pdfium_c.FS_RECTF()
        pdfium_c.FPDFText_GetLooseCharBox(text_page, index, box)
        sides = (box.left, box.bottom, box.right, box.top)
        if verdict == _PARTLY_OUTSIDE:
            return HiddenKind.OFF_PAGE if _is_outside(sides, self.bounds) else None
        seen = self.comparison is not None and self.comparison.shows(sides)
        return None if seen else DOUBTS.get(verdict, HiddenKind.BACKGROUND)


def _suspects(page: pdfium.PdfPage) -> _Suspects:
    bounds = page.get_bbox()
    look = _Look()
    found: dict[int, HiddenKind | str] = {}
    doubtful: list[Placed] = []
    unpainted: list[Placed] = []
    objects = tuple(placed_objects(page))
    for placed in objects:
        if placed.mode < 0:
            continue
        if kind := look.misplaced(placed, bounds):
            found[placed.address] = kind
        if placed.mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
            unpainted.append(placed)
        elif placed.mode in _DOUBTFUL_MODES or look.is_pale(placed):
            doubtful.append(placed)
            found.setdefault(placed.address, _DOUBTFUL)
    if unpainted:
        covers = Scan(page, bounds, objects).covers
        invisible = (placed.address for placed in unpainted if not covers(placed))
        found |= dict.fromkeys(invisible, HiddenKind.INVISIBLE)
    for placed, doubt in overlooked(page, bounds, objects):
        if found.setdefault(placed.address, doubt) == doubt:
            doubtful.append(placed)
    return _Suspects(found, bounds, Comparison(page, doubtful) if doubtful else None)


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

    def misplaced(self, placed: Placed, bounds: Box) -> HiddenKind | str | None:
        """Whether the text is tiny, or wholly or partly outside the page."""
        if placed.matrix is None:
            pdfium_c.FPDFPageObj_GetBounds(placed.handle, *self._box_refs)
            a, b, c, d = self._box
            left, bottom, right, top = a.value, b.value, c.value, d.value
        else:
            left, bottom, right, top = placed.box
        if min(right - left, top - bottom) < TINY_POINTS and placed.text_size < TINY_POINTS:
            return HiddenKind.TINY
        if _is_outside((left, bottom, right, top), bounds):
            return HiddenKind.OFF_PAGE
        x0, y0, x1, y1 = bounds
        beyond = max(x0 - left, right - x1, y0 - bottom, top - y1)
        return _PARTLY_OUTSIDE if beyond > OUTSIDE_POINTS else None


def _is_outside(box: Box, bounds: Box) -> bool:
    left, bottom, right, top = box
    x0, y0, x1, y1 = bounds
    return right < x0 or left > x1 or top < y0 or bottom > y1
