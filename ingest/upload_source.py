"""Which source a file has that a person sends: that of the document it replaces, or one of its own.

No upload takes the place of what its sender may not read, nor of what somebody else has sent and
waits to be read: it would inherit readers that were meant for the other, whose file would be lost.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path, PurePath

from storage.documents import find_by_file_name, find_by_source, find_document
from storage.errors import UnknownDocument
from storage.ledger import Ledger
from storage.open_jobs import has_job_of_others
from storage.records import Document, Reader

_UPLOAD = "upload:"


def upload_source(ledger: Ledger, person: Reader, collection: str, file_name: str) -> str:
    """The source of a file that `person` sends under that name now.

    What it rests on changes: it counts in the transaction that queues the file's job.
    """
    same_name = find_by_file_name(ledger, person, collection, file_name)
    if same_name and (
        _is_free(ledger, person, collection, same_name.source) or would_come_back(same_name.source)
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
    uploaded = document.source.startswith(_UPLOAD)
    return f"{_UPLOAD}{document.file_name}" if uploaded else document.source


def would_come_back(source: str) -> bool:
    """True where a document's file is there, which the next sync would read again."""
    return PurePath(source).is_absolute() and Path(source).exists()


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
    return not has_job_of_others(ledger, collection, source, person.name)


def _own_sources(person: Reader, file_name: str) -> Iterator[str]:
    yield f"{_UPLOAD}{file_name}"
    yield f"{_UPLOAD}{person.name}/{file_name}"
    for number in count(2):
        yield f"{_UPLOAD}{person.name}/{number}/{file_name}"
