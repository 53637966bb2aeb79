"""Which source a file has that a person sends: that of the document it replaces, or one of its own.

No upload takes the place of what its sender may not read, nor of what somebody else has sent and
waits to be read: it would inherit readers that were meant for the other, whose file would be lost.
"""

from collections.abc import Iterator, Set
from itertools import count
from pathlib import Path, PurePath

from storage.documents import find_by_file_name, find_by_source, find_document
from storage.errors import UnknownDocument
from storage.ledger import Ledger
from storage.open_jobs import has_file_waiting
from storage.records import Document, Reader
from storage.unread_files import UPLOAD


def source_now(
    ledger: Ledger, person: Reader, collection: str, file_name: str, gone: set[str]
) -> str:
    """`upload_source` after a look at the file that a document came from.

    A source whose file is not there goes into `gone`, and is not looked at again. Outside of every
    transaction: where the file lies on a share that hangs, the look takes as long as that.
    """
    while True:
        source = upload_source(ledger, person, collection, file_name, gone)
        if not would_come_back(source, gone) or Path(source).exists():
            return source
        gone.add(source)


def upload_source(
    ledger: Ledger, person: Reader, collection: str, file_name: str, gone: Set[str] = frozenset()
) -> str:
    """The source of a file that `person` sends under that name, by the ledger alone.

    What it rests on changes: it counts in the transaction that queues the file's job. `gone` are
    sources whose files were seen not to be there.
    """
    same_name = find_by_file_name(ledger, person, collection, file_name)
    if same_name and (
        _is_free(ledger, person, collection, same_name.source)
        or would_come_back(same_name.source, gone)
    ):
        return same_name.source
    return next(
        source
        for source in _own_sources(person, file_name)
        if _is_free(ledger, person, collection, source)
    )


def shown_source(document: Document) -> str:
    """The source as people see it: of an upload no more than the name that its sender gave it.

    The rest says whether somebody else's file has that name, which they may not read perhaps.
    """
    uploaded = document.source.startswith(UPLOAD)
    return f"{UPLOAD}{document.file_name}" if uploaded else document.source


def would_come_back(source: str, gone: Set[str]) -> bool:
    """True where a document has a file, not known to be gone, which the next sync reads again."""
    return PurePath(source).is_absolute() and source not in gone


def may_read(ledger: Ledger, reader: Reader, document: Document) -> bool:
    """True where `reader` may read the document as it is now."""
    try:
        find_document(ledger, reader, document.id)
    except UnknownDocument:
        return False
    return True


def _is_free(ledger: Ledger, person: Reader, collection: str, source: str) -> bool:
    """True where a file sent by `person` may have that source."""
    known = find_by_source(ledger, collection, source)
    if known and not may_read(ledger, person, known):
        return False
    return not has_file_waiting(ledger, collection, source, besides=person.name)


def _own_sources(person: Reader, file_name: str) -> Iterator[str]:
    yield f"{UPLOAD}{file_name}"
    yield f"{UPLOAD}{person.name}/{file_name}"
    for number in count(2):
        yield f"{UPLOAD}{person.name}/{number}/{file_name}"
