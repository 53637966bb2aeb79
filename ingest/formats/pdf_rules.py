"""The ruling lines that are drawn on a PDF page: what shows where the cells of a table end."""

from array import array
from dataclasses import dataclass

import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_calls import numbers_of, write_draw_mode
from ingest.formats.pdf_objects import Box, Layer, boxes_of
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
_NOT_DRAWN = array("i", [0, 0])  # how a path is filled, and whether it is stroked


def page_rules(drawn: Layer, view: View) -> Rules:
    """The straight lines, thin boxes and edges of frames that a page draws, outside of forms."""
    across: list[Rule] = []
    down: list[Rule] = []
    paths = drawn.of_type(pdfium_c.FPDF_PAGEOBJ_PATH, among=MOST_OBJECTS)
    modes = numbers_of(write_draw_mode, paths, _NOT_DRAWN, pointers=2)
    for box, stroked in zip(boxes_of(paths, drawn.matrix), modes[1::2], strict=True):
        _add_edges(view.seen(box), across, down, stroked=bool(stroked))
        if len(across) + len(down) > MOST_RULES:
            return NO_RULES  # a drawing
    return Rules(tuple(across), tuple(down))


def _add_edges(
    box: Box,
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
