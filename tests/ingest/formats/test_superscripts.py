"""A note or a power behind a number is no digit of it, whatever the document was made in."""

from pathlib import Path

import docx
import pptx
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.cleaning import clean
from ingest.formats.pdf_raised import DIGITS
from ingest.formats.superscripts import written_raised
from tests.ingest.libreoffice import convert
from tests.ingest.made_pdfs import canvas
from tests.ingest.reading_formats import parsed
from tests.required_tools import needs

# What is written, and which of it is raised.
PARTS = (
    ("Le seuil est de 50 000", False), ("1", True), (" euros, ou 10", False), ("6", True),
    (" en 2025.", False), ("2", True), (" Le contrat", False), ("13", True),
    (" couvre 25 m", False), ("2", True), (" au 1", False), ("er", True), (" mars.", False),
)  # fmt: skip
READ = "Le seuil est de 50 000 ¹ euros, ou 10 ⁶ en 2025. ² Le contrat ¹³ couvre 25 {} au 1er mars."


def text_of(path: Path) -> str:
    return clean(parsed(path).pages[0].text).text


def made_docx(path: Path) -> Path:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for text, is_raised in PARTS:
        paragraph.add_run(text).font.superscript = is_raised or None
    document.save(str(path))
    return path


def made_pptx(path: Path) -> Path:
    deck = pptx.Presentation()
    box = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(0, 0, 9144000, 914400)
    for text, is_raised in PARTS:
        run = box.text_frame.paragraphs[0].add_run()
        run.text = text
        if is_raised:
            run.font._rPr.set("baseline", "30000")
    deck.save(str(path))
    return path


def made_html(path: Path) -> Path:
    said = "".join(
        f"<sup><a href='#n'>{text}</a></sup>" if is_raised else text for text, is_raised in PARTS
    )
    path.write_text(f"<html><body><p>{said}</p></body></html>", encoding="utf-8")
    return path


def made_rtf(path: Path) -> Path:
    said = "".join(f"{{\\super {text}}}" if is_raised else text for text, is_raised in PARTS)
    path.write_text(f"{{\\rtf1\\ansi {said}\\par}}", encoding="ascii")
    return path


def made_pdf(path: Path, *, rotation: int = 0) -> Path:
    drawing: Canvas = canvas(path)
    drawing.setPageRotation(rotation)
    line = drawing.beginText(72, 500)
    for text, is_raised in PARTS:
        line.setFont("Helvetica", 6 if is_raised else 9)
        line.setRise(3 if is_raised else 0)
        line.textOut(text)
    drawing.drawText(line)
    drawing.save()
    return path


@pytest.mark.parametrize("rotation", [0, 90, 180])
def test_raised_digits_of_a_pdf_stand_apart(tmp_path: Path, rotation: int) -> None:
    text = text_of(made_pdf(tmp_path / "a.pdf", rotation=rotation))
    assert text.replace(" .", ".").replace("m2 ", "m2") == READ.format("m2").replace("m2 ", "m2")


@pytest.mark.parametrize("make", [made_docx, made_pptx, made_html, made_rtf])
def test_raised_digits_stand_apart(tmp_path: Path, make: object) -> None:
    assert callable(make)
    suffix = make.__name__.removeprefix("made_")
    assert text_of(make(tmp_path / f"a.{suffix}")) == READ.format("m2")


@needs("soffice", why="files of other programs")
@pytest.mark.parametrize("to", ["odt", "rtf", "pdf"])
def test_raised_digits_stand_apart_in_what_libreoffice_writes(tmp_path: Path, to: str) -> None:
    (made,) = convert([made_docx(tmp_path / "a.docx")], to, tmp_path)
    assert "50 000 ¹ euros, ou 10 ⁶ en 2025. ²" in text_of(made)


@pytest.mark.parametrize(
    ("text", "before", "written"),
    [
        ("1", "50 000", "¹"), ("1,2", "contrat", "¹,²"), ("3", "2025.", "³"), ("2", "m", "2"),
        ("2", "km", "2"), ("er", "1", "er"), ("1", "", "1"), ("1", "a ", "1"), ("a1", "12", "a1"),
        ("2", "50 000¹", "²"), ("1", "25 m²", "¹"),
    ],
)  # fmt: skip
def test_only_numbers_behind_numbers_and_words_are_raised(
    text: str, before: str, written: str
) -> None:
    assert written_raised(text, before) == written


def test_small_digits_that_are_not_raised_are_those_of_the_number(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    line = drawing.beginText(72, 700)
    for text, size, rise in (("Total 12", 12, 0), ("50", 7, 0), (" et H", 12, 0), ("2", 7, -2)):
        line.setFont("Helvetica", size)
        line.setRise(rise)
        line.textOut(text)
    drawing.drawText(line)
    drawing.save()
    assert "Total 1250 et H2" in text_of(tmp_path / "a.pdf")


@pytest.mark.timeout(10)
def test_a_page_that_is_one_number_takes_no_time() -> None:
    assert DIGITS.search(200_000 * "1" + "x") is None
    found = DIGITS.finditer("12 a3 4b 50€67 8")
    assert [one["behind"] for one in found] == ["2", "3", "0", "67"]


def test_what_is_typed_raised_is_apart_from_words_and_numbers_and_not_from_units() -> None:
    assert clean("25 m² et 50 000¹, contrat²³.").text == "25 m² et 50 000 ¹, contrat ²³."
