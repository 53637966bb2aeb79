"""The files that documents came from, as they looked when their content was taken.

A file that still looks so need not be opened. Files that could not be read are remembered too:
without a document, with their verdict.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.access import find_collection, narrowed_readers, readable_condition
from storage.file_stamps import About, FileStamp
from storage.ledger import Ledger
from storage.names import one_line, storable
from storage.records import Reader, Verdict
from storage.schema import (
    audiences,
    documents,
    jobs,
    quarantined_texts,
    released_texts,
    source_files,
    versions,
)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """The document of a file, as far as it decides whether the file is read again."""

    id: str
    content_sha256: str
    size_bytes: int
    file_name: str
    title: str
    readers: frozenset[str] | None
    recipe: str
    unread_pages: tuple[int, ...]
    embedder_digest: str
    about: About
    verdict: Verdict
    warnings: tuple[str, ...] = ()  # of its reading
    released: frozenset[str] = frozenset()  # digests of its hidden texts that are let into it


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What is known of a source: how its file looked and what came of it, and its document.

    `stamp` is None where only the document is known; `document` where none was made of the file.
    `content_sha256` is the file's at the time of the stamp.
    """

    source: str
    stamp: FileStamp | None
    content_sha256: str
    verdict: Verdict
    document: KnownDocument | None


def known_files(
    ledger: Ledger, reader: Reader, collection: str, below: str
) -> dict[str, KnownFile]:
    """What is known of the source `below` and of all sources in it, where it is a folder.

    Only documents that `reader` may read; files without one only for who reads everything.
    Raises UnknownCollection.
    """
    collection_id = find_collection(ledger, collection).id
    readable = and_(documents.c.collection_id == collection_id, readable_condition(reader))
    with ledger.read() as connection:
        stamped = {row.source: row for row in _rows(connection, collection_id, below)}
        released = _released(connection, collection_id, below)
        found = {
            row.source: _known(row, stamped.get(row.source), released.get(row.id, frozenset()))
            for row in connection.execute(
                _documents().where(readable, is_below(documents.c.source, below))
            )
        }
    if reader.everything:
        found |= {
            source: KnownFile(
                source, _stamp(row), row.content_sha256, Verdict(row.verdict), document=None
            )
            for source, row in stamped.items()
            if source not in found
        }
    return found


def remember_stamps(
    ledger: Ledger, collection: str, looked: Mapping[str, tuple[FileStamp, str]]
) -> None:
    """Keep how files look whose content is that of their documents: source → stamp, SHA-256."""
    collection_id = find_collection(ledger, collection).id
    if not looked:
        return
    with ledger.write() as connection:
        for source, (stamp, content) in sorted(looked.items()):
            keep_stamp(connection, collection_id, source, stamp, content, Verdict.READ)


def keep_stamp(
    connection: Connection,
    collection_id: int,
    source: str,
    stamp: FileStamp,
    content_sha256: str,
    verdict: Verdict,
) -> None:
    """Keep how the file at `source` looked, in place of how it looked before."""
    values = asdict(stamp) | {"content_sha256": content_sha256, "verdict": verdict.value}
    statement = insert(source_files).values(
        collection_id=collection_id, source=one_line(source), **values
    )
    connection.execute(
        statement.on_conflict_do_update(index_elements=["collection_id", "source"], set_=values)
    )


def forget_stamps(connection: Connection, collection_id: int, sources: Sequence[str]) -> None:
    """Nothing is known any more of how the files at those sources looked."""
    for source in sources:
        connection.execute(
            delete(source_files).where(
                source_files.c.collection_id == collection_id,
                source_files.c.source == one_line(source),
            )
        )


def forget_stamp_of(connection: Connection, document_id: str) -> None:
    """Nothing is known any more of how the file of a document looked, which is about to go."""
    place = select(documents.c.collection_id, documents.c.source)
    row = connection.execute(place.where(documents.c.id == document_id)).one()
    forget_stamps(connection, row.collection_id, [row.source])


def forget_missing(ledger: Ledger, collection: str, sources: Sequence[str]) -> None:
    """As `forget_stamps`, in a transaction of its own, for files that are gone."""
    collection_id = find_collection(ledger, collection).id
    if sources:
        with ledger.write() as connection:
            forget_stamps(connection, collection_id, sources)


