"""The life of a document's content: pending, active, gone; each step is one transaction.

A version is prepared where nobody sees it, and made active in one transaction that also removes
its predecessor. What an index must forget or tag anew is queued in that same transaction.
"""

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.access import audience_for, find_collection
from storage.errors import UnknownDocument
from storage.job_access import leave_narrowing
from storage.ledger import Ledger, insert_row
from storage.names import one_line, storable
from storage.near_documents import keep_sketch
from storage.open_jobs import end_jobs_of
from storage.originals import Originals
from storage.quarantine import keep_hidden
from storage.records import Chunk, ChunkDraft, Page, Verdict
from storage.schema import chunks, documents, index_retags, versions
from storage.sketches import sketch_of
from storage.source_files import forget_stamp_of
from storage.unused_originals import discard_unused
from storage.version_rows import drop_version, keep_chunks, keep_pages, keep_vectors


@dataclass(frozen=True, slots=True)
class NewVersion:
    """All there is to know about a document's content before the ledger has it.

    `recipe` names how it was read and chunked. `readers` narrows the collection's; None: not.
    `metadata` is what a program keeps with a text of its own: values that JSON holds.
    `named_title` is the title that the file itself names; None: its pages are never used again.
    """

    collection: str
    source: str
    file_name: str
    title: str
    media_type: str
    language: str
    verdict: Verdict
    content_sha256: str
    size_bytes: int
    recipe: str
    added_by: str
    pages: Sequence[Page]
    chunks: Sequence[ChunkDraft]
    readers: frozenset[str] | None = None
    unread_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    batch: str = ""
    metadata: Mapping[str, object] | None = None
    seconds: float | None = None  # that reading and cutting took
    parser: str = ""
    named_title: str | None = None


@dataclass(frozen=True, slots=True)
class PendingVersion:
    """A version that nobody sees yet, with its chunks as the ledger numbered them."""

    version_id: int
    document_id: str
    audience: int
    former_audience: int  # that of the document when the version was begun
    readers: frozenset[str] | None
    chunks: tuple[Chunk, ...]


def begin_version(
    ledger: Ledger, new: NewVersion, *, vectors: NDArray[np.floating], embedder_digest: str
) -> PendingVersion:
    """Keep a version and its vectors, invisible until `activate_version`.

    `vectors` has shape (len(new.chunks), dimension), a row a chunk, in order. Raises
    UnknownCollection, and ValueError where the numbers of rows and chunks differ.
    """
    if len(vectors) != len(new.chunks):
        raise ValueError(f"{len(vectors)} vectors for {len(new.chunks)} chunks")
    collection_id = find_collection(ledger, new.collection).id
    title = one_line(new.title)
    sketch = sketch_of(page.text for page in new.pages)
    with ledger.write() as connection:
        audience = audience_for(connection, collection_id, new.readers)
        document_id, former_audience = _document(connection, collection_id, audience, new)
        version_id = insert_row(
            connection, versions.insert().values(_row(new, document_id, embedder_digest))
        )
        keep_pages(connection, version_id, new.pages)
        keep_hidden(connection, version_id, new.pages)
        keep_sketch(connection, version_id, sketch)
        kept = keep_chunks(connection, version_id, new.chunks, title)
        keep_vectors(connection, embedder_digest, [key for _, key in kept], vectors)
    made = tuple(
        Chunk(
            id=chunk_id,
            document_id=document_id,
            audience=audience,
            title=title,
            section=draft.section,
            text=draft.text,
            spans=draft.spans,
            language=draft.language,
        )
        for (chunk_id, _), draft in zip(kept, new.chunks, strict=True)
    )
    return PendingVersion(version_id, document_id, audience, former_audience, new.readers, made)


def activate_version(ledger: Ledger, pending: PendingVersion) -> None:
    """Make a version the one that is read, in one transaction; its predecessor is gone with it.

    Where the document's readers were changed since the version was begun, that change holds.
    Raises UnknownDocument where the document was removed meanwhile, or the version dropped.
    """
    with ledger.write() as connection:
        audience = connection.execute(
            select(documents.c.audience_id)
            .join(versions, versions.c.document_id == documents.c.id)
            .where(versions.c.id == pending.version_id, versions.c.state == "pending")
        ).scalar()
        if audience is None:
            raise UnknownDocument("The document was removed while it was read.")
        former = connection.execute(
            select(versions.c.id).where(
                versions.c.document_id == pending.document_id, versions.c.state == "active"
            )
        ).scalars()
        for version_id in list(former):
            drop_version(connection, version_id)
        connection.execute(
            update(versions).where(versions.c.id == pending.version_id).values(state="active")
        )
        if audience == pending.former_audience:
            audience = pending.audience
        else:
            _queue_retags(connection, pending.version_id)
        connection.execute(
            update(documents)
            .where(documents.c.id == pending.document_id)
            .values(active_version_id=pending.version_id, audience_id=audience, updated=time.time())
        )


