"""The four fixtures of a report that a compliance officer signs: each is flagged, none is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import UnreadableDocument
from ingest.reading import read_file, reading_sandbox
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.page_findings import PageWarning
from storage.records import PageReading, Verdict
from tests.ingest.hidden_pdfs import VISIBLE, poisoned, white
from tests.ingest.made_pdfs import picture_of, scanned
from tests.ui.pdf_files import raw_pdf

SETTINGS = IngestSettings(ocr=False)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with reading_sandbox(SETTINGS) as opened:
        yield opened


def broken_font(path: Path) -> Path:
    """Two pages: one in a font whose letters lead to private characters, one in an honest font."""
    broken = b"/Encoding<</Type/Encoding/Differences[65/uniE001/uniE002/uniE003]>>"
    pages = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<<%s>>>>"
    words = (b"BT /F1 24 Tf 72 700 Td (ABCABCABC) Tj ET", b"BT /F1 12 Tf 72 700 Td (%s) Tj ET")
    second = words[1] % VISIBLE.encode()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        pages % (5, b"/Font<</F1 7 0 R>>"),
        pages % (6, b"/Font<</F1 8 0 R>>"),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(words[0]), words[0]),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(second), second),
        font % broken,
        font % b"",
    ]
    path.write_bytes(raw_pdf(objects))
    return path


def warned(path: Path, sandbox: Sandbox) -> list[tuple[PageReading, tuple[PageWarning, ...]]]:
    document = read_file(path, file_name=path.name, sandbox=sandbox, settings=SETTINGS)
    return [(page.reading, page.warnings) for page in document.pages]


def test_white_text_is_flagged(tmp_path: Path, sandbox: Sandbox) -> None:
    path = poisoned(tmp_path / "a.pdf", white)
    assert warned(path, sandbox) == [(PageReading.TEXT, (PageWarning.HIDDEN_INSTRUCTION,))]


def test_a_broken_font_is_flagged(tmp_path: Path, sandbox: Sandbox) -> None:
    first, second = warned(broken_font(tmp_path / "a.pdf"), sandbox)
    assert first[1] == (PageWarning.BROKEN_FONT,)
    assert second == (PageReading.TEXT, ())


def test_a_scan_that_was_not_recognised_is_flagged(tmp_path: Path, sandbox: Sandbox) -> None:
    path = scanned(tmp_path / "a.pdf", [picture_of([VISIBLE])], stamp="Archive 12")
    assert warned(path, sandbox) == [(PageReading.UNREAD, (PageWarning.PICTURE,))]


def test_an_encrypted_file_is_refused_by_name(tmp_path: Path, sandbox: Sandbox) -> None:
    drawing = Canvas(str(tmp_path / "a.pdf"), encrypt=StandardEncryption("secret", canPrint=0))
    drawing.drawString(72, 700, VISIBLE)
    drawing.save()
    with pytest.raises(UnreadableDocument) as refused:
        warned(tmp_path / "a.pdf", sandbox)
    assert refused.value.verdict is Verdict.ENCRYPTED
