"""The content decides what a file is; the name only tells Markdown from plain text."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.source import Source
from storage.records import Verdict
from tests.ingest.made_compound import compound, stream
from tests.ingest.made_docx import paragraph, raw_docx
from tests.ingest.made_pdfs import handbook

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF"
HTML = b"<!DOCTYPE html><html><body><p>Bonjour</p></body></html>"
TEXT = "Le délai est de deux mois.\n".encode()
MARKDOWN = b"# Titre\n\nUn *mot*.\n"
RTF = b"{\\rtf1 texte}"


def archive(*names: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        for name in names:
            writer.writestr(name, "<x/>")
    return packed.getvalue()


def marked(mark: str) -> bytes:
    """An archive that says what it is."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        writer.writestr("mimetype", mark)
    return packed.getvalue()


def opendocument(kind: str) -> bytes:
    return marked(f"application/vnd.oasis.opendocument.{kind}")


DOCX = archive("[Content_Types].xml", "word/document.xml")
PPTX = archive("[Content_Types].xml", "ppt/presentation.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
XLSB = archive("[Content_Types].xml", "xl/workbook.bin")
ODT = opendocument("text")
EPUB = marked("application/epub+zip")
PROTECTED_DOC = compound(contents={"WordDocument": stream(b"\xec\xa5" + b"\0" * 9 + b"\x01")})
PROTECTED_XLS = compound(
    contents={"Workbook": stream(b"\x09\x08\x04\0\0\x06\x05\0" + b"\x2f\0\x02\0\x01\0")}
)
PROTECTED_PPT = compound(
    "PowerPoint Document",
    contents={"Current User": stream(b"\0" * 12 + b"\xdf\xc4\xd1\xf3")},
)


def type_of(tmp_path: Path, content: bytes, name: str) -> FileType:
    (tmp_path / "stored").write_bytes(content)
    return detect(Source(tmp_path / "stored", name))


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "a.pdf", FileType.PDF),
        (PDF, "a.txt", FileType.PDF),
        (PDF, "a.docx", FileType.PDF),
        (PDF, "a.html", FileType.PDF),
        (PDF, "noname", FileType.PDF),
        (b"\r\n\r\n" + PDF, "a", FileType.PDF),
        (b"\xef\xbb\xbf" + PDF, "a.md", FileType.PDF),
        (b"mail header\n\n" + PDF, "a.pdf", FileType.PDF),
        (b"About %PDF- files, in prose.\n", "a.pdf", FileType.TEXT),
        (DOCX, "a.docx", FileType.DOCX),
        (DOCX, "a.pdf", FileType.DOCX),
        (DOCX, "a.zip", FileType.DOCX),
        (DOCX, "a.xlsx", FileType.DOCX),
        (HTML, "a.html", FileType.HTML),
        (HTML, "a.txt", FileType.HTML),
        (HTML, "a.md", FileType.HTML),
        (HTML, "a.pdf", FileType.HTML),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<html xmlns='a'><p>a</p></html>", "a", FileType.HTML),
        ("<html><p>Zoë</p>".encode("utf-16"), "a.txt", FileType.HTML),
        (b"<p>fragment</p>", "a.txt", FileType.HTML),
        (b"<p align=center>logo</p>\n\n# Titre", "README.md", FileType.MARKDOWN),
        (MARKDOWN, "a.md", FileType.MARKDOWN),
        (MARKDOWN, "a.MARKDOWN", FileType.MARKDOWN),
        (MARKDOWN, "a.txt", FileType.TEXT),
        (MARKDOWN, "a.docx", FileType.TEXT),
        (TEXT, "a.pdf", FileType.TEXT),
        (TEXT, "a.exe", FileType.TEXT),
        ("Noël à l'été".encode("cp1252"), "a.txt", FileType.TEXT),
        (b"name;days\nDurand;25\n", "a.csv", FileType.CSV),
        (b"name;days\nDurand;25\n", "a.txt", FileType.TEXT),
        (b"name\tdays\n", "a.TSV", FileType.CSV),
        (archive("[Content_Types].xml", "word/document2.xml"), "a.docx", FileType.DOCX),
        (PDF, "a.csv", FileType.PDF),
        (DOCX, "a.csv", FileType.DOCX),
        (HTML, "a.csv", FileType.HTML),
        (PPTX, "a.docx", FileType.PPTX),
        (PPTX, "a.ppt", FileType.PPTX),
        (XLSX, "a.pdf", FileType.XLSX),
        (XLSX, "a.csv", FileType.XLSX),
        (XLSX, "a.xlsm", FileType.XLSX),
        (XLSB, "a.xlsx", FileType.XLSB),
        (ODT, "a.doc", FileType.ODT),
        (ODT, "a.zip", FileType.ODT),
        (opendocument("text-template"), "a.ott", FileType.ODT),
        (opendocument("spreadsheet"), "a.odt", FileType.ODS),
        (opendocument("presentation"), "a.odt", FileType.ODP),
        (EPUB, "a.odt", FileType.EPUB),
        (archive("META-INF/container.xml"), "a", FileType.EPUB),
        (RTF, "a.doc", FileType.RTF),
        (RTF, "a.txt", FileType.RTF),
        (TEXT, "a.xlsx", FileType.TEXT),
        (TEXT, "a.rtf", FileType.TEXT),
        (compound("WordDocument"), "a.xls", FileType.DOC),
        (compound("WordDocument"), "a.pdf", FileType.DOC),
        (compound("Workbook"), "a.doc", FileType.XLS),
        (compound("Book"), "a.xls", FileType.XLS),
        (compound("PowerPoint Document"), "a.txt", FileType.PPT),
        (compound("WordDocument", "x"), "a.docx", FileType.DOC),
        (b"a < b and <c> d\n", "a.txt", FileType.TEXT),
    ],
)
def test_the_content_decides_whatever_the_name(
    tmp_path: Path, content: bytes, name: str, expected: FileType
) -> None:
    assert type_of(tmp_path, content, name) is expected