def drop_pending(ledger: Ledger) -> int:
    """Remove the versions that a crash left pending; how many there were."""
    with ledger.write() as connection:
        left = list(
            connection.execute(select(versions.c.id).where(versions.c.state == "pending")).scalars()
        )
        for version_id in left:
            drop_version(connection, version_id)
        connection.execute(delete(documents).where(documents.c.active_version_id.is_(None)))
        return len(left)


def remove_document(ledger: Ledger, originals: Originals, document_id: str) -> None:
    """Remove a document with all its content, at once, from any process.

    The caller has checked that whoever asks may do so. Raises UnknownDocument. Open jobs at its
    source end with it: what was sent or is read by now does not bring it back. Originals are
    deleted that no other document and no other open job has.
    """
    of_document = select(versions.c.id, versions.c.content_sha256).where(
        versions.c.document_id == document_id
    )
    with ledger.write() as connection:
        rows = connection.execute(of_document).all()
        if not rows:
            raise UnknownDocument(
                f"There is no document {document_id[:40]!r}.",
                hint="See the documents with: ingest list.",
            )
        for row in rows:
            drop_version(connection, row.id)
        leave_narrowing(connection, document_id)
        awaited = end_jobs_of(connection, document_id)
        forget_stamp_of(connection, document_id)
        connection.execute(delete(documents).where(documents.c.id == document_id))
    for content in {row.content_sha256 for row in rows}.union(awaited):
        discard_unused(ledger, originals, content)


def retag_document(ledger: Ledger, document_id: str, readers: frozenset[str] | None) -> None:
    """Narrow a document to `readers` (None: not narrowed) from now on.

    The ledger's own check follows at once; the indexes' tags follow when their owner drains the
    queue, until when somebody newly admitted may not find the document yet.
    """
    with ledger.write() as connection:
        row = connection.execute(
            select(documents.c.collection_id, documents.c.active_version_id).where(
                documents.c.id == document_id
            )
        ).first()
        if row is None:
            raise UnknownDocument("There is no such document.", hint="See: ingest list.")
        audience = audience_for(connection, row.collection_id, readers)
        connection.execute(
            update(documents).where(documents.c.id == document_id).values(audience_id=audience)
        )
        _queue_retags(connection, row.active_version_id)


def _queue_retags(connection: Connection, version_id: int) -> None:
    """Let the indexes tag the chunks of a version anew."""
    of_version = select(chunks.c.id).where(chunks.c.version_id == version_id)
    queued = insert(index_retags).from_select(["chunk_id"], of_version)
    connection.execute(queued.prefix_with("OR IGNORE"))


def _document(
    connection: Connection, collection_id: int, audience: int, new: NewVersion
) -> tuple[str, int]:
    """The document at this source, made if it is new: its id and its audience, kept until later."""
    source = one_line(new.source)
    found = connection.execute(
        select(documents.c.id, documents.c.audience_id).where(
            documents.c.collection_id == collection_id, documents.c.source == source
        )
    ).first()
    if found is not None:
        return found.id, found.audience_id
    document_id = uuid.uuid4().hex[:20]
    now = time.time()
    connection.execute(
        documents.insert().values(
            id=document_id,
            collection_id=collection_id,
            audience_id=audience,
            source=source,
            active_version_id=None,
            added_by=new.added_by,
            created=now,
            updated=now,
        )
    )
    return document_id, audience


def _row(new: NewVersion, document_id: str, embedder_digest: str) -> dict[str, object]:
    """The values of a pending row of `versions`."""
    return {
        "document_id": document_id,
        "state": "pending",
        "content_sha256": new.content_sha256,
        "size_bytes": new.size_bytes,
        "file_name": one_line(new.file_name),
        "title": one_line(new.title),
        "media_type": new.media_type,
        "language": new.language,
        "verdict": new.verdict.value,
        "warnings": [storable(warning) for warning in new.warnings],
        "page_count": len(new.pages),
        "unread_pages": list(new.unread_pages),
        "chunk_count": len(new.chunks),
        "recipe": new.recipe,
        "embedder_digest": embedder_digest,
        "batch": new.batch,
        "created": time.time(),
        "metadata": None if new.metadata is None else dict(new.metadata),
        "seconds": new.seconds,
        "parser": new.parser,
        "named_title": None if new.named_title is None else storable(new.named_title),
    }
