"""Boxes of PDF forms stand as signs beside their labels, whatever their drawing says."""

import io

import pytest

from ingest.formats.parsed import RawPage
from ingest.formats.pdf import read_pdf
from ingest.formats.source import Source
from tests.ui.pdf_files import A4, raw_pdf


def form(
    *boxes: tuple[str, float, float, bool],
    texts: tuple[tuple[str, float, float], ...] = (),
    style: str = "check",
    radio: bool = False,
    flags: str = "print",
) -> RawPage:
    """A page with these texts and boxes: name, place from the left and from below, ticked."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    canvas.setFont("Helvetica", 12)
    for text, left, bottom in texts:
        canvas.drawString(left, bottom, text)
    for name, left, bottom, ticked in boxes:
        place = {"x": left, "y": bottom, "size": 14, "buttonStyle": style, "annotationFlags": flags}
        if radio:
            canvas.acroForm.radio(name="r", value=name, selected=ticked, **place)
        else:
            canvas.acroForm.checkbox(name=name, checked=ticked, **place)
    canvas.save()
    return read_pdf(Source(made.getvalue(), "a.pdf"), max_pages=9).pages[0]


LINE = (("Conflit :", 72, 700), ("Oui", 160, 700), ("Non", 230, 700))


def words(page: RawPage) -> list[str]:
    return page.text.replace("|", " ").split()


@pytest.mark.parametrize("style", ["check", "cross", "circle", "star", "diamond"])
def test_boxes_stand_before_their_label_ticked_or_empty(style: str) -> None:
    page = form(("a", 142, 698, True), ("b", 212, 698, False), texts=LINE, style=style)
    assert words(page) == ["Conflit", ":", "☒", "Oui", "☐", "Non"]
    assert page.hidden == ()


def test_radio_buttons_are_boxes_too() -> None:
    page = form(("a", 142, 698, False), ("b", 212, 698, True), texts=LINE, radio=True)
    assert words(page) == ["Conflit", ":", "☐", "Oui", "☒", "Non"]


def test_a_box_behind_its_label_stays_behind_it() -> None:
    texts = (("Cadeaux", 72, 700), ("Mandats", 72, 670), ("Fin.", 72, 600))
    page = form(("a", 122, 698, False), ("b", 122, 668, True), texts=texts)
    assert words(page) == ["Cadeaux", "☐", "Mandats", "☒", "Fin."]


def test_a_box_without_a_label_on_its_line_stands_before_what_is_below() -> None:
    texts = (("Avant.", 72, 700), ("Ensuite.", 72, 600))
    assert words(form(("a", 72, 650, True), texts=texts)) == ["Avant.", "☒", "Ensuite."]


def test_a_page_of_nothing_but_boxes_says_so() -> None:
    assert words(form(("a", 72, 700, True), ("b", 110, 700, False))) == ["☒", "☐"]


def test_a_box_that_no_viewer_shows_is_not_read() -> None:
    page = form(("a", 142, 698, True), texts=LINE, flags="hidden")
    assert words(page) == ["Conflit", ":", "Oui", "Non"]


def test_a_state_without_a_drawing_of_its_own_counts() -> None:
    content = b"BT /F1 12 Tf 90 700 Td (Oui) Tj ET"
    box = (
        b"<</Type/Annot/Subtype/Widget/FT/Btn/T(a)/F 4/Rect[72 698 86 712]/V/Yes/AS/Yes"
        b"/AP<</N<</on 6 0 R/Off 6 0 R>>>>>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[7 0 R]"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 14 14]/Length 0>>\nstream\n\nendstream",
        box,
    ]
    page = read_pdf(Source(raw_pdf(objects), "a.pdf"), max_pages=9).pages[0]
    assert words(page) == ["☒", "Oui"]
