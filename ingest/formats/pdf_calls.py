"""PDFium's functions that are called for each object or character of a page, made cheap to call.

What pypdfium2 gives makes an object of Python of every handle, and another of every number that
PDFium writes. Here a handle is its address, 0 or None for none, and PDFium writes the numbers of
many objects into one array: a third of the time (November 2026, 25,000 objects of sec10q).
"""

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2.raw as pdfium_c

_ADDRESS, _NUMBER = ctypes.c_void_p, ctypes.c_int


def address_of(handle: Any) -> int:
    """The address behind a handle of pypdfium2; 0 for none."""
    return ctypes.cast(handle, _ADDRESS).value or 0


def numbers_of(
    call: Callable[..., int], addresses: Sequence[int], before: "array[Any]", *, pointers: int
) -> "array[Any]":
    """What `call` writes to its last `pointers` arguments for each address, one after another.

    `before` is what stands there for one address where PDFium writes nothing.
    """
    numbers = before * len(addresses)
    start = numbers.buffer_info()[0]
    size = len(before) * before.itemsize
    places = (
        range(start + first, start + first + size * len(addresses), size)
        for first in range(0, size, size // pointers)
    )
    deque(map(call, addresses, *places), maxlen=0)
    return numbers


def _bound(function: Any, returned: Any, *taken: Any) -> Callable[..., Any]:
    """The function with addresses as numbers; it keeps Python's lock, for each call is short."""
    return ctypes.PYFUNCTYPE(returned, *taken)(address_of(function))


page_object = _bound(pdfium_c.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _NUMBER)
form_object = _bound(pdfium_c.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
count_in_form = _bound(pdfium_c.FPDFFormObj_CountObjects, _NUMBER, _ADDRESS)
object_type = _bound(pdfium_c.FPDFPageObj_GetType, _NUMBER, _ADDRESS)
text_mode = _bound(pdfium_c.FPDFTextObj_GetTextRenderMode, _NUMBER, _ADDRESS)
text_font = _bound(pdfium_c.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
set_active = _bound(pdfium_c.FPDFPageObj_SetIsActive, _NUMBER, _ADDRESS, _NUMBER)
write_font_size = _bound(pdfium_c.FPDFTextObj_GetFontSize, _NUMBER, _ADDRESS, _ADDRESS)
write_matrix = _bound(pdfium_c.FPDFPageObj_GetMatrix, _NUMBER, _ADDRESS, _ADDRESS)
write_bounds = _bound(pdfium_c.FPDFPageObj_GetBounds, _NUMBER, _ADDRESS, *4 * [_ADDRESS])
write_fill = _bound(pdfium_c.FPDFPageObj_GetFillColor, _NUMBER, _ADDRESS, *4 * [_ADDRESS])
write_draw_mode = _bound(pdfium_c.FPDFPath_GetDrawMode, _NUMBER, _ADDRESS, _ADDRESS, _ADDRESS)

character_code = _bound(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _NUMBER)
character_text = _bound(pdfium_c.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _NUMBER)
character_size = _bound(pdfium_c.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _NUMBER)
character_weight = _bound(pdfium_c.FPDFText_GetFontWeight, _NUMBER, _ADDRESS, _NUMBER)
write_font_name = _bound(
    pdfium_c.FPDFText_GetFontInfo,
    *(ctypes.c_ulong, _ADDRESS, _NUMBER, _ADDRESS, ctypes.c_ulong, _ADDRESS),
)
write_character_box = _bound(
    pdfium_c.FPDFText_GetLooseCharBox, _NUMBER, _ADDRESS, _NUMBER, _ADDRESS
)
write_character_matrix = _bound(pdfium_c.FPDFText_GetMatrix, _NUMBER, _ADDRESS, _NUMBER, _ADDRESS)
