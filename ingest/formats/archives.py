"""What an archive of XML (Office, OpenDocument, EPUB) may be before a parser opens it: no bomb, no
declared entities."""

import zipfile
import zlib

from ingest.errors import UnreadableDocument
from ingest.formats.source import Source
from storage.records import Verdict

MEMBERS = 10_000
UNPACKED_BYTES = 400 << 20
RATIO = 200  # unpacked to packed; Office's own XML stays under 60
RATIO_BYTES = 4 << 20  # a smaller member may be as compressible as it likes
# What zipfile raises on an archive that is not whole.
ARCHIVE_FAILURES = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    zlib.error,
)
_READ_BYTES = 1 << 20
_ENTITY = b"<!ENTITY"
_DOCUMENT_TYPE = b"<!DOCTYPE"
_XML_SUFFIXES = (".xml", ".rels", ".opf", ".ncx")
_PAGE_SUFFIXES = (".xhtml", ".html", ".htm")  # of books


def check_archive(source: Source) -> None:
    """Raise UnreadableDocument where unpacking the file could hurt: TOO_LARGE or DAMAGED.

    Sizes are those the archive declares, and unpacking stops there. Office writes no document
    types, so there none is allowed; other archives may name one, and define nothing in it.
    """
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_sizes(members)
            is_office = "[Content_Types].xml" in archive.NameToInfo
            refused = (_DOCUMENT_TYPE, _ENTITY) if is_office else (_ENTITY,)
            for member in members:
                name = member.filename.lower()
                if name.endswith((*_XML_SUFFIXES, *_PAGE_SUFFIXES)):
                    _check_xml(archive, member, refused)
    except ARCHIVE_FAILURES:
        raise damaged() from None


def damaged() -> UnreadableDocument:
    """The refusal of an archive, or of parts in it, that cannot be made out."""
    return UnreadableDocument(Verdict.DAMAGED, "It is damaged: its parts cannot be unpacked.")


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS:
        raise _bomb(f"It packs {len(members)} files; a document has a few dozen.")
    total = sum(member.file_size for member in members)
    if total > UNPACKED_BYTES:
        raise _bomb(f"It unpacks to {total >> 20} MiB.")
    for member in members:
        if member.file_size > max(RATIO_BYTES, RATIO * member.compress_size):
            raise _bomb("It unpacks to more than 200 times its size.")


def _check_xml(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, refused: tuple[bytes, ...]
) -> None:
    overlap = max(map(len, refused))
    with archive.open(member) as xml:
        tail = b""
        while block := xml.read(_READ_BYTES):
            looked = tail + block.replace(b"\0", b"")  # ASCII letters of UTF-16 and UTF-32 too
            if any(declaration in looked for declaration in refused):
                raise UnreadableDocument(
                    Verdict.DAMAGED, "Its XML declares entities, which no office program does."
                )
            tail = looked[-overlap:]


def _bomb(detail: str) -> UnreadableDocument:
    return UnreadableDocument(Verdict.TOO_LARGE, detail)
