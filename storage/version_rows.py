"""The rows of one version: its pages, its chunks and their vectors, kept and dropped."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, exists, insert, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.names import storable
from storage.records import ChunkDraft, Page, Span, indexed_text
from storage.schema import chunks, embeddings, index_removals, index_retags, pages, versions

VECTOR_TYPE = np.dtype("<f2")  # float16: half the ledger, cosine unchanged to three decimals


def input_sha256(title: str, section: str, text: str) -> str:
    """The key of a chunk's vector: the SHA-256 of what is embedded for it."""
    return hashlib.sha256(indexed_text(title, section, text).encode("utf-8")).hexdigest()


def keep_pages(connection: Connection, version_id: int, kept: Sequence[Page]) -> None:
    """Add the pages of a version."""
    rows = [
        {
            "version_id": version_id,
            "number": page.number,
            "text": storable(page.text),
            "reading": page.reading.value,
            "confidence": page.confidence,
            "margins": [list(margin) for margin in page.margins],
            "headings": [[one.start, one.level, one.text] for one in page.headings],
            "tables": [[one.start, one.end, one.header_end, one.goes_on] for one in page.tables],
            "language": page.language,
            "warnings": [warning.value for warning in page.warnings],
        }
        for page in kept
    ]
    if rows:
        connection.execute(insert(pages), rows)


def keep_chunks(
    connection: Connection, version_id: int, drafts: Sequence[ChunkDraft], title: str
) -> list[tuple[int, str]]:
    """Add the chunks of a version; the id and the vector's key of each, in order."""
    keys = [input_sha256(title, draft.section, draft.text) for draft in drafts]
    rows = [
        {
            "version_id": version_id,
            "ordinal": ordinal,
            "section": draft.section,
            "text": draft.text,
            "spans": [_kept_span(span) for span in draft.spans],
            "language": draft.language,
            "input_sha256": key,
        }
        for ordinal, (draft, key) in enumerate(zip(drafts, keys, strict=True))
    ]
    if not rows:
        return []
    # One statement for many rows: one each took 0.8 ms, 5 s of 6,295 chunks (November 2026).
    adding = insert(chunks).returning(chunks.c.id, sort_by_parameter_order=True)
    return list(zip(connection.execute(adding, rows).scalars(), keys, strict=True))


def _kept_span(span: Span) -> list[int]:
    """The span as the ledger keeps it: with a fourth value where it is repeated."""
    return [span.page, span.start, span.end, *([True] if span.repeated else [])]


def keep_vectors(
    connection: Connection,
    embedder_digest: str,
    keys: Sequence[str],
    vectors: NDArray[np.floating],
) -> None:
    """Keep a vector a key; one that is there already stays. `vectors`: (len(keys), dimension).

    Raises ValueError for one that is zero or not finite in half precision: no index would take
    it, and none could be made anew from the ledger.
    """
    with np.errstate(over="ignore"):
        halves = vectors.astype(VECTOR_TYPE)
    if not np.isfinite(halves).all() or not halves.any(axis=1).all():
        raise ValueError("a vector is zero, or holds a number that is not finite")
    rows = [
        {"embedder_digest": embedder_digest, "input_sha256": key, "vector": vector.tobytes()}
        for key, vector in zip(keys, halves, strict=True)
    ]
    if rows:
        connection.execute(sqlite_insert(embeddings).on_conflict_do_nothing(), rows)


def drop_version(connection: Connection, version_id: int) -> None:
    """Remove a version, and queue its chunks for removal from the indexes."""
    of_version = select(chunks.c.id).where(chunks.c.version_id == version_id)
    connection.execute(delete(index_retags).where(index_retags.c.chunk_id.in_(of_version)))
    queued = sqlite_insert(index_removals).from_select(["chunk_id"], of_version)
    connection.execute(queued.prefix_with("OR IGNORE"))
    keys = list(
        connection.execute(
            select(chunks.c.input_sha256).where(chunks.c.version_id == version_id).distinct()
        ).scalars()
    )
    connection.execute(delete(versions).where(versions.c.id == version_id))
    _drop_unused_vectors(connection, keys)


def _drop_unused_vectors(connection: Connection, keys: Sequence[str]) -> None:
    """Remove the vectors of those keys that no chunk has any more."""
    used = exists().where(chunks.c.input_sha256 == embeddings.c.input_sha256)
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        connection.execute(delete(embeddings).where(embeddings.c.input_sha256.in_(some), ~used))
