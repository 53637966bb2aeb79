"""What a DOCX may be before a parser opens it: no archive bomb, no declared entities."""

import zipfile
import zlib

from ingest.errors import UnreadableDocument
from ingest.formats.source import Source
from storage.records import Verdict

MEMBERS = 10_000
UNPACKED_BYTES = 400 << 20
RATIO = 200  # unpacked to packed; Word's own XML stays under 60
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
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def check_archive(source: Source) -> None:
    """Raise UnreadableDocument where unpacking the file could hurt: TOO_LARGE or DAMAGED.

    Sizes are those the archive declares, and unpacking stops there.
    """
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_sizes(members)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _check_xml(archive, member)
    except ARCHIVE_FAILURES:
        raise UnreadableDocument(Verdict.DAMAGED, "It is a damaged Word file.") from None


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS:
        raise _bomb(f"It packs {len(members)} files; a Word file has a few dozen.")
    total = sum(member.file_size for member in members)
    if total > UNPACKED_BYTES:
        raise _bomb(f"It unpacks to {total >> 20} MiB.")
    for member in members:
        if member.file_size > max(RATIO_BYTES, RATIO * member.compress_size):
            raise _bomb("It unpacks to more than 200 times its size.")


def _check_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a declared document type, in which entities are defined; Word writes none."""
    overlap = max(map(len, _DECLARATIONS))
    with archive.open(member) as xml:
        block = xml.read(_READ_BYTES)
        if block.startswith(_WIDE_MARKS):
            raise _damaged("Its XML is not in UTF-8.")
        tail = b""
        while block:
            if any(declaration in tail + block for declaration in _DECLARATIONS):
                raise _damaged("Its XML declares entities, which Word never does.")
            tail, block = block[-overlap:], xml.read(_READ_BYTES)


def _bomb(detail: str) -> UnreadableDocument:
    return UnreadableDocument(Verdict.TOO_LARGE, detail)


def _damaged(detail: str) -> UnreadableDocument:
    return UnreadableDocument(Verdict.DAMAGED, detail)
