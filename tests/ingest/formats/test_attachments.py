"""What comes with a mail: every type by its own parser, bombs contained, nothing lost."""

import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import UnreadableDocument
from ingest.formats.attachments import ATTACHMENTS
from ingest.formats.eml_file import PARTS, read_eml, read_eml_alone
from ingest.formats.parsed import ParsedFile
from ingest.formats.source import Source
from storage.records import PageReading, Verdict
from tests.ingest import made_docx
from tests.ingest.made_mails import attach, mail
from tests.ingest.made_pdfs import handbook, picture_of, scanned


def read(message: object, *, max_pages: int = 100) -> ParsedFile:
    content = message.as_bytes()  # type: ignore[attr-defined]
    return read_eml(Source(content, "a.eml"), max_pages=max_pages)


def png(width: int, height: int) -> bytes:
    packed = BytesIO()
    Image.new("L", (width, height), 200).save(packed, "PNG")
    return packed.getvalue()


def test_each_attachment_is_read_by_the_parser_of_its_content(tmp_path: Path) -> None:
    message = mail()
    attach(message, handbook(tmp_path / "a.pdf").read_bytes(), "accord.txt")
    attach(message, made_docx.handbook(tmp_path / "a.docx").read_bytes(), "guide.bin")
    attach(message, "# Règles\n\nDeux jours.".encode(), "règles.md")
    found = read(message)
    assert len(found.pages) >= 1 + 4 + 1 + 1
    assert [page.label for page in found.pages if page.label] == [
        f"Attachment (pièce jointe): {name}" for name in ("accord.txt", "guide.bin", "règles.md")
    ]
    assert found.pages[1].margins
    assert min(heading.level for page in found.pages[1:] for heading in page.headings) == 2
    assert found.pages[1].place == (0, 1)


def test_an_attachment_that_cannot_be_read_is_a_page_with_its_name_and_a_warning() -> None:
    message = attach(mail(), b"\x7fELF" + bytes(90), "outil.exe")
    attach(message, b"", "vide.pdf")
    found = read(message)
    assert [(page.reading, page.place) for page in found.pages[1:]] == [
        (PageReading.UNREAD, None)
    ] * 2
    assert "outil.exe was not read (unknown-type)" in found.warnings[0]
    assert "vide.pdf was not read (empty)" in found.warnings[1]


def test_scans_in_attachments_wait_for_recognition_with_their_place(tmp_path: Path) -> None:
    message = attach(mail(), b"note", "note.txt")
    attach(
        message, scanned(tmp_path / "a.pdf", [picture_of(["Contrat"])] * 2).read_bytes(), "a.pdf"
    )
    pages = read(message).pages
    assert [page.place for page in pages if page.reading is PageReading.UNREAD] == [(1, 1), (1, 2)]


def test_logos_in_the_body_are_left_out_and_other_pictures_are_read() -> None:
    message = mail()
    for name, how in (
        ("logo.png", "inline"),
        ("capture.png", "inline"),
        ("icone.png", "attachment"),
    ):
        size = (900, 600) if name == "capture.png" else (120, 60)
        message.add_attachment(
            png(*size), maintype="image", subtype="png", filename=name, disposition=how
        )
    labels = [page.label for page in read(message).pages[1:]]
    assert [label.split(": ")[1] for label in labels] == ["capture.png", "icone.png"]


@pytest.mark.timeout(60)
def test_bombs_in_attachments_cost_themselves_alone() -> None:
    message = mail()
    bomb = made_docx_bomb()
    started = time.monotonic()
    found = read(attach(message, bomb, "bombe.docx"))
    assert time.monotonic() - started < 5
    assert "bombe.docx was not read (too-large)" in found.warnings[0]
    assert "Bonjour" in found.pages[0].text


def made_docx_bomb() -> bytes:
    """A Word file of a thousandth of its size."""
    import zipfile

    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (30 << 20))
    return packed.getvalue()


def test_more_attachments_than_are_read_are_counted() -> None:
    message = mail()
    for number in range(ATTACHMENTS + 3):
        attach(message, b"note", f"{number}.txt")
    found = read(message, max_pages=500)
    assert len(found.pages) == 1 + ATTACHMENTS + 1
    assert found.pages[-1].reading is PageReading.UNREAD
    assert "3 attachments more" in found.warnings[0]


@pytest.mark.timeout(60)
def test_a_mail_of_endless_parts_is_refused() -> None:
    part = "--x\nContent-Type: text/plain\n\na\n"
    content = "From: a@b.c\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
    with pytest.raises(UnreadableDocument) as caught:
        read_eml(Source((content + part * (PARTS + 5)).encode(), "a.eml"), max_pages=9_999)
    assert caught.value.verdict is Verdict.TOO_LARGE


@pytest.mark.timeout(60)
def test_parts_nested_without_end_are_damage_and_no_crash() -> None:
    content = "From: a@b.c\nMIME-Version: 1.0\n"
    for level in range(3_000):
        content += f"Content-Type: multipart/mixed; boundary=x{level}\n\n--x{level}\n"
    with pytest.raises(UnreadableDocument) as caught:
        read_eml(Source(content.encode(), "a.eml"), max_pages=99)
    assert caught.value.verdict in (Verdict.DAMAGED, Verdict.TOO_LARGE)


def test_pages_of_attachments_count(tmp_path: Path) -> None:
    message = attach(mail(), handbook(tmp_path / "a.pdf", pages=6).read_bytes(), "a.pdf")
    assert "a.pdf was not read (too-many-pages)" in read(message, max_pages=5).warnings[0]
    attach(message, b"note", "b.txt")
    with pytest.raises(UnreadableDocument) as caught:
        read(message, max_pages=1)
    assert caught.value.verdict is Verdict.TOO_MANY_PAGES


def test_alone_a_mail_names_what_came_with_it() -> None:
    content = attach(mail(), b"note", "b.txt").as_bytes()
    found = read_eml_alone(Source(content, "a.eml"), max_pages=9)
    assert [page.label for page in found.pages] == ["", "Attachment (pièce jointe): b.txt"]
    assert "Its only attachment was not read" in found.warnings[0]


def test_alone_a_mail_says_which_attachments_have_no_page() -> None:
    message = mail()
    for number in range(5):
        attach(message, b"note", f"{number}.txt")
    found = read_eml_alone(Source(message.as_bytes(), "a.eml"), max_pages=4)
    assert [page.label.removeprefix("Attachment (pièce jointe): ") for page in found.pages] == [
        "", "0.txt", "1.txt", "+ 3",
    ]  # fmt: skip
    assert found.warnings[1].startswith("3 attachments have one page together:")
    with pytest.raises(UnreadableDocument):
        read_eml_alone(Source(message.as_bytes(), "a.eml"), max_pages=1)


def test_alone_a_mail_counts_the_attachments_that_are_not_named() -> None:
    message = mail()
    for number in range(ATTACHMENTS + 2):
        attach(message, b"note", f"{number}.txt")
    found = read_eml_alone(Source(message.as_bytes(), "a.eml"), max_pages=500)
    assert found.pages[-1].label == "Attachment (pièce jointe): + 2"
    assert f"2 attachments more than the {ATTACHMENTS}" in found.warnings[1]
