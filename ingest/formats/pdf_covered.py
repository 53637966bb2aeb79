"""Texts of a PDF page over which something else was drawn: a picture, or a filled shape."""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_calls import numbers_of, object_type, text_font, write_draw_mode
from ingest.formats.pdf_characters import Characters
from ingest.formats.pdf_objects import Box, Layer, boxes_of
from ingest.formats.pdf_scan import Scan

LEAST_WIDTH, LEAST_HEIGHT = 8.0, 4.0  # points, of what can cover a text; lines are thinner
MOST_COVERS = 400  # of a page, the last ones
# Lines and shapes after the first text, from which pictures alone are looked for: in a drawing or a
# table with shaded rows each shape and each text had to be measured, 4 to 10 % of reading sec10q
# (November 2026).
MOST_SHAPES = 40
SPARE = 1.0  # points by which a text may stick out of its cover
# Covers are looked up by the strips of the page that they reach: so many points high, or higher on
# a page that would have more of them.
STRIP, MOST_STRIPS = 24.0, 1_000
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


@dataclass(frozen=True, slots=True)
class _Strips:
    """The covers of a page in the order in which they are drawn, by the strips that they reach."""

    bottom: float
    top: float
    height: float
    covers: Mapping[int, list[tuple[int, Box]]]

    @classmethod
    def of(cls, bounds: Box) -> "_Strips":
        _, bottom, _, top = bounds
        return cls(bottom, top, max(STRIP, (top - bottom) / MOST_STRIPS), defaultdict(list))

    def add(self, at: int, box: Box) -> None:
        """What is drawn at this place in the order covers that box; it may go beyond the page."""
        for strip in range(self._strip(box[1]), self._strip(box[3]) + 1):
            self.covers[strip].append((at, box))

    def cover(self, at: int, box: Box) -> bool:
        """True where something that is drawn after a text lies over all of it."""
        strip = self._strip((box[1] + box[3]) / 2)
        later = self.covers.get(strip, ())
        return any(place > at and _is_within(box, cover) for place, cover in later)

    def _strip(self, height: float) -> int:
        """The strip at that height; the first or last one where that is beyond the page, or NaN."""
        return int((max(self.bottom, min(self.top, height)) - self.bottom) // self.height)


def covered_texts(
    page: pdfium.PdfPage, bounds: Box, drawn: Layer, characters: Characters, length: int
) -> Iterator[tuple[int, Sequence[int]]]:
    """The addresses of texts that lie within something drawn later; it may let them through.

    Each with those of the same text that are drawn in its place afterwards: of their letters PDFium
    gives one copy, the first, and a person sees it where they see any of them. Not those under a
    scan that has ink in their place: they are what recognition found in it.
    """
    order = _Order.of(drawn)
    covers = _covers(order)
    if not covers:
        return
    boxes = _boxes(drawn)
    strips = _Strips.of(bounds)
    last_cover = -1
    for at in covers:
        left, bottom, right, top = boxes[order.addresses[at]]
        if right - left >= LEAST_WIDTH and top - bottom >= LEAST_HEIGHT:
            last_cover = at
            strips.add(at, (left, bottom, right, top))
    under = [
        (at, text)
        for at, text in enumerate(order.addresses[: last_cover + 1])
        if order.modes[at] >= 0 and strips.cover(at, boxes[text])
    ]
    if under:
        again = _Again(order, boxes, characters.texts(length))
        for at, text in _unread(page, bounds, drawn, under):
            yield text, again.of(at, text)


class _Again:
    """Which texts are drawn again, in the same place and font; `texts` are their letters."""

    def __init__(self, order: _Order, boxes: Mapping[int, Box], texts: Mapping[int, str]) -> None:
        self._boxes, self._texts = boxes, texts
        self._there: defaultdict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
        for at, (text, mode) in enumerate(zip(order.addresses, order.modes, strict=True)):
            if mode >= 0:
                self._there[_rounded(boxes[text])].append((at, text))

    def of(self, at: int, text: int) -> list[int]:
        """The later ones of that text, which is drawn at that place in the order."""
        font, letters = text_font(text), self._texts.get(text, "")
        return [
            other
            for later, other in self._there[_rounded(self._boxes[text])]
            if later > at
            and text_font(other) == font
            and self._texts.get(other, "") in ("", letters)  # PDFium left the copy out, or did not
        ]


def _unread(
    page: pdfium.PdfPage, bounds: Box, drawn: Layer, under: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Those of the covered texts that are not read off a scan."""
    objects = tuple(drawn.placed())
    placed = {one.address: one for one in objects}
    scan = Scan(page, bounds, objects)
    return ((at, text) for at, text in under if not scan.covers(placed[text]))


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


def _rounded(box: Box) -> tuple[int, ...]:
    return tuple(round(side) if math.isfinite(side) else 0 for side in box)


def _is_within(box: Box, cover: Box) -> bool:
    return (
        box[0] >= cover[0] - SPARE
        and box[1] >= cover[1] - SPARE
        and box[2] <= cover[2] + SPARE
        and box[3] <= cover[3] + SPARE
    )
