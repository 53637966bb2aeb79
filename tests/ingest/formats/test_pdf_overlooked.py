"""Dark text of a PDF that nobody sees: on a layer that is off, or under what was drawn later."""

from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader

from ingest.formats.parsed import RawPage
from ingest.formats.pdf import read_pdf
from ingest.formats.source import Source
from storage.page_findings import HiddenKind
from tests.ingest.hidden_pdfs import SECRET, VISIBLE
from tests.ingest.made_pdfs import HEIGHT, WIDTH, canvas, draw_picture, lines, picture_of
from tests.ui.pdf_files import raw_pdf

ON_LAYER = b"/OC /L BDC BT /F1 12 Tf 72 600 Td (%s) Tj ET EMC" % SECRET.encode()
SEEN = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET " % VISIBLE.encode()
FORM = (
    b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]%s/Resources<</Font<</F1 5 0 R>>>>/Length %d>>"
)


def layered(settings: bytes, content: bytes, form: bytes = b"") -> bytes:
    """A page with a visible sentence and `content`; `settings` are those of the layer, object 6."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<<%s>>>>>>" % settings,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
        b"<</Font<</F1 5 0 R>>/Properties<</L 6 0 R>>/XObject<</X 7 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(SEEN + content), SEEN + content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/OCG/Name(Draft)>>",
        FORM % (b"/OC 6 0 R", len(form)) + b"\nstream\n%s\nendstream" % form,
    ]
    return raw_pdf(objects)


def page_of(content: bytes) -> RawPage:
    return read_pdf(Source(content, "a.pdf"), max_pages=9).pages[0]


def first_page(path: Path) -> RawPage:
    return read_pdf(Source.at(path), max_pages=9).pages[0]


FORM_TEXT = b"BT /F1 12 Tf 72 600 Td (%s) Tj ET" % SECRET.encode()


@pytest.mark.parametrize(
    ("content", "form"), [(ON_LAYER, b""), (b"/X Do", FORM_TEXT)], ids=["marked", "form"]
)
def test_text_on_a_layer_is_read_only_where_the_layer_is_on(content: bytes, form: bytes) -> None:
    off = page_of(layered(b"/OFF[6 0 R]", content, form))
    assert VISIBLE in off.text and "Ignore" not in off.text
    assert [(one.kind, one.text) for one in off.hidden] == [(HiddenKind.NOT_SHOWN, SECRET)]
    on = page_of(layered(b"/ON[6 0 R]", content, form))
    assert SECRET in on.text and not on.hidden


def test_what_lets_the_text_through_hides_nothing(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    lines(drawing, ["Marked with a pen afterwards."], top=700)
    drawing.setFillColor(Color(1, 1, 0, alpha=0.4))
    drawing.rect(50, 690, 400, 30, stroke=0, fill=1)
    drawing.setFillColor(Color(0, 0, 0))
    lines(drawing, ["Framed afterwards."], top=600)
    drawing.rect(50, 590, 400, 30, stroke=1, fill=0)
    lines(drawing, ["Under a stamp that has holes."], top=500)
    stamp = Image.new("RGBA", (90, 9), (200, 0, 0, 60))
    drawing.drawImage(ImageReader(stamp), 50, 490, width=400, height=30, mask="auto")
    drawing.setFillGray(0.9)
    drawing.rect(50, 390, 400, 30, stroke=0, fill=1)
    drawing.setFillGray(0)
    lines(drawing, ["A row that was shaded before."], top=400)
    drawing.rect(70, 401, 20, 3, stroke=0, fill=1)  # strikes out two letters
    drawing.showPage()
    drawing.save()
    page = first_page(tmp_path / "a.pdf")
    assert not page.hidden
    for words in ("Marked", "Framed", "Under a stamp", "A row that was shaded"):
        assert words in page.text


def test_text_under_its_own_scan_is_read_and_other_text_is_hidden(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    for row in range(8):
        lines(drawing, [VISIBLE], top=HEIGHT - 80 - 22 * row, left=72)
    lines(drawing, [SECRET], top=100)
    draw_picture(drawing, picture_of([VISIBLE] * 8))
    drawing.showPage()
    drawing.save()
    page = first_page(tmp_path / "a.pdf")
    assert page.text.count(VISIBLE) == 8
    assert [(one.kind, one.text) for one in page.hidden] == [(HiddenKind.COVERED, SECRET)]


def test_of_a_line_under_a_shape_what_sticks_out_is_read(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    lines(drawing, ["Leave has"], top=700)
    lines(drawing, ["52 days"], top=600)
    drawing.setFillGray(1)
    drawing.rect(0, 590, WIDTH, 30, stroke=0, fill=1)
    drawing.showPage()
    drawing.save()
    page = first_page(tmp_path / "a.pdf")
    assert "Leave has" in page.text and [one.text for one in page.hidden] == ["52 days"]
