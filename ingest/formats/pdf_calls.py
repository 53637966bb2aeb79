"""PDFium's functions that are called for each object or character of a page, made cheap to call.

What pypdfium2 gives makes an object of Python of every handle, and another of every number that
PDFium writes. Here a handle is its address, 0 or None for none, and PDFium writes the numbers of
many objects into one array: a third of the time (November 2026, 25,000 objects of sec10q).
"""

import ctypes
import sys
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from functools import cache
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium_c

AT_ONCE = 1_024  # objects
_ADDRESS, _NUMBER = ctypes.c_void_p, ctypes.c_int


def address_of(handle: Any) -> int:
    """The address behind a handle of pypdfium2; 0 for none."""
    return ctypes.cast(handle, _ADDRESS).value or 0


def objects_of(call: Callable[..., int], holder: int, count: int) -> list[int]:
    """The addresses of the first `count` objects that `call` finds in a page or a form."""
    return list(map(call, repeat(_ADDRESS(holder)), range(count)))


def numbers_of(
    call: Callable[..., None], addresses: Sequence[int], before: "array[Any]", *, pointers: int
) -> "array[Any]":
    """What `call` writes to its last `pointers` arguments for each address, one after another.

    `before` is what stands there for one address where PDFium writes nothing.
    """
    numbers = array(before.typecode)
    size = len(before) * before.itemsize
    written, places = _written(size, pointers)
    for first in range(0, len(addresses), AT_ONCE):
        some = addresses[first : first + AT_ONCE]
        end = size * len(some)
        written[:end] = before.tobytes() * len(some)
        deque(map(call, some, *places), maxlen=0)
        numbers.frombytes(written[:end])
    return numbers


@cache
def _written(size: int, pointers: int) -> tuple[memoryview, list[list[Any]]]:
    """Where PDFium writes `size` bytes for each of `AT_ONCE` objects, and the pointers to that.

    Made once and used again, so by one thread at a time, as PDFium is.
    """
    written = (ctypes.c_char * (size * AT_ONCE))()
    places = [
        [ctypes.byref(written, at) for at in range(first, size * AT_ONCE, size)]
        for first in range(0, size, size // pointers)
    ]
    return memoryview(written).cast("B"), places


def _bound(function: Any, returned: Any, *taken: Any) -> Callable[..., Any]:
    """The function with addresses as numbers; it keeps Python's lock, for each call is short."""
    return ctypes.PYFUNCTYPE(returned, *taken)(address_of(function))


# For `objects_of`, which gives the holder as a pointer and the place as an int: C's own types.
page_object = _bound(pdfium_c.FPDFPage_GetObject, _ADDRESS)
form_object = _bound(pdfium_c.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)

object_type = _bound(pdfium_c.FPDFPageObj_GetType, _NUMBER, _ADDRESS)
count_in_form = _bound(pdfium_c.FPDFFormObj_CountObjects, _NUMBER, _ADDRESS)
text_mode = _bound(pdfium_c.FPDFTextObj_GetTextRenderMode, _NUMBER, _ADDRESS)
text_font = _bound(pdfium_c.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
count_marks = _bound(pdfium_c.FPDFPageObj_CountMarks, _NUMBER, _ADDRESS)
mark_of = _bound(pdfium_c.FPDFPageObj_GetMark, _ADDRESS, _ADDRESS, ctypes.c_ulong)
write_mark_name = _bound(
    pdfium_c.FPDFPageObjMark_GetName, _NUMBER, _ADDRESS, _ADDRESS, ctypes.c_ulong, _ADDRESS
)
set_active = _bound(pdfium_c.FPDFPageObj_SetIsActive, _NUMBER, _ADDRESS, _NUMBER)

# For `numbers_of`. Pointers that ctypes makes need not be named, but where a function of an unnamed
# number of arguments is called in another way than others.
_POINTER = [] if sys.platform.startswith("linux") else [_ADDRESS]
write_font_size = _bound(pdfium_c.FPDFTextObj_GetFontSize, None, _ADDRESS, *_POINTER)
write_matrix = _bound(pdfium_c.FPDFPageObj_GetMatrix, None, _ADDRESS, *_POINTER)
write_draw_mode = _bound(pdfium_c.FPDFPath_GetDrawMode, None, _ADDRESS, *2 * _POINTER)
write_bounds = _bound(pdfium_c.FPDFPageObj_GetBounds, None, _ADDRESS, *4 * _POINTER)
write_fill = _bound(pdfium_c.FPDFPageObj_GetFillColor, None, _ADDRESS, *4 * _POINTER)

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
