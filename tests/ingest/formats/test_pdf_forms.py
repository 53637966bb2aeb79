"""Text in forms inside forms is looked at as deep as PDFium reads it, and warned of beyond that."""

import pytest

from ingest.formats import pdf_objects
from ingest.formats.parsed import RawPage
from ingest.formats.pdf import read_pdf
from ingest.formats.source import Source
from storage.page_findings import PageWarning
from tests.ingest.hidden_pdfs import SECRET, VISIBLE
from tests.ui.pdf_files import raw_pdf

SEEN = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET /X Do" % VISIBLE.encode()
WHITE = b"1 g BT /F1 12 Tf 72 600 Td (%s) Tj ET" % SECRET.encode()
FORM = (
    b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>"
    b"/XObject<</X %d 0 R>>>>/Length %d>>\nstream\n%s\nendstream"
)
FIRST_FORM = 6


def nested(depth: int, *, deepest: bytes = WHITE, times: int = 1) -> RawPage:
    """A page with a visible sentence and forms in each other, each drawn so many times."""
    contents = [b"/X Do " * times] * (depth - 1) + [deepest]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
        b"<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>>>" % FIRST_FORM,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(SEEN), SEEN),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for level, content in enumerate(contents):
        objects.append(FORM % (FIRST_FORM + level + 1, len(content), content))
    objects.append(b"<<>>")
    return read_pdf(Source(raw_pdf(objects), "a.pdf"), max_pages=9).pages[0]


@pytest.mark.parametrize("depth", [1, 6, 20, 39, 40, 41, 60])
def test_white_text_is_found_in_forms_as_deep_as_they_are_opened(depth: int) -> None:
    page = nested(depth)
    assert VISIBLE in page.text and "Ignore" not in page.text
    assert bool(page.hidden) is (depth <= 40)  # deeper ones are read by nobody
    assert PageWarning.NOT_LOOKED_FOR not in page.warnings


def test_a_page_with_more_in_its_forms_than_is_looked_at_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert PageWarning.NOT_LOOKED_FOR not in nested(4, times=3).warnings
    monkeypatch.setattr(pdf_objects, "MOST_IN_FORMS", 30)
    page = nested(4, times=3)  # 3 + 9 + 27 forms and 27 texts
    assert VISIBLE in page.text and PageWarning.NOT_LOOKED_FOR in page.warnings


def test_a_page_with_deeper_forms_than_are_looked_at_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_objects, "DEEPEST_FORM", 3)
    assert PageWarning.NOT_LOOKED_FOR not in nested(3).warnings
    assert PageWarning.NOT_LOOKED_FOR in nested(4).warnings
