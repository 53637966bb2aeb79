"""What a compound file (OLE2: Office before 2007, encrypted Office) holds, by its root streams."""

import struct
from enum import StrEnum

import olefile

from ingest.errors import UnreadableDocument
from ingest.formats.source import Source
from storage.records import Verdict

_FIB_ENCRYPTED = 0x0100  # MS-DOC 2.5.2, fEncrypted
_FILE_PASS = 0x002F  # MS-XLS 2.4.117
_LOOKED_BYTES = 4096
# MS-PPT 2.3.2: headerToken of an encrypted presentation.
_PPT_ENCRYPTED = 0xF3D1C4DF
_FAILURES = (OSError, ValueError, IndexError, struct.error, TypeError, AttributeError)


class StreamKind(StrEnum):
    """The kinds of content, by the names of streams in the root."""

    WORD = "WordDocument"
    EXCEL = "Workbook"
    POWERPOINT = "PowerPoint Document"
    ENCRYPTED = "EncryptedPackage"


def root_streams(source: Source) -> frozenset[StreamKind]:
    """The kinds found, ENCRYPTED also for files that say so in themselves.

    Raises UnreadableDocument (DAMAGED) where the file is no whole compound file.
    """
    try:
        with source.open() as file, olefile.OleFileIO(file) as compound:
            kinds = {kind for kind in StreamKind if compound.exists(kind)}
            if compound.exists("Book"):  # Excel 5 and 95
                kinds.add(StreamKind.EXCEL)
            if kinds and _is_encrypted(compound, kinds):
                kinds.add(StreamKind.ENCRYPTED)
            return frozenset(kinds)
    except _FAILURES:
        raise UnreadableDocument(Verdict.DAMAGED, "It is a damaged Office file.") from None


def _is_encrypted(compound: olefile.OleFileIO, kinds: set[StreamKind]) -> bool:
    if StreamKind.WORD in kinds:
        head = compound.openstream(StreamKind.WORD).read(12)
        return bool(struct.unpack_from("<H", head, 10)[0] & _FIB_ENCRYPTED)
    if StreamKind.EXCEL in kinds:
        name = StreamKind.EXCEL if compound.exists(StreamKind.EXCEL) else "Book"
        return _has_file_pass(compound.openstream(name).read(_LOOKED_BYTES))
    if StreamKind.POWERPOINT in kinds and compound.exists("Current User"):
        head = compound.openstream("Current User").read(16)
        return bool(struct.unpack_from("<I", head, 12)[0] == _PPT_ENCRYPTED)
    return False


def _has_file_pass(head: bytes) -> bool:
    """True where the record that starts encryption stands among the first."""
    at = 0
    while at + 4 <= len(head):
        kind, size = struct.unpack_from("<HH", head, at)
        if kind == _FILE_PASS:
            return True
        at += 4 + size
    return False
