"""The objects of a PDF page, those inside forms too, in the page's own space."""

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_calls import (
    address_of,
    count_in_form,
    form_object,
    numbers_of,
    object_type,
    objects_of,
    page_object,
    text_mode,
    write_bounds,
    write_font_size,
    write_matrix,
)

DEEPEST_FORM = 40  # PDFium opens no form that lies deeper
# Of all forms of a page together: no page of the test collections has a hundredth (November 2026),
# and forms that draw each other many times over would be walked through without end.
MOST_IN_FORMS = 500_000
TEXT_MODES = frozenset(range(pdfium_c.FPDF_TEXTRENDERMODE_LAST + 1))  # 0 is filling
Box = tuple[float, float, float, float]  # left, bottom, right and top
Matrix = tuple[float, float, float, float, float, float]
_NO_BOX, _NO_MATRIX, _NO_SIZE = array("f", 4 * [0.0]), array("f", 6 * [0.0]), array("f", [0.0])


class Placed(NamedTuple):
    """An object that was drawn: its address, and how its form is laid on the page.

    `mode` is how a text is drawn, one of PDFium's text rendering modes; -1: it is no text.
    """

    address: int
    mode: int
    matrix: Matrix | None  # None: it stands on the page itself

    @property
    def box(self) -> Box:
        """Its box on the page; all 0 where PDFium knows none."""
        return next(boxes_of([self.address], self.matrix))

    @property
    def text_size(self) -> float:
        """The size in points at which a text is drawn."""
        return text_sizes_of([self.address], self.matrix)[0]

    @property
    def is_picture(self) -> bool:
        return bool(object_type(self.address) == pdfium_c.FPDF_PAGEOBJ_IMAGE)


@dataclass(frozen=True, slots=True)
class Layer:
    """The addresses of what a page or a form draws, in order, and how it is laid on the page.

    `modes` are those of `Placed`. `forms` are what the forms among the objects draw; `opened_all`
    is False where there are too many, or too deep ones, to be among them.
    """

    addresses: Sequence[int]
    modes: Sequence[int]
    matrix: Matrix | None
    forms: Mapping[int, "Layer"]
    opened_all: bool = True

    def layers(self) -> Iterator["Layer"]:
        """This one and all that are inside it."""
        yield self
        for form in self.forms.values():
            yield from form.layers()

    def texts(self, modes: Set[int] = TEXT_MODES) -> Sequence[int]:
        """The addresses of the texts that are drawn in one of these modes."""
        found = set(self.modes)
        if found.isdisjoint(modes):
            return []
        if found <= modes:
            return self.addresses
        return list(compress(self.addresses, map(modes.__contains__, self.modes)))

    def placed(self) -> Iterator[Placed]:
        """Every object that is no form, in the order in which it is drawn, forms opened."""
        for address, mode in zip(self.addresses, self.modes, strict=True):
            if address in self.forms:
                yield from self.forms[address].placed()
            else:
                yield Placed(address, mode, self.matrix)

    def of_type(self, wanted: int, *, among: int | None = None) -> list[int]:
        """The addresses of what is of that type, and no text, among so many objects or all."""
        pairs = zip(self.addresses[:among], self.modes, strict=False)
        return [drawn for drawn, mode in pairs if mode < 0 and object_type(drawn) == wanted]


def page_layer(page: pdfium.PdfPage) -> Layer:
    """What the page draws; what is in its forms stands in the page's own space too."""
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    addresses = objects_of(page_object, address_of(page.raw), count)
    return _Opening().layer(addresses, None, DEEPEST_FORM)


class _Opening:
    """Forms being opened, up to `MOST_IN_FORMS` objects of them."""

    def __init__(self) -> None:
        self._left = MOST_IN_FORMS

    def layer(self, addresses: list[int], matrix: Matrix | None, depth: int) -> Layer:
        """What these objects are, with what is in their forms, so many levels deep."""
        modes = list(map(text_mode, addresses))  # -1 where it is no text
        forms: dict[int, Layer] = {}
        opened_all = True
        for address in compress(addresses, map((-1).__eq__, modes)) if -1 in modes else ():
            count = count_in_form(address)  # -1 where it is no form
            if count < 0:
                continue
            if depth and self._left >= count:
                self._left -= max(1, count)
                inside = objects_of(form_object, address, count)
                forms[address] = self.layer(inside, _laid(address, matrix), depth - 1)
            opened_all &= forms[address].opened_all if address in forms else not count
        return Layer(addresses, modes, matrix, forms, opened_all)


def _laid(form: int, matrix: Matrix | None) -> Matrix:
    """How what is in a form is laid on the page, where the form itself is laid by `matrix`."""
    a, b, c, d, e, f = numbers_of(write_matrix, [form], _NO_MATRIX, pointers=1)
    own = a, b, c, d, e, f
    return own if matrix is None else _product(own, matrix)


def boxes_of(addresses: Sequence[int], matrix: Matrix | None) -> Iterator[Box]:
    """The boxes on the page of objects of one layer."""
    numbers = numbers_of(write_bounds, addresses, _NO_BOX, pointers=4)
    boxes = zip(numbers[0::4], numbers[1::4], numbers[2::4], numbers[3::4], strict=True)
    return boxes if matrix is None else (_on_page(box, matrix) for box in boxes)


def text_sizes_of(addresses: Sequence[int], matrix: Matrix | None) -> list[float]:
    """The sizes in points at which texts of one layer are drawn."""
    scale = 1.0 if matrix is None else _scale(matrix)
    matrices = numbers_of(write_matrix, addresses, _NO_MATRIX, pointers=1)
    sizes = numbers_of(write_font_size, addresses, _NO_SIZE, pointers=1)
    styles = list(zip(sizes, matrices[2::6], matrices[3::6], strict=True))
    known = {(size, c, d): abs(size) * (math.hypot(c, d) * scale) for size, c, d in set(styles)}
    return [known[style] for style in styles]


def _on_page(box: Box, matrix: Matrix) -> Box:
    left, bottom, right, top = box
    a, b, c, d, e, f = matrix
    corners = ((left, bottom), (left, top), (right, bottom), (right, top))
    columns = [a * x + c * y + e for x, y in corners]
    rows = [b * x + d * y + f for x, y in corners]
    return min(columns), min(rows), max(columns), max(rows)


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """The two one after the other, in the single precision that PDFium computes in."""
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    numbers = (
        *(a * oa + b * oc, a * ob + b * od),
        *(c * oa + d * oc, c * ob + d * od),
        *(e * oa + f * oc + oe, e * ob + f * od + of),
    )
    a, b, c, d, e, f = array("f", numbers)
    return a, b, c, d, e, f


def _scale(matrix: Matrix) -> float:
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))
