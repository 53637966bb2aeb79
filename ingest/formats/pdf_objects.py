"""The objects of a PDF page, those inside forms too, in the page's own space."""

import ctypes
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

DEEPEST_FORM = 5
Box = tuple[float, float, float, float]


class Placed(NamedTuple):
    """An object that was drawn: PDFium's handle, and how its form is laid on the page.

    `mode` is how a text is drawn, one of PDFium's text rendering modes; -1: it is no text.
    """

    handle: Any
    mode: int
    matrix: pdfium_c.FS_MATRIX | None  # None: it stands on the page itself

    @property
    def address(self) -> int:
        """What tells it from every other object of the page."""
        return address_of(self.handle)

    @property
    def box(self) -> Box:
        """Left, bottom, right and top on the page; all 0 where PDFium knows none."""
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        pdfium_c.FPDFPageObj_GetBounds(self.handle, left, bottom, right, top)
        corners = ((left, bottom), (left, top), (right, bottom), (right, top))
        at = [self._on_page(x.value, y.value) for x, y in corners]
        columns, rows = zip(*at, strict=True)
        return min(columns), min(rows), max(columns), max(rows)

    @property
    def text_size(self) -> float:
        """The size in points at which a text is drawn."""
        size, matrix = ctypes.c_float(), pdfium_c.FS_MATRIX()
        pdfium_c.FPDFTextObj_GetFontSize(self.handle, size)
        pdfium_c.FPDFPageObj_GetMatrix(self.handle, matrix)
        scale = math.hypot(matrix.c, matrix.d) * (_scale(self.matrix) if self.matrix else 1.0)
        return abs(size.value) * scale

    def _on_page(self, x: float, y: float) -> tuple[float, float]:
        m = self.matrix
        return (x, y) if m is None else (m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f)


def address_of(handle: Any) -> int:
    """The address behind a handle; 0 for none."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def placed_objects(page: pdfium.PdfPage) -> Iterator[Placed]:
    """Every object of the page, in the order in which it is drawn, forms opened."""
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        yield from _opened(pdfium_c.FPDFPage_GetObject(page, index), None, DEEPEST_FORM)


def _opened(handle: Any, matrix: pdfium_c.FS_MATRIX | None, depth: int) -> Iterator[Placed]:
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(handle)  # -1 where it is no text
    inside = pdfium_c.FPDFFormObj_CountObjects(handle) if mode < 0 and depth else -1
    if inside < 0:  # no form
        yield Placed(handle, mode, matrix)
        return
    own = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(handle, own)
    laid = own if matrix is None else _product(own, matrix)
    for index in range(inside):
        yield from _opened(pdfium_c.FPDFFormObj_GetObject(handle, index), laid, depth - 1)


def _product(inner: pdfium_c.FS_MATRIX, outer: pdfium_c.FS_MATRIX) -> pdfium_c.FS_MATRIX:
    return pdfium_c.FS_MATRIX(
        inner.a * outer.a + inner.b * outer.c,
        inner.a * outer.b + inner.b * outer.d,
        inner.c * outer.a + inner.d * outer.c,
        inner.c * outer.b + inner.d * outer.d,
        inner.e * outer.a + inner.f * outer.c + outer.e,
        inner.e * outer.b + inner.f * outer.d + outer.f,
    )


def _scale(matrix: pdfium_c.FS_MATRIX) -> float:
    return math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
