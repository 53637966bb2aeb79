"""What a PDF page draws is found once, in forms too, and asked for many objects at a time."""

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.formats.pdf_calls import AT_ONCE, numbers_of, write_bounds, write_font_size
from ingest.formats.pdf_looks import PARTLY_OUTSIDE, misplaced_texts, pale_texts
from ingest.formats.pdf_objects import Layer, boxes_of, page_layer
from storage.page_findings import HiddenKind
from tests.ingest.made_pdfs import HEIGHT, WIDTH, canvas


@contextmanager
def page_of(drawing: Canvas, path: Path) -> Iterator[pdfium.PdfPage]:
    drawing.showPage()
    drawing.save()
    document = pdfium.PdfDocument(path)
    try:
        page = document[0]
        yield page
        page.close()
    finally:
        document.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.pdf"


def test_a_form_is_opened_in_its_place_and_laid_on_the_page(path: Path) -> None:
    drawing = canvas(path)
    drawing.beginForm("stamp")
    drawing.drawString(10, 10, "inside")
    drawing.endForm()
    drawing.drawString(70, 700, "before")
    drawing.translate(200, 300)
    drawing.scale(2, 2)
    drawing.doForm("stamp")
    drawing.drawString(0, 0, "behind")
    with page_of(drawing, path) as page:
        drawn = page_layer(page)
        assert [len(layer.texts()) for layer in drawn.layers()] == [2, 1]
        before, inside, behind = drawn.placed()
        assert inside.box[0] == pytest.approx(220, abs=2)
        assert inside.box[1] == pytest.approx(320, abs=2)
        assert inside.text_size == pytest.approx(2 * before.text_size)
        assert behind.text_size == pytest.approx(inside.text_size)


def test_lines_and_pictures_are_told_from_texts(path: Path) -> None:
    drawing = canvas(path)
    drawing.rect(10, 10, 50, 50)
    drawing.drawString(70, 700, "a text")
    drawing.line(0, 0, 100, 0)
    with page_of(drawing, path) as page:
        drawn = page_layer(page)
        paths = drawn.of_type(pdfium_c.FPDF_PAGEOBJ_PATH)
        assert paths == [drawn.addresses[0], drawn.addresses[2]]
        assert drawn.of_type(pdfium_c.FPDF_PAGEOBJ_PATH, among=2) == paths[:1]
        assert not drawn.of_type(pdfium_c.FPDF_PAGEOBJ_IMAGE)
        assert drawn.texts() == [drawn.addresses[1]]
        assert not any(placed.is_picture for placed in drawn.placed())


def test_more_objects_than_are_asked_for_at_once_each_have_their_own_numbers(path: Path) -> None:
    drawing = canvas(path)
    count = 2 * AT_ONCE + 3
    for at in range(count):
        drawing.rect(at / 10, 5, 1, 1)
    with page_of(drawing, path) as page:
        boxes = list(boxes_of(page_layer(page).addresses, None))
    assert len(boxes) == count
    middles = [(box[0] + box[2]) / 2 for box in boxes]
    assert middles == pytest.approx([at / 10 + 0.5 for at in range(count)], abs=0.01)


def test_what_pdfium_does_not_write_stays_as_it_was_before(path: Path) -> None:
    drawing = canvas(path)
    drawing.rect(10, 10, 50, 50)
    drawing.setFont("Helvetica", 9)
    drawing.drawString(70, 700, "a text")
    with page_of(drawing, path) as page:
        addresses = page_layer(page).addresses
        sizes = numbers_of(write_font_size, addresses, array("f", [-1.0]), pointers=1)
        none = numbers_of(write_bounds, [], array("f", 4 * [0.0]), pointers=4)
    assert sizes.tolist() == [-1.0, 9.0]
    assert not none


def test_pale_texts_are_told_by_their_colour(path: Path) -> None:
    drawing = canvas(path)
    for red, green, blue, alpha in ((0, 0, 0, 1), (1, 1, 0.9, 1), (0, 0, 1, 1), (0, 0, 0, 0.2)):
        drawing.setFillColorRGB(red, green, blue, alpha)
        drawing.drawString(70, 700, "a text")
    with page_of(drawing, path) as page:
        texts = page_layer(page).texts()
        assert pale_texts(texts) == [texts[1], texts[3]]
        assert pale_texts(texts[:1]) == []


def test_texts_that_are_tiny_or_outside_are_told_from_narrow_ones(path: Path) -> None:
    drawing = canvas(path)
    for left, size in ((70.0, 11.0), (90.0, 1.0), (WIDTH + 5, 11.0), (WIDTH - 1, 11.0)):
        drawing.setFont("Helvetica", size)
        drawing.drawString(left, 700, "l" if left < WIDTH - 1 else "lll")
    with page_of(drawing, path) as page:
        drawn: Layer = page_layer(page)
        texts = drawn.texts()
        found = dict(misplaced_texts(texts, None, (0.0, 0.0, WIDTH, HEIGHT)))
    assert found == {
        texts[1]: HiddenKind.TINY,
        texts[2]: HiddenKind.OFF_PAGE,
        texts[3]: PARTLY_OUTSIDE,
    }
