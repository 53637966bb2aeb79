"""What a file is, by its content; a name only tells Markdown from plain text."""

import re
import zipfile
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO

from ingest.errors import UnreadableDocument
from ingest.formats.mail_marks import MAIL_HEAD_BYTES, is_mail, is_outlook, is_signed
from ingest.formats.plain_text import decode
from ingest.formats.source import Source
from storage.records import Verdict

HEAD_BYTES = 1024
SUPPORTED = "PDF, DOCX, Markdown, HTML, plain text, mails and pictures can be read."


class FileType(StrEnum):
    """The kinds of file that can be read, by media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    EML = "message/rfc822"
    MSG = "application/vnd.ms-outlook"
    SIGNED = "application/pkcs7-mime"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    BMP = "image/bmp"
    GIF = "image/gif"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"


_PICTURE = re.compile(
    rb"(?P<PNG>\x89PNG\r\n\x1a\n)|(?P<JPEG>\xff\xd8\xff)|(?P<TIFF>II[*+]\0|MM\0[*+])|(?P<GIF>GIF8)"
    rb"|(?P<WEBP>RIFF....WEBP)|(?P<BMP>BM....\0\0\0\0)",
    re.S,
)
# Formats one meets in folders of documents; naming them tells a person what to convert.
_KNOWN_STARTS = (
    (b"\x78\x9f\x3e\x22", "a container of Outlook (winmail.dat)"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
# A comment ends at its first end (atomic): 22 comments before other text took seconds otherwise.
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*+|<!--(?>.*?-->)\s*+)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_HTML_FRAGMENT = re.compile(
    r"\s*<(?:article|center|div|font|h[1-6]|main|meta|p|section|span|table|title|ul|ol)\b[^<]*>",
    re.I,
)
_XML = re.compile(r"\s*<\?xml\b", re.I)


def detect(source: Source) -> FileType:
    """The type of the file, by its content; its name only tells Markdown from plain text.

    Raises UnreadableDocument: EMPTY, ENCRYPTED (Office, mail), DAMAGED (zip) or UNKNOWN_TYPE.
    """
    with source.open() as file:
        head = file.read(HEAD_BYTES)
        if not head:
            raise UnreadableDocument(Verdict.EMPTY, "The file is empty.")
        if found := _picture_or_mail(head, file, source):
            return found
        if _is_pdf(head, file):
            return FileType.PDF
        if head.startswith(b"PK\x03\x04"):
            return _zip_type(source)
        if head.startswith(_OLD_OFFICE):
            file.seek(0)
            raise _old_office(file.read())
        for start, name in _KNOWN_STARTS:
            if head.startswith(start):
                raise _unknown(f"It is {name}")
        file.seek(0)
        text = decode(file.read())
    if text is None:
        raise _unknown("It is neither text nor a known format")
    if not text.strip():
        raise UnreadableDocument(Verdict.EMPTY, "The file holds nothing but spaces.")
    return _text_type(text, PurePath(source.file_name).suffix.lower())


def _picture_or_mail(head: bytes, file: BinaryIO, source: Source) -> FileType | None:
    if picture := _PICTURE.match(head):
        return FileType[str(picture.lastgroup)]
    if is_signed(head):
        return FileType.SIGNED
    if head.startswith(_OLD_OFFICE):
        return FileType.MSG if is_outlook(source) else None
    file.seek(0)
    return FileType.EML if is_mail(file.read(MAIL_HEAD_BYTES)) else None


def _unknown(what: str) -> UnreadableDocument:
    return UnreadableDocument(Verdict.UNKNOWN_TYPE, f"{what}. {SUPPORTED}")


def _is_pdf(head: bytes, file: BinaryIO) -> bool:
    """True for a PDF header at the start, or further on where a trailer proves it."""
    if head.lstrip(b"\xef\xbb\xbf\0\t\n\r ").startswith(b"%PDF-"):
        return True
    if b"%PDF-" not in head:
        return False
    file.seek(0, 2)
    file.seek(max(0, file.tell() - HEAD_BYTES))
    return b"startxref" in file.read()


def _zip_type(source: Source) -> FileType:
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableDocument(Verdict.DAMAGED, "It is a damaged ZIP or Office file.") from None
    if {"word/document.xml", "[Content_Types].xml"} <= names:
        return FileType.DOCX
    for member, name in (
        ("xl/workbook.xml", "an Excel workbook"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("content.xml", "an OpenDocument file"),
        ("META-INF/container.xml", "an EPUB book"),
    ):
        if member in names:
            raise _unknown(f"It is {name}")
    raise _unknown("It is a ZIP archive without a Word document")


def _old_office(content: bytes) -> UnreadableDocument:
    if _ENCRYPTED_OFFICE in content:
        return UnreadableDocument(
            Verdict.ENCRYPTED,
            "It is an Office file protected by a password: save it without one.",
        )
    return _unknown("It is an Office file from before 2007")


def _text_type(text: str, suffix: str) -> FileType:
    if _HTML.match(text):
        return FileType.HTML
    if _XML.match(text):
        raise _unknown("It is an XML file")
    if suffix in (".md", ".markdown"):
        return FileType.MARKDOWN
    if _HTML_FRAGMENT.match(text):
        return FileType.HTML
    return FileType.TEXT
