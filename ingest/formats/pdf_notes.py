"""What people put on a page of a PDF: values of fields, notes, stamps, comments, pinned files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.left_out import Left
from ingest.formats.pdf_attachments import pinned_file
from ingest.formats.pdf_combs import comb_box
from ingest.formats.pdf_form_boxes import FormBox, form_box, with_signs
from ingest.formats.pdf_objects import Box

ANNOTATIONS = 1_000  # looked at on a page
_DRAWN = (
    pdfium_c.FPDF_ANNOT_WIDGET,
    pdfium_c.FPDF_ANNOT_FREETEXT,
    pdfium_c.FPDF_ANNOT_STAMP,
)
# Whose text opens beside the page; notes and stamps where nothing is drawn of them.
_COMMENTS = (
    pdfium_c.FPDF_ANNOT_TEXT,
    pdfium_c.FPDF_ANNOT_FREETEXT,
    pdfium_c.FPDF_ANNOT_LINE,
    pdfium_c.FPDF_ANNOT_SQUARE,
    pdfium_c.FPDF_ANNOT_CIRCLE,
    pdfium_c.FPDF_ANNOT_POLYGON,
    pdfium_c.FPDF_ANNOT_POLYLINE,
    pdfium_c.FPDF_ANNOT_HIGHLIGHT,
    pdfium_c.FPDF_ANNOT_UNDERLINE,
    pdfium_c.FPDF_ANNOT_SQUIGGLY,
    pdfium_c.FPDF_ANNOT_STRIKEOUT,
    pdfium_c.FPDF_ANNOT_STAMP,
    pdfium_c.FPDF_ANNOT_CARET,
    pdfium_c.FPDF_ANNOT_INK,
)
_EMPTY_BYTES = 2  # of a text: its end in UTF-16


@dataclass(frozen=True, slots=True)
class NotedPage:
    """A page with what is drawn of its notes; where its fields stand that have a cell for each
    character; and the signs that stand for the boxes of its form, by the addresses of the texts
    that draw them."""

    page: pdfium.PdfPage
    combs: Sequence[Box] = ()
    signs: Mapping[int, str] = field(default_factory=dict)


def page_with_notes(document: pdfium.PdfDocument, index: int, left: Left) -> NotedPage:
    """The page with what is drawn of its fields, notes and stamps as a part of its text.

    Files that are pinned to it and comments are counted in `left`.
    """
    page = document[index]
    is_drawn = False
    combs: list[Box] = []
    boxes: dict[int, FormBox] = {}
    unseen: list[int] = []  # which PDFium would draw though no viewer does
    for place in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), ANNOTATIONS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        if kind == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
            left.embedded.append(pinned_file(document, annotation))
        if kind == pdfium_c.FPDF_ANNOT_WIDGET and (comb := comb_box(document, annotation)):
            combs.append(comb)
        if (found := form_box(document, annotation)) is not None:
            boxes[place] = found
        elif pdfium_c.FPDFAnnot_GetFlags(annotation) & pdfium_c.FPDF_ANNOT_FLAG_NOVIEW:
            unseen.append(place)
        shows = _shows(kind, annotation)
        is_drawn |= shows
        left.comments += not shows and kind in _COMMENTS and _is_comment(annotation)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
    if not is_drawn:
        return NotedPage(page, combs)
    for place in sorted((*boxes, *unseen), reverse=True):
        pdfium_c.FPDFPage_RemoveAnnot(page, place)
    pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
    page.close()
    page = document[index]
    return NotedPage(page, combs, with_signs(document, page, list(boxes.values())) if boxes else {})


def _shows(kind: int, annotation: pdfium_c.FPDF_ANNOTATION) -> bool:
    """True for what is drawn on the page; the appearance of fields that have none PDFium makes."""
    return kind in _DRAWN and (
        kind == pdfium_c.FPDF_ANNOT_WIDGET or bool(pdfium_c.FPDFAnnot_HasKey(annotation, b"AP"))
    )


def _is_comment(annotation: pdfium_c.FPDF_ANNOTATION) -> bool:
    """True where a person wrote something that can be opened."""
    if pdfium_c.FPDFAnnot_GetFlags(annotation) & pdfium_c.FPDF_ANNOT_FLAG_HIDDEN:
        return False
    length: int = pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    return length > _EMPTY_BYTES