@pytest.mark.parametrize(
    ("content", "name", "verdict", "words"),
    [
        (b"", "a.pdf", Verdict.EMPTY, "empty"),
        (b" \n\t ", "a.txt", Verdict.EMPTY, "spaces"),
        (" \n".encode("utf-16"), "a.txt", Verdict.EMPTY, "spaces"),
        (bytes(range(256)) * 10, "a.pdf", Verdict.UNKNOWN_TYPE, "neither"),
        (b"MZ\x90\0\x03\0\0\0", "a.pdf", Verdict.UNKNOWN_TYPE, "program"),
        (opendocument("graphics"), "a.odt", Verdict.UNKNOWN_TYPE, "ZIP"),
        (archive("mimetype", "content.xml"), "a", Verdict.UNKNOWN_TYPE, "OpenDocument"),
        (archive("xl/workbook.xml"), "a.xlsx", Verdict.UNKNOWN_TYPE, "ZIP"),
        (archive("word/document.xml"), "a.docx", Verdict.UNKNOWN_TYPE, "ZIP"),
        (DOCX[:50], "a.docx", Verdict.DAMAGED, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", Verdict.DAMAGED, "damaged"),
        (compound("VisioDocument"), "a.doc", Verdict.UNKNOWN_TYPE, "Windows"),
        (compound("EncryptedPackage"), "a.docx", Verdict.ENCRYPTED, "password"),
        (PROTECTED_DOC, "a.doc", Verdict.ENCRYPTED, "password"),
        (PROTECTED_XLS, "a.xls", Verdict.ENCRYPTED, "password"),
        (PROTECTED_PPT, "a.ppt", Verdict.ENCRYPTED, "password"),
        (b"<?xml version='1.0'?><invoice/>", "a.txt", Verdict.UNKNOWN_TYPE, "XML"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, name: str, verdict: Verdict, words: str
) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        type_of(tmp_path, content, name)
    assert caught.value.verdict is verdict
    assert words in caught.value.detail


def test_real_files_are_known(tmp_path: Path) -> None:
    assert detect(Source.at(handbook(tmp_path / "a"))) is FileType.PDF
    assert detect(Source.at(raw_docx(tmp_path / "b", paragraph("x")))) is FileType.DOCX


@pytest.mark.timeout(20)
def test_many_comments_before_other_text_are_passed_over_in_one_go(tmp_path: Path) -> None:
    comments = b"<!-- a -->\n" * 2_000
    assert type_of(tmp_path, comments + b"# Titre", "a.md") is FileType.MARKDOWN
    assert type_of(tmp_path, comments + HTML, "a.md") is FileType.HTML
