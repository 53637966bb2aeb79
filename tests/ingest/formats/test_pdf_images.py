"""Pictures on PDF pages: those that fill a page, and those that stand beside its text."""

from pathlib import Path

from reportlab.lib.utils import ImageReader

from ingest.formats.pdf import read_pdf
from ingest.formats.pdf_images import NAMED_PAGES, unread_pictures
from ingest.formats.source import Source
from storage.records import PageReading
from tests.ingest.made_pdfs import HEIGHT, PARAGRAPH, WIDTH, canvas, lines, picture_of


def test_large_pictures_beside_text_are_named_in_a_warning(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    for side in (0.7, 0.3, 1.0):
        picture = ImageReader(picture_of(["Schéma"], dpi=50))
        drawing.drawImage(picture, 0, 0, WIDTH * side, HEIGHT * side)
        lines(drawing, PARAGRAPH, top=780)
        drawing.showPage()
    drawing.save()
    found = read_pdf(Source.at(tmp_path / "a.pdf"), max_pages=9)
    assert [page.reading for page in found.pages] == [PageReading.TEXT] * 3
    assert found.warnings == ("Page 1: text inside large pictures beside the text is not read.",)


def test_a_warning_names_some_pages_and_counts_the_others() -> None:
    assert unread_pictures([]) == ()
    (warning,) = unread_pictures(range(1, NAMED_PAGES + 4))
    assert warning.startswith("Pages 1, 2, 3,")
    assert " and 3 more:" in warning


def test_values_of_a_form_that_the_viewer_is_to_draw_are_read(shared_data: Path) -> None:
    folder = shared_data / "messy-pdf" / "documents"
    (path,) = folder.glob("012-libreoffice-form*")
    (page,) = read_pdf(Source.at(path), max_pages=9).pages
    assert "Alice" in page.text
    assert "Bob" in page.text
