"""The chunks and vectors of the active versions: what every index is made from."""

import hashlib
from collections.abc import Collection as Keys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, Select, and_, delete, select

from storage.ledger import Ledger, damaged
from storage.records import Chunk, Span
from storage.schema import chunks, documents, embeddings, index_removals, index_retags, versions
from storage.version_rows import VECTOR_TYPE, input_sha256, keep_vectors

AT_ONCE = 500  # keys in one IN list; SQLite takes 32,766, a statement that long parses slowly


def iter_active_chunks(ledger: Ledger, *, batch: int = 1000) -> Iterator[list[Chunk]]:
    """Every chunk of every active version, by id, in lists of at most `batch`."""
    after = 0
    while True:
        query = active_chunks().where(chunks.c.id > after).order_by(chunks.c.id).limit(batch)
        with ledger.read() as connection:
            rows = connection.execute(query).all()
        if not rows:
            return
        yield [chunk_of(ledger, row) for row in rows]
        after = rows[-1].id


def iter_active_vectors(
    ledger: Ledger, embedder_digest: str, *, batch: int = 1000
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float16]]]:
    """Ids (n,), audiences (n,) and vectors (n, dimension) of the active chunks, by id.

    Chunks that have no vector of that embedder are left out: see `missing_vectors`.
    """
    after = 0
    while True:
        # An inner join lets SQLite begin with the embeddings, and sort all of them every time.
        query = (
            select(chunks.c.id, documents.c.audience_id, embeddings.c.vector)
            .select_from(_active())
            .outerjoin(embeddings, _vector_of(embedder_digest))
            .where(chunks.c.id > after)
            .order_by(chunks.c.id)
            .limit(batch)
        )
        with ledger.read() as connection:
            rows = connection.execute(query).all()
        if not rows:
            return
        after = rows[-1].id
        if found := [row for row in rows if row.vector is not None]:
            yield (
                np.array([row.id for row in found], dtype=np.int64),
                np.array([row.audience_id for row in found], dtype=np.int64),
                np.stack([np.frombuffer(row.vector, dtype=VECTOR_TYPE) for row in found]),
            )


def missing_vectors(ledger: Ledger, embedder_digest: str, *, limit: int = 1000) -> list[Chunk]:
    """Active chunks that have no vector of that embedder yet, at most `limit`, by id."""
    query = (
        active_chunks()
        .outerjoin(embeddings, _vector_of(embedder_digest))
        .where(embeddings.c.vector.is_(None))
        .order_by(chunks.c.id)
        .limit(limit)
    )
    with ledger.read() as connection:
        return [chunk_of(ledger, row) for row in connection.execute(query)]


def add_vectors(
    ledger: Ledger, embedder_digest: str, keys: Sequence[str], vectors: NDArray[np.floating]
) -> None:
    """Keep vectors of a new embedder, shape (len(keys), dimension), for chunks that exist.

    One whose last chunk was removed while it was embedded is not kept: nothing would remove it.
    """
    with ledger.write() as connection:
        there: set[str] = set()
        for start in range(0, len(keys), AT_ONCE):
            some = chunks.c.input_sha256.in_(keys[start : start + AT_ONCE])
            there |= set(connection.execute(select(chunks.c.input_sha256).where(some)).scalars())
        rows = [row for row, key in enumerate(keys) if key in there]
        keep_vectors(connection, embedder_digest, [keys[row] for row in rows], vectors[rows])


def has_vectors(ledger: Ledger, embedder_digest: str = "") -> bool:
    """Whether any vector is kept, or any of one embedder."""
    query = select(embeddings.c.input_sha256).limit(1)
    if embedder_digest:
        query = query.where(embeddings.c.embedder_digest == embedder_digest)
    with ledger.read() as connection:
        return connection.execute(query).first() is not None


def drop_other_vectors(ledger: Ledger, *, keep: Keys[str], at_once: int = 2_000) -> int:
    """Remove the vectors of every embedder whose digest is not in `keep`; how many they were.

    In many short transactions: others write meanwhile.
    """
    others = embeddings.c.embedder_digest.not_in(sorted(keep))
    keys = (embeddings.c.input_sha256, embeddings.c.embedder_digest)
    dropped = 0
    while True:
        with ledger.write() as connection:
            some = connection.execute(select(*keys).where(others).limit(at_once)).all()
            for key, digest in some:
                connection.execute(delete(embeddings).where(keys[0] == key, keys[1] == digest))
        dropped += len(some)
        if len(some) < at_once:
            return dropped


def active_entries(ledger: Ledger) -> dict[int, int]:
    """Chunk id → audience of every active chunk."""
    query = select(chunks.c.id, documents.c.audience_id).select_from(_active())
    with ledger.read() as connection:
        return {row.id: row.audience_id for row in connection.execute(query)}


