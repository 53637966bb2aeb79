"""Files on their way in: hashed while they are copied to the originals, each with a job.

The original is on disk before its job is in the ledger. What a crash leaves between the two is an
original without a job, which the next copy of the same content takes up.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path, PurePath
from typing import BinaryIO

from ingest.acting import reader_now
from ingest.copying import file_taken
from ingest.disk_space import disk_full, ensure_space
from ingest.file_tree import FoundFile, LeftOut, Omission
from ingest.held_files import HELD, taken_later
from ingest.known_files import KnownFiles
from ingest.order import Order
from ingest.settings import IngestSettings
from ingest.shortage import shortage
from ingest.stamps import stamp_found
from ingest.upload_source import may_read, source_now, upload_source, would_come_back
from storage.documents import find_by_source
from storage.errors import HomeError
from storage.file_stamps import FileStamp
from storage.jobs import enqueue, record_failed
from storage.ledger import Ledger, unusable
from storage.names import one_line
from storage.originals import FileTooLarge, KeptFile, Originals
from storage.people import find_person
from storage.records import Job, Verdict
from storage.settings import load_settings
from storage.unused_originals import discard_unused


def submit_paths(
    ledger: Ledger,
    originals: Originals,
    tree: Iterable[FoundFile | LeftOut],
    order: Order,
    *,
    limit_bytes: int,
    known: KnownFiles | None = None,
) -> Iterator[Job | LeftOut]:
    """As `submit_each`, with one order for all."""
    asked = ((entry, order) for entry in tree)
    return submit_each(ledger, originals, asked, limit_bytes=limit_bytes, known=known)


def submit_each(
    ledger: Ledger,
    originals: Originals,
    asked: Iterable[tuple[FoundFile | LeftOut, Order]],
    *,
    limit_bytes: int,
    known: KnownFiles | None = None,
    check: Callable[[], None] = lambda: None,
) -> Iterator[Job | LeftOut]:
    """A job for every file, in their order; what is left out passes through.

    With `known`, a file that looks as it did when its document was made is not opened, and one that
    has its content is hashed only: their jobs are done, and not in the ledger.
    A file that cannot be opened, is too large or may not be replaced by who asks gets a failed
    job; one that is gone by now is left out, as is one whose name is spelled like another's. Those
    that another program holds come last, and are left out where they are held still. Raises
    HomeError where the disk is nearly full, and as `reader_now` where who asks lost the right to
    bring files in. `check` is called all along while held files are tried again, and may raise.
    """

    def taken(one: tuple[FoundFile, Order]) -> Job | LeftOut:
        ensure_space(ledger.home)
        return _submit_found(ledger, originals, *one, limit_bytes, known)

    held: list[tuple[FoundFile, Order]] = []
    spelled: dict[tuple[str, str], Path] = {}
    for entry, order in asked:
        if isinstance(entry, LeftOut):
            yield entry
        elif _is_another(entry.path, order, spelled):
            yield LeftOut(entry.path, Omission.SAME_NAME)
        elif known and (done := known.unchanged(entry, order)):
            yield done
        else:
            try:
                job = taken((entry, order))
            except BlockingIOError:
                held.append((entry, order))
            else:
                yield job
    for _, job in taken_later(held, taken, check=check):
        yield job
    for found, _ in held:
        yield LeftOut(found.path, Omission.BEING_WRITTEN, HELD)


def _is_another(path: Path, order: Order, spelled: dict[tuple[str, str], Path]) -> bool:
    """True where another file came whose name is spelled alike, and would be replaced by this one.

    Only of names with a backslash, as what cannot be printed is spelled with one.
    """
    source = one_line(str(path))
    return "\\" in source and spelled.setdefault((order.collection, source), path) != path


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

    Of the name only its last part counts. The replaced document keeps its source, and its readers
    unless `readers` says otherwise, as in `Order`. One that came from a file of this system is not
    replaced: the next sync would bring the file's content back, or remove the document with the
    file; the job fails. Where none has that name the source is `upload:NAME`, or one with the
    person's own name where that is somebody else's: see `ingest.upload_source`.
    """
    person = find_person(ledger, requested_by).reader
    order = Order(collection, person, readers, batch=batch)
    file_name = PurePath(file_name.replace("\\", "/")).name
    if file_name in ("", ".."):
        file_name = "unnamed"
    gone: set[str] = set()  # sources whose files are not there
    source = source_now(ledger, person, collection, file_name, gone)
    ensure_space(ledger.home)
    limit_bytes = load_settings(IngestSettings).max_file_mib << 20
    with ExitStack() as holding:
        try:
            kept = holding.enter_context(originals.keeping(stream, limit_bytes=limit_bytes))
        except FileTooLarge as error:
            return _failed(ledger, order, source, file_name, Verdict.TOO_LARGE, error.message)
        except OSError as error:
            if short := _short(ledger, error):
                raise short from error
            raise
        while not would_come_back(source, gone):
            with ledger.together():  # nobody else takes the source between
                if upload_source(ledger, person, collection, file_name, gone) == source:
                    return _enqueued(ledger, order, source, file_name, kept)
            source = source_now(ledger, person, collection, file_name, gone)
    discard_unused(ledger, originals, kept.stored.sha256)
    detail = f"It came from {source}: replace it there, or remove the document first."
    return _failed(ledger, order, source, file_name, Verdict.FROM_FOLDER, detail)


