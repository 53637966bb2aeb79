"""Size and weight that are kept for a text are those of each of its characters."""

from pathlib import Path

import pypdfium2 as pdfium

from ingest.formats.pdf import read_pdf
from ingest.formats.pdf_characters import Characters
from ingest.formats.pdf_lines import page_lines
from ingest.formats.pdf_objects import page_layer
from ingest.formats.source import Source
from tests.ingest.made_pdfs import canvas
from tests.ui.pdf_files import raw_pdf


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


def test_signs_beyond_unicode_are_read_by_the_name_of_their_font() -> None:
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        b"1 begincodespacerange <00> <FF> endcodespacerange "
        b"3 beginbfchar <41> <F0FE> <42> <F0A8> <43> <F04A> endbfchar endcmap end end"
    )
    content = b"BT /F2 12 Tf 72 700 Td (AB) Tj /F1 12 Tf ( Oui) Tj /F2 12 Tf (C) Tj ET"
    stream = b"<</Length %d>>\nstream\n%s\nendstream"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
        stream % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Wingdings-Regular/ToUnicode 7 0 R>>",
        stream % (len(to_unicode), to_unicode),
    ]
    page = read_pdf(Source(raw_pdf(objects), "a.pdf"), max_pages=9).pages[0]
    assert page.text.strip() == "☒☐ Oui\uf04a"
