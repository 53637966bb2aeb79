"""Check boxes and radio buttons of a PDF form: taken off the page, written into its text as signs.

Their own drawing gives "4" or "l", letters of a font of signs, or nothing, behind all other text.
In its place a sign is put among what the page draws, where the label beside it is drawn.
"""

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_calls import address_of, objects_of, page_object, text_mode
from ingest.formats.pdf_objects import Box, boxes_of
from ingest.formats.symbol_fonts import box

_BOXES = (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON)
_UNSEEN = (
    pdfium_c.FPDF_ANNOT_FLAG_INVISIBLE
    | pdfium_c.FPDF_ANNOT_FLAG_HIDDEN
    | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
)
_STATE_BYTES = 256  # of the name of a state in UTF-16
# A sign is drawn smaller than its box, so that PDFium finds a space between it and its label.
_SIGN_SHARE = 0.6
_SMALLEST, _LARGEST = 4.0, 12.0  # points; smaller text is looked at as if it were hidden
_SIGN_CODE = 0x38  # any letter of the font of signs
_BAND = 20.0  # points; the lines of a page are looked up by such stripes of it
_MOST_BANDS = 500


@dataclass(frozen=True, slots=True)
class FormBox:
    """A box of a form, in the page's own space."""

    bounds: Box
    ticked: bool

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of it."""
        left, bottom, right, top = self.bounds
        return (left + right) / 2, (bottom + top) / 2


def form_box(document: pdfium.PdfDocument, annotation: Any) -> FormBox | None:
    """The box that the annotation is; None for all else, and for one that no viewer shows."""
    if document.formenv is None or pdfium_c.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return None
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(document.formenv, annotation)
    area = pdfium_c.FS_RECTF()
    if kind not in _BOXES or not pdfium_c.FPDFAnnot_GetRect(annotation, area):
        return None
    bounds = (area.left, area.bottom, area.right, area.top)
    return FormBox(bounds, _is_ticked(document, annotation))


def with_signs(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, boxes: Sequence[FormBox]
) -> dict[int, str]:
    """Put a sign for each box among the objects of the page: its address, and what it means."""
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    addresses = objects_of(page_object, address_of(page.raw), count)
    lines = _Lines(addresses)
    placed = sorted(
        ((lines.place(each), each.bounds[0], at) for at, each in enumerate(boxes)),
    )
    signs: dict[int, str] = {}
    for shift, (place, _, at) in enumerate(placed):
        if sign := _drawn(document, page, boxes[at], place + shift):
            signs[sign] = box(boxes[at].ticked)
    return signs


class _Lines:
    """The texts that stand on the page itself, by their height on it."""

    def __init__(self, addresses: Sequence[int]) -> None:
        self._end = len(addresses)
        at = [place for place, address in enumerate(addresses) if text_mode(address) >= 0]
        bounds = boxes_of([addresses[place] for place in at], None)
        self._texts = [
            (place, bound) for place, bound in zip(at, bounds, strict=True) if bound[2] > bound[0]
        ]
        self._bands: defaultdict[int, list[tuple[int, Box]]] = defaultdict(list)
        for place, bound in self._texts:
            for band in _bands(bound):
                self._bands[band].append((place, bound))

    def place(self, form_box: FormBox) -> int:
        """Before which of the page's objects its sign belongs.

        Beside the nearest text on its line, the one to its right where both are as near; without
        any, before the first text below it.
        """
        across, height = form_box.middle
        slack = 0.3 * (form_box.bounds[3] - form_box.bounds[1])
        beside = [
            (abs(bound[0] - across), 0, place) if bound[0] + bound[2] > 2 * across
            else (abs(across - bound[2]), 1, place)
            for place, bound in self._bands[int(height // _BAND)]
            if bound[1] - slack <= height <= bound[3] + slack
        ]  # fmt: skip
        if beside:
            _, behind, place = min(beside)
            return place + behind
        return next((place for place, bound in self._texts if bound[3] < height), self._end)


def _bands(bound: Box) -> Iterator[int]:
    first, last = int(bound[1] // _BAND), int(bound[3] // _BAND)
    return iter(range(first, min(last, first + _MOST_BANDS) + 1))


def _drawn(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, form_box: FormBox, place: int
) -> int:
    """The address of the sign that is drawn in the box; 0 where it cannot be."""
    left, bottom, right, top = form_box.bounds
    size = min(max(_SIGN_SHARE * min(right - left, top - bottom), _SMALLEST), _LARGEST)
    drawn = pdfium_c.FPDFPageObj_NewTextObj(document.raw, b"ZapfDingbats", size)
    if not drawn:
        return 0
    pdfium_c.FPDFText_SetCharcodes(drawn, (ctypes.c_uint32 * 1)(_SIGN_CODE), 1)
    baseline = form_box.middle[1] - 0.35 * size
    pdfium_c.FPDFPageObj_Transform(drawn, 1, 0, 0, 1, left, baseline)
    if not pdfium_c.FPDFPage_InsertObjectAtIndex(page.raw, drawn, place):
        pdfium_c.FPDFPageObj_Destroy(drawn)
        return 0
    return address_of(drawn)


def _is_ticked(document: pdfium.PdfDocument, annotation: Any) -> bool:
    """The state that the box shows by its own name of it; "Off" is empty."""
    if not pdfium_c.FPDFAnnot_HasKey(annotation, b"AS"):
        return bool(pdfium_c.FPDFAnnot_IsChecked(document.formenv, annotation))
    state = ctypes.create_string_buffer(_STATE_BYTES)
    characters = ctypes.cast(state, ctypes.POINTER(pdfium_c.FPDF_WCHAR))
    size = pdfium_c.FPDFAnnot_GetStringValue(annotation, b"AS", characters, _STATE_BYTES)
    name = state.raw[: max(size - 2, 0)].decode("utf-16-le", errors="replace")
    return name not in ("", "Off")