def note_finished(connection: Connection, job_id: int) -> None:
    """Keep what a finished job says of its file and of its document."""
    job = connection.execute(select(jobs).where(jobs.c.id == job_id)).one()
    verdict = Verdict(job.verdict)
    if job.file_stamp is not None and verdict is not Verdict.CANCELLED:
        stamp = FileStamp(**job.file_stamp)
        keep_stamp(connection, job.collection_id, job.source, stamp, job.content_sha256, verdict)
    if job.about and verdict.kept:
        of_document = documents.c.id == job.document_id
        connection.execute(update(documents).where(of_document).values(**job.about))


def stored_stamp(stamp: FileStamp | None) -> dict[str, object] | None:
    """A stamp as a job carries it."""
    return None if stamp is None else asdict(stamp)


def stored_about(about: About | None) -> dict[str, str] | None:
    """What is said of a document as a job carries it: only what is given."""
    given = asdict(about) if about else {}
    return {name: storable(text) for name, text in given.items() if text is not None} or None


def is_below(column: ColumnElement[str], below: str) -> ColumnElement[bool]:
    """True for the path itself and what lies in it; by ranges, which the unique index serves."""
    source = one_line(below)
    folder = source.rstrip("/")
    return or_(column == source, and_(column >= f"{folder}/", column < f"{folder}0"))


def _documents() -> Any:
    return (
        select(
            documents.c.id,
            documents.c.source,
            documents.c.effective_date,
            documents.c.source_url,
            audiences.c.narrowing,
            versions.c.content_sha256,
            versions.c.size_bytes,
            versions.c.file_name,
            versions.c.title,
            versions.c.verdict,
            versions.c.recipe,
            versions.c.unread_pages,
            versions.c.warnings,
            versions.c.embedder_digest,
        )
        .join(audiences, audiences.c.id == documents.c.audience_id)
        .join(versions, versions.c.id == documents.c.active_version_id)
    )


def _rows(connection: Connection, collection_id: int, below: str) -> Iterator[Row[Any]]:
    query = select(source_files).where(
        source_files.c.collection_id == collection_id, is_below(source_files.c.source, below)
    )
    return iter(connection.execute(query))


def _released(connection: Connection, collection_id: int, below: str) -> dict[str, frozenset[str]]:
    """Document id → those of the hidden texts in its active version that are released for it."""
    query = (
        select(documents.c.id, quarantined_texts.c.digest)
        .join(released_texts, released_texts.c.document_id == documents.c.id)
        .join(
            quarantined_texts,
            and_(
                quarantined_texts.c.version_id == documents.c.active_version_id,
                quarantined_texts.c.digest == released_texts.c.digest,
            ),
        )
        .where(documents.c.collection_id == collection_id, is_below(documents.c.source, below))
    )
    found = defaultdict(set)
    for document_id, digest in connection.execute(query):
        found[document_id].add(digest)
    return {document_id: frozenset(digests) for document_id, digests in found.items()}


def _known(row: Row[Any], stamped: Row[Any] | None, released: frozenset[str]) -> KnownFile:
    document = KnownDocument(
        id=row.id,
        content_sha256=row.content_sha256,
        size_bytes=row.size_bytes,
        file_name=row.file_name,
        title=row.title,
        readers=narrowed_readers(row.narrowing),
        recipe=row.recipe,
        unread_pages=tuple(row.unread_pages),
        embedder_digest=row.embedder_digest,
        about=About(row.effective_date, row.source_url),
        verdict=Verdict(row.verdict),
        warnings=tuple(row.warnings),
        released=released,
    )
    if stamped is None:
        return KnownFile(row.source, None, row.content_sha256, Verdict(row.verdict), document)
    verdict = Verdict(stamped.verdict)
    return KnownFile(row.source, _stamp(stamped), stamped.content_sha256, verdict, document)


def _stamp(row: Row[Any]) -> FileStamp:
    return FileStamp(
        row.size_bytes, row.mtime_ns, row.inode, row.seen_ns, row.read_with, row.ctime_ns
    )
