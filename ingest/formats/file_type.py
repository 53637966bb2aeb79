"""What a file is, by its content; a name only tells Markdown and CSV from plain text."""

import re
import zipfile
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO

from ingest.errors import FILE_IS_EMPTY, UnreadableDocument
from ingest.formats.archives import ARCHIVE_FAILURES
from ingest.formats.mail_marks import MAIL_HEAD_BYTES, is_mail, is_outlook, is_signed
from ingest.formats.plain_text import decode
from ingest.formats.source import Source
from storage.records import Verdict

HEAD_BYTES = 1024
SUPPORTED = (
    "PDF, Word, PowerPoint, Excel, OpenDocument, RTF, EPUB, HTML, Markdown, CSV, plain text, mails "
    "and pictures can be read."
)


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
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    EPUB = "application/epub+zip"
    RTF = "application/rtf"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    CSV = "text/csv"
    TEXT = "text/plain"
    DOC = "application/msword"
    PPT = "application/vnd.ms-powerpoint"
    XLS = "application/vnd.ms-excel"
    XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"


_PICTURE = re.compile(
    rb"(?P<PNG>\x89PNG\r\n\x1a\n)|(?P<JPEG>\xff\xd8\xff)|(?P<TIFF>II[*+]\0|MM\0[*+])|(?P<GIF>GIF8)"
    rb"|(?P<WEBP>RIFF....WEBP)|(?P<BMP>BM....\0\0\0\0)",
    re.S,
)
# Formats one meets in folders of documents; naming them tells a person what to convert.
_KNOWN_STARTS = (
    (
        b"\x78\x9f\x3e\x22",
        "a container of Outlook (winmail.dat): have the mail sent again as HTML or plain text",
    ),
    (b"%!PS", "a PostScript document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
# Archives: a part that only this type has. Macros and templates have the same parts.
# Web versions of Office number the parts: word/document2.xml.
_ZIP_PARTS = (
    (re.compile(r"word/document\d*\.xml"), FileType.DOCX),
    (re.compile(r"ppt/presentation\d*\.xml"), FileType.PPTX),
    (re.compile(r"xl/workbook\d*\.xml"), FileType.XLSX),
    (re.compile(r"xl/workbook\d*\.bin"), FileType.XLSB),
)
# Archives that say in a part of this name what they are, and how their types start.
_ZIP_MARK = "mimetype"
_ZIP_MARKS = (FileType.ODT, FileType.ODS, FileType.ODP, FileType.EPUB)
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
    """The type of the file, by its content; its name only tells Markdown and CSV from plain
    text.

    Raises UnreadableDocument: EMPTY, ENCRYPTED (Office, mail), DAMAGED (zip) or UNKNOWN_TYPE.
    """
    with source.open() as file:
        head = file.read(HEAD_BYTES)
        if not head:
            raise UnreadableDocument(Verdict.EMPTY, FILE_IS_EMPTY)
        if found := _picture_or_mail(head, file, source) or _binary_document(head, file, source):
            return found
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
    if head.startswith(COMPOUND_FILE):
        return FileType.MSG if is_outlook(source) else None
    file.seek(0)
    return FileType.EML if is_mail(file.read(MAIL_HEAD_BYTES)) else None


def _binary_document(head: bytes, file: BinaryIO, source: Source) -> FileType | None:
    if _is_pdf(head, file):
        return FileType.PDF
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(source)
    if head.startswith(COMPOUND_FILE):
        return compound_type(source)
    return FileType.RTF if head.startswith(_RTF) else None


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
            names = {name.lower() for name in archive.namelist()}
            if "[content_types].xml" in names:
                for part, file_type in _ZIP_PARTS:
                    if any(map(part.fullmatch, names)):
                        return file_type
            mark = _zip_mark(archive)
    except ARCHIVE_FAILURES:
        raise UnreadableDocument(Verdict.DAMAGED, "It is a damaged ZIP or Office file.") from None
    for file_type in _ZIP_MARKS:
        if mark.removesuffix("-template") == file_type:
            return file_type
    if "meta-inf/container.xml" in names:
        return FileType.EPUB
    if "content.xml" in names:
        raise _unknown("It is an OpenDocument file of a kind without text")
    raise _unknown("It is a ZIP archive that is no document")


def _zip_mark(archive: zipfile.ZipFile) -> str:
    if _ZIP_MARK not in archive.NameToInfo:
        return ""
    with archive.open(_ZIP_MARK) as part:
        return part.read(HEAD_BYTES).decode("ascii", errors="replace").strip()


def compound_type(source: Source) -> FileType:
    """The type of an Office file from before 2007, by its root streams.

    Raises UnreadableDocument: ENCRYPTED, DAMAGED or UNKNOWN_TYPE.
    """
    from ingest.formats.compound_file import StreamKind, root_streams

    kinds = root_streams(source)
    if StreamKind.ENCRYPTED in kinds:
        raise UnreadableDocument(
            Verdict.ENCRYPTED, "It is an Office file protected by a password: save it without one."
        )
    for kind, file_type in (
        (StreamKind.WORD, FileType.DOC),
        (StreamKind.EXCEL, FileType.XLS),
        (StreamKind.POWERPOINT, FileType.PPT),
    ):
        if kind in kinds:
            return file_type
    raise _unknown("It is a Windows file of a kind that is not read")


def _text_type(text: str, suffix: str) -> FileType:
    if _HTML.match(text):
        return FileType.HTML
    if _XML.match(text):
        raise _unknown("It is an XML file")
    if suffix in (".md", ".markdown"):
        return FileType.MARKDOWN
    if suffix in (".csv", ".tsv", ".tab"):
        return FileType.CSV
    if _HTML_FRAGMENT.match(text):
        return FileType.HTML
    return FileType.TEXT
