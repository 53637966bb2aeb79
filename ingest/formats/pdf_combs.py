"""Fields of PDF forms with a cell for each character: what is written there is one word."""

import ctypes
import re
from collections.abc import Sequence
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_characters import Characters
from ingest.formats.pdf_objects import Box

JOINT = "\u200b"  # as long as the space it stands for; cleaning leaves it out
EMPTY_CELL = 1.5  # of the step from cell to cell, from which there is a cell left empty between
MOST_FIELDS = 200  # of a page that are looked at
_COMB = 1 << 24  # of a text field's flags (ISO 32000-1, table 228)
_SET_APART = re.compile(r"(?<!\S)\S(?: \S){1,200}(?!\S)")


def comb_box(document: pdfium.PdfDocument, annotation: pdfium_c.FPDF_ANNOTATION) -> Box | None:
    """The box on the page of a field that has a cell for each character; None for others."""
    form = document.formenv
    if form is None or not pdfium_c.FPDFAnnot_GetFormFieldFlags(form.raw, annotation) & _COMB:
        return None
    if (
        pdfium_c.FPDFAnnot_GetFormFieldType(form.raw, annotation)
        != pdfium_c.FPDF_FORMFIELD_TEXTFIELD
    ):
        return None
    area = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFAnnot_GetRect(annotation, ctypes.byref(area)):
        return None
    return area.left, area.bottom, area.right, area.top


def with_joined(text: str, combs: Sequence[Box], characters: Characters) -> str:
    """The page's text with the characters of these fields joined; same length."""
    if not combs:
        return text
    some = combs[:MOST_FIELDS]
    return _SET_APART.sub(lambda found: _joined(found, some, characters), text)


def _joined(found: re.Match[str], combs: Sequence[Box], characters: Characters) -> str:
    letters = found[0][::2]
    places = range(found.start(), found.end(), 2)
    middles = [_middle(characters.box(place)) for place in places]
    fields = [next((at for at, comb in enumerate(combs) if _within(one, comb)), None)
              for one in middles]  # fmt: skip
    steps = [abs(x2 - x1) + abs(y2 - y1) for (x1, y1), (x2, y2) in pairwise(middles)]
    together = [one is not None and one == other for one, other in pairwise(fields)]
    least = min((step for step, joins in zip(steps, together, strict=True) if joins), default=0.0)
    parts = [letters[0]]
    for letter, step, joins in zip(letters[1:], steps, together, strict=True):
        parts += [JOINT if joins and step <= EMPTY_CELL * least else " ", letter]
    return "".join(parts)


def _middle(box: Box) -> tuple[float, float]:
    left, bottom, right, top = box
    return (left + right) / 2, (bottom + top) / 2


def _within(point: tuple[float, float], box: Box) -> bool:
    left, bottom, right, top = box
    return left <= point[0] <= right and bottom <= point[1] <= top
