"""The ruling lines that are drawn on a PDF page: what shows where the cells of a table end."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_view import View

THIN = 2.5  # points; a shape no thicker is a line
LEAST_LENGTH = 6.0  # points
MOST_OBJECTS = 6_000  # looked at on a page; a page of sec10q whose letters stand alone has 3,000
MOST_RULES = 2_000
SAME_PLACE = 3.0  # points between lines that are drawn as one


@dataclass(frozen=True, slots=True)
class Rule:
    """A line at `place`, from `start` to `end`, in points from the left or lower edge."""

    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The ruling lines of a page as it is seen."""

    across: tuple[Rule, ...] = ()  # `place` is a height
    down: tuple[Rule, ...] = ()  # `place` is a distance from the left

    @property
    def could_be_grid(self) -> bool:
        """True where there are lines enough for two columns or two rows of cells."""
        return len(self.down) >= 2 and len(self.across) >= 2


NO_RULES = Rules()


def page_rules(page: pdfium.PdfPage, view: View) -> Rules:
    """The straight lines, thin boxes and edges of frames on `page`."""
    across: list[Rule] = []
    down: list[Rule] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for drawn in _paths(page):
        if pdfium_c.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            box = pdfium_c.FS_RECTF(left.value, top.value, right.value, bottom.value)
            _add_edges(view.seen(box), across, down, stroked=_is_stroked(drawn))
        if len(across) + len(down) > MOST_RULES:
            return NO_RULES  # a drawing
    return Rules(tuple(across), tuple(down))


def _paths(page: pdfium.PdfPage) -> Iterator[object]:
    """The lines and shapes among what is drawn."""
    handle, object_at, type_of = page.raw, pdfium_c.FPDFPage_GetObject, pdfium_c.FPDFPageObj_GetType
    path = pdfium_c.FPDF_PAGEOBJ_PATH
    for index in range(min(pdfium_c.FPDFPage_CountObjects(handle), MOST_OBJECTS)):
        drawn = object_at(handle, index)
        if type_of(drawn) == path:
            yield drawn


def _is_stroked(drawn: object) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(drawn, mode, stroke)
    return bool(stroke.value)


def _add_edges(
    box: tuple[float, float, float, float],
    across: list[Rule],
    down: list[Rule],
    *,
    stroked: bool,
) -> None:
    """A thin shape is one line; a stroked one with an area has four edges."""
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
    if high <= THIN and wide >= LEAST_LENGTH:
        across.append(Rule((bottom + top) / 2, left, right))
    elif wide <= THIN and high >= LEAST_LENGTH:
        down.append(Rule((left + right) / 2, bottom, top))
    elif stroked and wide >= LEAST_LENGTH and high >= LEAST_LENGTH:
        across += [Rule(bottom, left, right), Rule(top, left, right)]
        down += [Rule(left, bottom, top), Rule(right, bottom, top)]
