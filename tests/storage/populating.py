"""A home with documents in a line each, for tests of what is kept and who may read it."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import func, select

from storage.ledger import Ledger
from storage.records import ChunkDraft, Page, Span, Verdict
from storage.schema import chunks, embeddings, pages
from storage.versions import NewVersion, PendingVersion, activate_version, begin_version

DIGEST = "an embedder"


def new_version(
    collection: str,
    source: str,
    texts: Sequence[str] = ("text",),
    *,
    readers: frozenset[str] | None = None,
    content: str = "content",
    title: str = "",
) -> NewVersion:
    """A version with one page and one chunk for each of `texts`."""
    return NewVersion(
        collection=collection,
        source=source,
        file_name=source.rsplit("/", 1)[-1],
        title=title or source,
        media_type="text/plain",
        language="en",
        verdict=Verdict.READ,
        content_sha256=content,
        size_bytes=1,
        recipe="recipe",
        added_by="operator",
        pages=[Page(number, text) for number, text in enumerate(texts, start=1)],
        chunks=[
            ChunkDraft(text, "", (Span(number, 0, len(text)),), "en")
            for number, text in enumerate(texts, start=1)
        ],
        readers=readers,
    )


def vectors_for(new: NewVersion) -> np.ndarray:
    """A vector a chunk: the first 4 bytes of its text, so that each can be told apart."""
    rows = [(chunk.text.encode() + bytes(4))[:4] for chunk in new.chunks]
    return np.array([list(row) for row in rows], dtype=np.float32).reshape(-1, 4)


def begin(ledger: Ledger, new: NewVersion) -> PendingVersion:
    """Keep `new` without making it active."""
    return begin_version(ledger, new, vectors=vectors_for(new), embedder_digest=DIGEST)


def add(ledger: Ledger, new: NewVersion) -> PendingVersion:
    """Keep `new` and make it active."""
    pending = begin(ledger, new)
    activate_version(ledger, pending)
    return pending


def counts(ledger: Ledger) -> tuple[int, int, int]:
    """Pages, chunks and vectors in the ledger, of whatever version."""
    with ledger.read() as connection:
        found = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (pages, chunks, embeddings)
        ]
    return found[0], found[1], found[2]
