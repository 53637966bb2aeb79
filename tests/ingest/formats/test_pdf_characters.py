"""Size and weight that are kept for a text are those of each of its characters."""

from pathlib import Path

import pypdfium2 as pdfium

from ingest.formats.pdf_characters import Characters
from ingest.formats.pdf_lines import page_lines
from ingest.formats.pdf_objects import page_layer
from tests.ingest.made_pdfs import canvas


def test_each_character_has_the_size_and_weight_of_its_own_text(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    runs = (("Helvetica", 11, "plain "), ("Helvetica-Bold", 11, "bold "), ("Helvetica", 20, "big"))
    left = 70.0
    for font, size, words in runs:
        drawing.setFont(font, size)
        drawing.drawString(left, 700, words)
        left += drawing.stringWidth(words, font, size)
    drawing.showPage()
    drawing.save()
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    page = document[0]
    text_page = page.get_textpage()
    characters = Characters(text_page)
    text = text_page.get_text_range()
    styles = {
        word: characters.style(text.index(word), word[0]) for word in ("plain", "bold", "big")
    }
    again = characters.style(text.index("lain"), "l")
    codes = characters.codes(len(text))
    texts = characters.text_objects(len(text))
    text_page.close()
    page.close()
    document.close()
    assert styles == {"plain": (11.0, False), "bold": (11.0, True), "big": (20.0, False)}
    assert again == styles["plain"]
    assert codes == text
    assert texts[text.index("plain")] == texts[text.index("lain")] != texts[text.index("big")]


def test_a_space_that_was_added_beside_an_exponent_does_not_change_the_size_of_others(
    shared_data: Path,
) -> None:
    """In "4 University of Washington" the exponent, and the middle, which PDFium added, decide."""
    path = shared_data / "office" / "documents" / "pdf__copy-protected.pdf"
    document = pdfium.PdfDocument(path)
    page = document[0]
    found = {line.text: line.size for line in page_lines(page, page_layer(page)).lines}
    page.close()
    document.close()
    assert found["4 University of Washington"] == 6.0
