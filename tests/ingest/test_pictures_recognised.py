"""Pictures in documents are read by recognition, or the document is not plainly "read"."""

from pathlib import Path

import pytest

from ingest.reading import ReadDocument
from storage.page_findings import PageWarning
from storage.records import PageReading, Verdict
from tests.ingest.libreoffice import SOFFICE, convert
from tests.ingest.made_mails import attach, mail
from tests.ingest.made_pictures import MAKERS, docx_of, scan
from tests.ingest.test_recognition import WORD, program, read

LINES = ("vingt-cinq jours ouvrables", "le lundi et le mardi")
SCANS = [(scan(text, dpi=150), 16.0, 22.0) for text in LINES]


def recognised(found: ReadDocument) -> list[str]:
    return [page.text for page in found.pages if page.reading is PageReading.OCR]


@pytest.mark.parametrize("kind", MAKERS)
def test_scans_pasted_into_a_document_are_recognised(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, f"cat > /dev/null; {WORD}"))
    found = read(MAKERS[kind](tmp_path / f"a.{kind}", SCANS))
    assert found.verdict is Verdict.READ
    assert recognised(found) == [
        "Picture (image) 1, page 1\nBonjour", "Picture (image) 2, page 1\nBonjour",
    ]  # fmt: skip
    assert not any(page.warnings for page in found.pages)


@pytest.mark.parametrize("kind", MAKERS)
def test_without_tesseract_the_document_is_partly_read(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = read(MAKERS[kind](tmp_path / f"a.{kind}", SCANS))
    assert (found.verdict, found.unread_pages) == (Verdict.PARTLY_READ, (2, 3))
    assert all(page.warnings == (PageWarning.PICTURE,) for page in found.pages[1:])
    assert "Tesseract" in found.warnings[0]


@pytest.mark.slow
def test_a_heading_and_twelve_scans_are_thirteen_pages_with_their_text(tmp_path: Path) -> None:
    scans = [(scan(f"Article {number} du contrat"), 16.0, 22.0) for number in range(10, 22)]
    found = read(docx_of(tmp_path / "a.docx", scans), children=2)
    assert found.verdict is Verdict.READ
    assert [number in page for number, page in zip(map(str, range(10, 22)), recognised(found),
                                                   strict=True)] == [True] * 12  # fmt: skip


def test_pictures_of_an_attached_document_are_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, f"cat > /dev/null; {WORD}"))
    content = docx_of(tmp_path / "a.docx", SCANS).read_bytes()
    (tmp_path / "a.eml").write_bytes(attach(mail(), content, "annexe.docx").as_bytes())
    found = read(tmp_path / "a.eml")
    assert found.verdict is Verdict.READ
    assert recognised(found)[1] == (
        "Attachment (pièce jointe): annexe.docx › Picture (image) 2, page 1\nBonjour"
    )


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_pictures_of_an_old_document_are_recognised_from_what_it_is_converted_to(
    tmp_path: Path,
) -> None:
    (path,) = convert([docx_of(tmp_path / "a.docx", SCANS)], "doc", tmp_path)
    found = read(path)
    assert found.verdict is Verdict.READ
    assert all(any(line in page for page in recognised(found)) for line in LINES)
