"""Texts of a PDF page over which something else was drawn: a picture, or a filled shape."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_calls import numbers_of, object_type, write_draw_mode
from ingest.formats.pdf_objects import Box, Layer, Placed, boxes_of
from ingest.formats.pdf_scan import Scan

LEAST_WIDTH, LEAST_HEIGHT = 8.0, 4.0  # points, of what can cover a text; lines are thinner
MOST_COVERS = 400  # of a page, the last ones
# Lines and shapes after the first text, from which pictures alone are looked for: in a drawing or a
# table with shaded rows each shape and each text had to be measured, 4 to 10 % of reading sec10q
# (November 2026).
MOST_SHAPES = 40
SPARE = 1.0  # points by which a text may stick out of its cover
STRIP = 24.0  # points: covers are looked up by the strips of the page that they reach
_NOT_FILLED = array("i", [0, 0])  # how a path is filled, and whether it is stroked


@dataclass(frozen=True, slots=True)
class _Order:
    """What a page draws, forms opened, in order: addresses, and modes as those of `Placed`."""

    addresses: Sequence[int]
    modes: Sequence[int]

    @classmethod
    def of(cls, drawn: Layer) -> "_Order":
        if not drawn.forms:
            return cls(drawn.addresses, drawn.modes)
        placed = list(drawn.placed())
        return cls([one.address for one in placed], [one.mode for one in placed])


def covered_texts(page: pdfium.PdfPage, bounds: Box, drawn: Layer) -> Iterator[int]:
    """The addresses of texts that lie within something drawn later; it may let them through.

    Not those under a scan that has ink in their place: they are what recognition found in it. Nor
    those that are drawn again afterwards, of whose letters PDFium gives one copy, the first.
    """
    order = _Order.of(drawn)
    covers = _covers(order)
    if not covers:
        return
    boxes = _boxes(drawn)
    strips: defaultdict[int, list[tuple[int, Box]]] = defaultdict(list)
    last_cover = -1
    for at in covers:
        left, bottom, right, top = boxes[order.addresses[at]]
        if right - left >= LEAST_WIDTH and top - bottom >= LEAST_HEIGHT:
            last_cover = at
            for strip in range(int(bottom // STRIP), int(top // STRIP) + 1):
                strips[strip].append((at, (left, bottom, right, top)))
    under = [
        (text, later)
        for at, text in enumerate(order.addresses[: last_cover + 1])
        if order.modes[at] >= 0 and (later := _cover(at, boxes[text], strips)) is not None
    ]
    if under:
        yield from _unread(page, bounds, drawn, under, _last_places(order, boxes))


def _cover(at: int, box: Box, strips: Mapping[int, Sequence[tuple[int, Box]]]) -> int | None:
    """The place of what was drawn after a text, over all of it; None where nothing was."""
    for later, cover in strips.get(int((box[1] + box[3]) / 2 // STRIP), ()):
        if later > at and _is_within(box, cover):
            return later
    return None


def _unread(
    page: pdfium.PdfPage,
    bounds: Box,
    drawn: Layer,
    under: Sequence[tuple[int, int]],
    last: Mapping[tuple[int, ...], int],
) -> Iterator[int]:
    """Those of the covered texts that are neither drawn again nor read off a scan."""
    objects = tuple(drawn.placed())
    placed = {one.address: one for one in objects}
    scan = Scan(page, bounds, objects)
    for text, later in under:
        one: Placed = placed[text]
        if last[_rounded(one.box)] < later and not scan.covers(one):
            yield text


def _covers(order: _Order) -> list[int]:
    """The places in the order of what may cover a text that was drawn before it."""
    modes = order.modes
    first = next((at for at, mode in enumerate(modes) if mode >= 0), len(modes))
    later = [at for at in range(first + 1, len(modes)) if modes[at] < 0]
    pictures = [
        at for at in later if object_type(order.addresses[at]) == pdfium_c.FPDF_PAGEOBJ_IMAGE
    ]
    found = sorted({*pictures, *_filled(order, later)}) if len(later) <= MOST_SHAPES else pictures
    return found[-MOST_COVERS:]


def _filled(order: _Order, places: Sequence[int]) -> list[int]:
    """Those of the places at which a filled shape stands."""
    paths = [at for at in places if object_type(order.addresses[at]) == pdfium_c.FPDF_PAGEOBJ_PATH]
    addresses = [order.addresses[at] for at in paths]
    modes = numbers_of(write_draw_mode, addresses, _NOT_FILLED, pointers=2)
    return [
        at
        for at, fill in zip(paths, modes[0::2], strict=True)
        if fill != pdfium_c.FPDF_FILLMODE_NONE
    ]


def _boxes(drawn: Layer) -> dict[int, Box]:
    """The box on the page of everything that is drawn, by address."""
    boxes: dict[int, Box] = {}
    for layer in drawn.layers():
        boxes.update(zip(layer.addresses, boxes_of(layer.addresses, layer.matrix), strict=True))
    return boxes


def _last_places(order: _Order, boxes: Mapping[int, Box]) -> dict[tuple[int, ...], int]:
    """Where in the order the last text with a box is drawn, by that box."""
    pairs = enumerate(zip(order.addresses, order.modes, strict=True))
    return {_rounded(boxes[text]): at for at, (text, mode) in pairs if mode >= 0}


def _rounded(box: Box) -> tuple[int, ...]:
    return tuple(round(side) for side in box)


def _is_within(box: Box, cover: Box) -> bool:
    return (
        box[0] >= cover[0] - SPARE
        and box[1] >= cover[1] - SPARE
        and box[2] <= cover[2] + SPARE
        and box[3] <= cover[3] + SPARE
    )
