"""What stands in a form, a character a cell, is read as the word or number that it is."""

import pytest

from ingest.cleaning import clean
from ingest.formats.pdf import read_pdf
from ingest.formats.source import Source
from tests.ui.pdf_files import raw_pdf

COMB = 1 << 24


def text_of(value: str, *, flags: int = COMB, drawn: bool = True, label: bytes = b"SIRET :") -> str:
    """A page with a label and a field of fourteen cells; `drawn`: by the program that filled it in,
    else by PDFium."""
    seen = b"BT /F1 12 Tf 72 706 Td (%s) Tj ET" % label
    step = 400 / 14
    cells = b" ".join(
        b"1 0 0 1 %.2f 6 Tm (%s) Tj" % (step * place + 10, letter.encode())
        for place, letter in enumerate(value)
    )
    appearance = b"BT /F1 12 Tf %s ET" % cells
    resources = b"/Resources<</Font<</F1 5 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]/NeedAppearances %s/DA(/F1 12 Tf)"
        b"/DR<</Font<</F1 5 0 R>>>>>>>>" % (b"false" if drawn else b"true"),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[7 0 R]%s>>"
        % resources,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(seen), seen),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 400 20]%s/Length %d>>\nstream\n%s\nendstream"
        % (resources, len(appearance), appearance),
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/F 4/Ff %d/MaxLen 14/V(%s)/DA(/F1 12 Tf)"
        b"/Rect[130 700 530 720]%s>>"
        % (flags, value.encode(), b"/AP<</N 6 0 R>>" if drawn else b""),
    ]
    page = read_pdf(Source(raw_pdf(objects), "a.pdf"), max_pages=9).pages[0]
    return " ".join(clean(page.text).text.split())


@pytest.mark.parametrize("drawn", [True, False])
@pytest.mark.parametrize("value", ["73282932000074", "DUPONT", "A1"])
def test_a_character_a_cell_is_one_word(value: str, drawn: bool) -> None:
    assert text_of(value, drawn=drawn) == f"SIRET : {value}"


def test_a_cell_left_empty_parts_words() -> None:
    assert text_of("JEAN MARTIN") == "SIRET : JEAN MARTIN"


def test_letters_beside_the_field_and_fields_without_cells_are_left_as_they_are() -> None:
    assert text_of("123", label=b"a b c") == "a b c 123"
    assert text_of("123", flags=0) == "SIRET : 1 2 3"
