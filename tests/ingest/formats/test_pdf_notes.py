"""What people put on pages of a PDF: stamps are read, comments counted, forms of XFA refused."""

import pytest

from ingest.errors import UnreadableDocument
from ingest.formats.parsed import ParsedFile
from ingest.formats.pdf import read_pdf
from ingest.formats.source import Source
from ingest.formats.xfa_form import DYNAMIC_FORM
from storage.records import Verdict
from tests.ui.pdf_files import raw_pdf

SEEN = b"BT /F1 12 Tf 72 700 Td (The contract is signed.) Tj ET"
DRAWN = b"BT /F1 18 Tf 5 10 Td (ANNUL\\311 le 3 mars) Tj ET"
APPEARANCE = b"/AP<</N 6 0 R>>"


def read(*notes: bytes, catalog: bytes = b"") -> ParsedFile:
    """A page with a sentence and these annotations, of which object 6 is an appearance."""
    font = b"/Resources<</Font<</F1 5 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s/Annots[%s]>>"
        % (font, b" ".join(b"<</Type/Annot/Rect[100 300 400 340]%s>>" % one for one in notes)),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(SEEN), SEEN),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 300 40]%s/Length %d>>\nstream\n%s\nendstream"
        % (font, len(DRAWN), DRAWN),
    ]
    return read_pdf(Source(raw_pdf(objects), "a.pdf"), max_pages=9)


@pytest.mark.parametrize("kind", [b"/Subtype/Stamp", b"/Subtype/FreeText"])
def test_what_is_drawn_of_a_stamp_or_a_note_is_text_of_the_page(kind: bytes) -> None:
    found = read(kind + b"/F 4/Contents(Marie)" + APPEARANCE)
    assert "The contract is signed." in found.pages[0].text
    assert "ANNULÉ le 3 mars" in found.pages[0].text
    assert found.warnings == ()


@pytest.mark.parametrize("kind", [b"/Subtype/Stamp", b"/Subtype/Widget/FT/Tx/T(a)"])
@pytest.mark.parametrize("flags", [1, 2, 32, 36])
def test_what_no_viewer_shows_is_not_read(kind: bytes, flags: int) -> None:
    found = read(b"/Subtype/Stamp/F 4" + APPEARANCE, kind + b"/F %d" % flags + APPEARANCE)
    assert found.pages[0].text.count("ANNULÉ") == 1


@pytest.mark.parametrize("kind", [b"Text", b"Highlight", b"StrikeOut", b"FreeText", b"Stamp"])
def test_comments_and_notes_of_which_nothing_is_drawn_are_counted(kind: bytes) -> None:
    found = read(b"/Subtype/%s/Contents(Ask the lawyers.)" % kind, b"/Subtype/Text/Contents(No.)")
    assert found.warnings == ("2 comments are left out.",)
    assert "lawyers" not in found.pages[0].text


@pytest.mark.parametrize(
    "note",
    [
        b"/Subtype/Highlight",
        b"/Subtype/Highlight/Contents()",
        b"/Subtype/Link/Contents(A link.)",
        b"/Subtype/Text/F 2/Contents(Nobody sees it.)",
    ],
)
def test_marks_without_words_links_and_hidden_notes_are_no_comments(note: bytes) -> None:
    assert read(note).warnings == ()


def test_a_form_whose_pages_only_adobe_draws_is_refused_and_not_read_as_its_placeholder() -> None:
    form = b"/AcroForm<</Fields[]/XFA 6 0 R>>"
    assert "signed" in read(catalog=form).pages[0].text  # its pages are the form
    with pytest.raises(UnreadableDocument) as caught:
        read(catalog=form + b"/NeedsRendering true")
    assert (caught.value.verdict, str(caught.value)) == (Verdict.UNKNOWN_TYPE, DYNAMIC_FORM)
