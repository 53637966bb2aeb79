"""Files on their way in: hashed while they are copied to the originals, each with a job.

The original is on disk before its job is in the ledger. What a crash leaves between the two is an
original without a job, which the next copy of the same content takes up.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import BinaryIO

from ingest.disk_space import disk_full, ensure_space
from ingest.file_tree import FoundFile, LeftOut, Omission, open_regular
from ingest.settings import IngestSettings
from storage.documents import find_by_file_name, find_by_source, find_document
from storage.errors import UnknownDocument
from storage.jobs import enqueue, record_failed
from storage.ledger import Ledger
from storage.originals import BLOCK_BYTES, FileTooLarge, Originals, StoredFile
from storage.people import find_person
from storage.records import Document, Job, Reader, Verdict
from storage.settings import load_settings


def new_batch() -> str:
    """A name for the jobs of one command or one upload."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for every file of a batch, and by whom.

    `readers` narrows its documents; None leaves a document as narrowed as it is, and a new one
    not narrowed; `{"*"}` undoes a narrowing. `title` is empty where the document says it.
    """

    collection: str
    requested_by: Reader
    readers: frozenset[str] | None = None
    title: str = ""
    batch: str = field(default_factory=new_batch)


def submit_paths(
    ledger: Ledger,
    originals: Originals,
    tree: Iterable[FoundFile | LeftOut],
    order: Order,
    *,
    limit_bytes: int,
) -> Iterator[Job | LeftOut]:
    """A job for every file, in their order; what is left out passes through.

    A file that cannot be opened, is too large or may not be replaced by who asks gets a failed
    job; one that is gone by now is left out. Raises HomeError where the disk is nearly full.
    """
    for entry in tree:
        if isinstance(entry, LeftOut):
            yield entry
        else:
            ensure_space(ledger.home)
            yield _submit_found(ledger, originals, entry, order, limit_bytes)


def submit_upload(
    ledger: Ledger,
    originals: Originals,
    stream: BinaryIO,
    *,
    file_name: str,
    collection: str,
    readers: frozenset[str] | None,
    requested_by: str,
    batch: str,
) -> Job:
    """A job for a file that a person sent; it replaces the document of that name they may read.

    Of the name only its last part counts. The replaced document keeps its source, wherever it
    came from, and its readers unless `readers` says otherwise, as in `Order`. Where none has that
    name the source is `upload:NAME`, or one with the person's own name where somebody else's
    document, which they may not read, has that.
    """
    person = find_person(ledger, requested_by).reader
    order = Order(collection, person, readers, batch=batch)
    file_name = PurePath(file_name.replace("\\", "/")).name
    if file_name in ("", ".."):
        file_name = "unnamed"
    source = _upload_source(ledger, person, collection, file_name)
    ensure_space(ledger.home)
    limit_bytes = load_settings(IngestSettings).max_file_mib << 20
    try:
        stored = originals.keep(stream, limit_bytes=limit_bytes)
    except FileTooLarge as error:
        return _failed(ledger, order, source, file_name, Verdict.TOO_LARGE, error.message)
    return _enqueued(ledger, order, source, file_name, stored)


def _upload_source(ledger: Ledger, person: Reader, collection: str, file_name: str) -> str:
    if same_name := find_by_file_name(ledger, person, collection, file_name):
        return same_name.source
    source = f"upload:{file_name}"
    known = find_by_source(ledger, collection, source)
    if known and not _may_read(ledger, person, known):
        return f"upload:{person.name}/{file_name}"
    return source


def _submit_found(
    ledger: Ledger, originals: Originals, found: FoundFile, order: Order, limit_bytes: int
) -> Job | LeftOut:
    source, name = str(found.path), found.path.name
    known = find_by_source(ledger, order.collection, source)
    if known and not _may_read(ledger, order.requested_by, known):
        detail = f"{order.requested_by.name} may not replace what was added from here."
        return _failed(ledger, order, source, name, Verdict.FAILED, detail)
    try:
        with open_regular(found.path) as stream:
            stored = _kept_already(originals, stream, known)
            if stored is None:
                stored = originals.keep(stream, limit_bytes=limit_bytes)
    except FileNotFoundError:
        return LeftOut(found.path, Omission.UNREADABLE, "it was deleted meanwhile")
    except FileTooLarge as error:
        return _failed(ledger, order, source, name, Verdict.TOO_LARGE, error.message)
    except OSError as error:
        if full := disk_full(ledger.home, error):
            raise full from error
        detail = f"The file cannot be read: {error.strerror or error}."
        return _failed(ledger, order, source, name, Verdict.UNREADABLE_FILE, detail)
    return _enqueued(ledger, order, source, name, stored)


def _may_read(ledger: Ledger, reader: Reader, document: Document) -> bool:
    try:
        find_document(ledger, reader, document.id)
    except UnknownDocument:
        return False
    return True


def _kept_already(
    originals: Originals, stream: BinaryIO, known: Document | None
) -> StoredFile | None:
    """The content of `known`, if the stream has the same: it is not copied a second time."""
    if known is None or not originals.path(known.content_sha256).is_file():
        return None
    size = stream.seek(0, 2)
    stream.seek(0)
    if size != known.size_bytes:
        return None
    digest = hashlib.sha256()
    while block := stream.read(BLOCK_BYTES):
        digest.update(block)
    stream.seek(0)
    return (
        StoredFile(digest.hexdigest(), size) if digest.hexdigest() == known.content_sha256 else None
    )


def _enqueued(ledger: Ledger, order: Order, source: str, name: str, stored: StoredFile) -> Job:
    return enqueue(
        ledger,
        collection=order.collection,
        source=source,
        file_name=name,
        requested_by=order.requested_by.name,
        batch=order.batch,
        content_sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        title=order.title,
        readers=order.readers,
    )


def _failed(
    ledger: Ledger, order: Order, source: str, name: str, verdict: Verdict, detail: str
) -> Job:
    return record_failed(
        ledger,
        collection=order.collection,
        source=source,
        file_name=name,
        requested_by=order.requested_by.name,
        batch=order.batch,
        verdict=verdict,
        detail=detail,
    )
