"""Mails, signed files and pictures are known by what they hold, whatever they are called."""

from io import BytesIO

import pytest
from PIL import Image

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.mail_marks import is_mail
from ingest.formats.source import Source
from storage.records import Verdict
from tests.ingest.made_mails import mail, msg


def picture(how: str) -> bytes:
    packed = BytesIO()
    Image.new("RGB", (9, 9)).save(packed, how)
    return packed.getvalue()


EML = mail().as_bytes()
MSG = msg({0x0037: "Sujet", 0x1000: "Corps"})
CONTENTS = {
    FileType.EML: EML,
    FileType.MSG: MSG,
    FileType.PNG: picture("PNG"),
    FileType.JPEG: picture("JPEG"),
    FileType.TIFF: picture("TIFF"),
    FileType.WEBP: picture("WEBP"),
    FileType.BMP: picture("BMP"),
    FileType.GIF: picture("GIF"),
}


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html", ".md", ".txt", ".exe", ""])
@pytest.mark.parametrize("file_type", CONTENTS)
def test_the_content_decides_whatever_the_suffix(file_type: FileType, suffix: str) -> None:
    assert detect(Source(CONTENTS[file_type], f"a{suffix}")) is file_type


@pytest.mark.parametrize("suffix", [".eml", ".msg", ".png", ".tiff", ".p7m"])
@pytest.mark.parametrize(
    ("content", "file_type"),
    [
        ("Le délai est de deux mois.\n".encode(), FileType.TEXT),
        (b"<!DOCTYPE html><p>Bonjour</p>", FileType.HTML),
        (b"%PDF-1.4\nstartxref\n0\n%%EOF", FileType.PDF),
        (b"BMW et Audi\n", FileType.TEXT),
        (b"IIe partie\n", FileType.TEXT),
    ],
)
def test_other_files_called_like_mails_or_pictures_are_what_they_hold(
    content: bytes, file_type: FileType, suffix: str
) -> None:
    assert detect(Source(content, f"a{suffix}")) is file_type


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("From: a@b.example\nSubject: x\n\nBonjour", True),
        ("Return-Path: <a@b>\nX-Odd: 1\nReceived: by x\n by y\nSubject: x\n\n", True),
        (
            "From a@b.example Mon Mar  2 09:30:00 2026\nX-Mailer: y\nMIME-Version: 1.0\nTo: c\n\n",
            True,
        ),
        ("\r\n\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=x\r\n\r\n", True),
        ("From: Durand\nDate: 3 mars\nClassement: secret\n\nNote", False),
        ("Subject: travaux\nDate: 3 mars\n\nNote", False),
        ("From: a\n\nUne lettre", False),
        ("Bonjour,\nFrom: a\nTo: b\n", False),
        ("title: x\nauthor: y\ndate: 2026\n", False),
        ("12:30:05 start\n12:30:06 stop\n", False),
        ("", False),
    ],
)
def test_a_mail_is_known_by_its_header(head: str, expected: bool) -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-le"):
        assert is_mail(head.encode(encoding)) is expected


@pytest.mark.timeout(20)
def test_a_long_file_of_fields_is_looked_at_once() -> None:
    assert not is_mail(b"a: b\n" * 13_000)
    assert not is_mail((b"a" * 60_000) + b"\n")


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (bytes.fromhex("308006092a864886f70d010703a080"), Verdict.ENCRYPTED),
        (bytes.fromhex("3082010006092a864886f70d010702a082"), Verdict.DAMAGED),
        (b"\x78\x9f\x3e\x22" + bytes(90), Verdict.UNKNOWN_TYPE),
        (MSG[:700], Verdict.DAMAGED),
    ],
)
def test_what_cannot_be_opened_is_said_to_be_so(content: bytes, verdict: Verdict) -> None:
    from ingest.formats.parsers import parser_of

    with pytest.raises(UnreadableDocument) as caught:
        source = Source(content, "a.pdf")
        parser_of(detect(source))(source, max_pages=9, on_page=lambda *_: None)
    assert caught.value.verdict is verdict