def cached_vectors(
    ledger: Ledger, embedder_digest: str, keys: Keys[str]
) -> dict[str, NDArray[np.float16]]:
    """The vectors, each of shape (dimension,), that are known for those `input_sha256`."""
    wanted = sorted(set(keys))
    found: dict[str, NDArray[np.float16]] = {}
    with ledger.read() as connection:
        for start in range(0, len(wanted), AT_ONCE):
            query = select(embeddings.c.input_sha256, embeddings.c.vector).where(
                embeddings.c.embedder_digest == embedder_digest,
                embeddings.c.input_sha256.in_(wanted[start : start + AT_ONCE]),
            )
            for row in connection.execute(query):
                found[row.input_sha256] = np.frombuffer(row.vector, dtype=VECTOR_TYPE)
    return found


def active_digest(ledger: Ledger) -> tuple[int, str]:
    """How many chunks are active, and the SHA-256 of their ids and audiences, by id."""
    digest, count, after = hashlib.sha256(), 0, 0
    while True:
        query = (
            select(chunks.c.id, documents.c.audience_id)
            .select_from(_active())
            .where(chunks.c.id > after)
            .order_by(chunks.c.id)
            .limit(20_000)
        )
        with ledger.read() as connection:
            rows = connection.execute(query).all()
        if not rows:
            return count, digest.hexdigest()
        digest.update("".join(f"{row.id}:{row.audience_id}\n" for row in rows).encode())
        count += len(rows)
        after = rows[-1].id


def queued_removals(ledger: Ledger, *, limit: int = 1000) -> list[int]:
    """Ids of chunks that are gone from the ledger and that indexes may still hold."""
    with ledger.read() as connection:
        query = select(index_removals.c.chunk_id).order_by(index_removals.c.chunk_id).limit(limit)
        return list(connection.execute(query).scalars())


def removals_done(ledger: Ledger, ids: Sequence[int]) -> None:
    """Take ids off the queue of removals: no index holds them any more."""
    with ledger.write() as connection:
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            connection.execute(delete(index_removals).where(index_removals.c.chunk_id.in_(some)))


def queued_retags(ledger: Ledger, *, limit: int = 1000) -> list[Chunk]:
    """Active chunks whose audience changed since the indexes took them, as they are now."""
    query = (
        active_chunks()
        .join(index_retags, index_retags.c.chunk_id == chunks.c.id)
        .order_by(chunks.c.id)
        .limit(limit)
    )
    with ledger.read() as connection:
        return [chunk_of(ledger, row) for row in connection.execute(query)]


def retags_done(ledger: Ledger, tagged: Sequence[Chunk]) -> None:
    """Take chunks off the queue of retags: every index has them under their audience.

    A chunk whose audience changed again meanwhile stays queued.
    """
    current = select(chunks.c.id, documents.c.audience_id).select_from(_active())
    with ledger.write() as connection:
        for start in range(0, len(tagged), AT_ONCE):
            some = tagged[start : start + AT_ONCE]
            query = current.where(chunks.c.id.in_([chunk.id for chunk in some]))
            now = {row.id: row.audience_id for row in connection.execute(query)}
            done = [chunk.id for chunk in some if now.get(chunk.id) == chunk.audience]
            connection.execute(delete(index_retags).where(index_retags.c.chunk_id.in_(done)))


def active_chunks() -> Select[Any]:
    """Every column that `chunk_of` needs, of the chunks of active versions."""
    return select(
        chunks.c.id,
        chunks.c.section,
        chunks.c.text,
        chunks.c.spans,
        chunks.c.language,
        chunks.c.input_sha256,
        versions.c.document_id,
        versions.c.title,
        documents.c.audience_id,
    ).select_from(_active())


def chunk_of(ledger: Ledger, row: Row[Any]) -> Chunk:
    """A row of `active_chunks` as a record.

    Raises LedgerDamaged where its words are not those that were kept: SQLite does not notice a
    changed byte within a text (of 200 flipped bits its check found 13; November 2026).
    """
    if input_sha256(row.title, row.section, row.text) != row.input_sha256:
        raise damaged(ledger.home, f"chunk {row.id} is not as it was kept")
    return Chunk(
        id=row.id,
        document_id=row.document_id,
        audience=row.audience_id,
        title=row.title,
        section=row.section,
        text=row.text,
        spans=tuple(Span(*span) for span in row.spans),
        language=row.language,
    )


def _active() -> Any:
    # By the document's id first, which is a key: 20,000 documents took 10 ms a chunk without.
    is_active = and_(
        documents.c.id == versions.c.document_id, documents.c.active_version_id == versions.c.id
    )
    return chunks.join(versions, versions.c.id == chunks.c.version_id).join(documents, is_active)


def _vector_of(embedder_digest: str) -> Any:
    return and_(
        embeddings.c.input_sha256 == chunks.c.input_sha256,
        embeddings.c.embedder_digest == embedder_digest,
    )