def _submit_found(
    ledger: Ledger,
    originals: Originals,
    found: FoundFile,
    order: Order,
    limit_bytes: int,
    known: KnownFiles | None,
) -> Job | LeftOut:
    """Raises BlockingIOError where another program holds the file."""
    source, name = str(found.path), found.path.name
    read_with = known.read_with if known else ""
    asking = reader_now(ledger, order.requested_by, order.collection)  # a long batch ends early
    document = find_by_source(ledger, order.collection, source)
    if document and not may_read(ledger, asking, document):
        detail = f"{order.requested_by.name} may not replace what was added from here."
        return _failed(ledger, order, source, name, Verdict.FAILED, detail)
    seen_ns = time.time_ns()
    with ExitStack() as holding:
        try:
            taken = file_taken(originals, found, document, limit_bytes, seen_ns, read_with)
            kept, stamp = holding.enter_context(taken)
        except FileNotFoundError:
            return LeftOut(found.path, Omission.UNREADABLE, "it was deleted meanwhile")
        except BlockingIOError:
            raise  # it is held, and tried again
        except FileTooLarge as error:
            stamp = stamp_found(found, seen_ns=seen_ns, read_with=read_with)
            return _failed(ledger, order, source, name, Verdict.TOO_LARGE, error.message, stamp)
        except OSError as error:
            if short := _short(ledger, error):
                raise short from error
            detail = f"The file cannot be read: {error.strerror or error}."
            return _failed(ledger, order, source, name, Verdict.UNREADABLE_FILE, detail)
        if stamp is not None:
            sha256 = kept.stored.sha256
            same = document is not None and document.content_sha256 == sha256
            if known and same and (done := known.touched(found, order, stamp, sha256)):
                return done
            return _enqueued(ledger, order, source, name, kept, stamp)
    discard_unused(ledger, originals, kept.stored.sha256)
    return LeftOut(found.path, Omission.BEING_WRITTEN, "it changed while it was copied")


def _enqueued(
    ledger: Ledger,
    order: Order,
    source: str,
    name: str,
    kept: KeptFile,
    stamp: FileStamp | None = None,
) -> Job:
    with ledger.together():  # in which nobody else discards the content
        try:
            kept.assure()
        except OSError as error:
            if short := _short(ledger, error):
                raise short from error
            raise
        return enqueue(
            ledger,
            collection=order.collection,
            source=source,
            file_name=name,
            requested_by=order.requested_by.name,
            batch=order.batch,
            content_sha256=kept.stored.sha256,
            size_bytes=kept.stored.size_bytes,
            title=order.title,
            readers=order.readers,
            stamp=stamp,
            about=order.about,
        )


def _short(ledger: Ledger, error: OSError) -> HomeError | None:
    """What to raise where the machine lacks room, or something else, for a copy; else None.

    What could not be opened, made or renamed in the home is no fault of the file: the name tells.
    """
    if isinstance(error.filename, str) and Path(error.filename).is_relative_to(ledger.home):
        return unusable(ledger.home, error)
    return disk_full(ledger.home, error) or shortage(ledger.home, error)


def _failed(
    ledger: Ledger,
    order: Order,
    source: str,
    name: str,
    verdict: Verdict,
    detail: str,
    stamp: FileStamp | None = None,
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
        readers=order.readers,
        stamp=stamp,
    )
