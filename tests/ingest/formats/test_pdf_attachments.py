"""Files that a PDF carries: named where it is a document, read where it is but their wrapping."""

from pathlib import Path

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject

from ingest.formats.attachments import ATTACHMENTS
from ingest.formats.page_picture import page_picture
from ingest.formats.source import Source
from storage.records import PageReading, Verdict
from tests.ingest.made_docx import handbook
from tests.ingest.made_mails import attach, mail
from tests.ingest.made_pdfs import canvas, lines, picture_of, scanned
from tests.ingest.made_pictures import docx_of, scan
from tests.ingest.reading_formats import parsed, refusal


def carrying(path: Path, files: dict[str, bytes], *, portfolio: bool) -> Path:
    """A PDF of one page with these files in it."""
    cover = canvas(path)
    lines(cover, ["Bordereau des pièces"], top=700)
    cover.save()
    writer = pypdf.PdfWriter(clone_from=path)
    for name, content in files.items():
        writer.add_attachment(name, content)
    if portfolio:
        writer.root_object[NameObject("/Collection")] = DictionaryObject()
    writer.write(path)
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    """A Word document, one with a scan in it, a scanned PDF, and what is not read."""
    return {
        "a.docx": handbook(tmp_path / "a.docx").read_bytes(),
        "b.docx": docx_of(tmp_path / "b.docx", [(scan("pièce"), 16.0, 22.0)]).read_bytes(),
        "c.pdf": scanned(tmp_path / "c.pdf", [picture_of(["Contrat"])]).read_bytes(),
        "d.exe": b"MZ\0\0" + bytes(64),
    }


def test_files_in_a_document_are_named(tmp_path: Path, files: dict[str, bytes]) -> None:
    file = parsed(carrying(tmp_path / "x.pdf", files, portfolio=False))
    assert [page.text for page in file.pages] == ["Bordereau des pièces"]
    assert file.warnings == ("4 embedded files are not read: a.docx, b.docx, c.pdf, d.exe.",)


def test_files_in_a_portfolio_are_its_pages(tmp_path: Path, files: dict[str, bytes]) -> None:
    path = carrying(tmp_path / "x.pdf", files, portfolio=True)
    file = parsed(path)
    assert [(page.label.removeprefix("Attachment (pièce jointe): "), page.reading.value)
            for page in file.pages if page.label or not page.text] == [
        ("a.docx", "text"), ("b.docx", "text"), ("b.docx › Picture (image) 1, page 1", "unread"),
        ("c.pdf", "unread"), ("d.exe", "unread"),
    ]  # fmt: skip
    assert any("deux jours par semaine" in page.text for page in file.pages)
    assert [warning.partition(" (")[0] for warning in file.warnings] == [
        "The attachment d.exe was not read"
    ]
    unread = [page for page in file.pages if page.reading is PageReading.UNREAD]
    assert unread[-1].place is None
    for page in unread[:-1]:
        assert page_picture(Source.at(path), page.place or ()).width > 500


def test_a_portfolio_in_a_mail_is_read_too(tmp_path: Path, files: dict[str, bytes]) -> None:
    portfolio = carrying(tmp_path / "x.pdf", files, portfolio=True).read_bytes()
    path = tmp_path / "x.eml"
    path.write_bytes(attach(mail(), portfolio, "dossier.pdf").as_bytes())
    file = parsed(path)
    (scan_page,) = (page for page in file.pages if page.label.endswith("c.pdf"))
    assert page_picture(Source.at(path), scan_page.place or ()).width > 500


def test_portfolios_within_each_other_end_somewhere(tmp_path: Path) -> None:
    content = b"Texte."
    for level in range(6):
        name = f"{level}.pdf" if level else "a.txt"
        made = carrying(tmp_path / "x.pdf", {name: content}, portfolio=True)
        content = made.read_bytes()
    file = parsed(tmp_path / "x.pdf")
    assert file.pages[-1].reading is PageReading.UNREAD
    assert "3 files deep" in file.warnings[-1]


def test_of_many_files_in_a_portfolio_some_are_read_and_the_others_counted(
    tmp_path: Path,
) -> None:
    many = {f"{number}.txt": b"Texte." for number in range(ATTACHMENTS + 3)}
    path = carrying(tmp_path / "x.pdf", many, portfolio=True)
    file = parsed(path, max_pages=200)
    assert len(file.pages) == 1 + ATTACHMENTS + 1
    assert file.pages[-1].label == "Attachment (pièce jointe): + 3"
    assert refusal(path, max_pages=20).verdict is Verdict.TOO_MANY_PAGES


def test_a_real_file_with_an_attachment_names_it(shared_data: Path) -> None:
    folder = shared_data / "messy-pdf" / "documents"
    file = parsed(folder / "025-attachment__with-attachment.pdf")
    assert file.warnings == ("1 embedded file is not read: image.png.",)
