"""Documents brought in with their tokens, and whether every chunk has those of its text."""

import time
from pathlib import Path

import numpy as np

from storage.records import indexed_text
from storage.store import Store
from storage.versions import (
    PendingVersion,
    activate_version,
    begin_version,
)
from tests.fakes import WordTokenEmbedder
from tests.storage.indexed_home import (
    COLLECTION,
    active,
    make_home,
    owned,
    texts_of,
)
from tests.storage.populating import new_version

DIMENSION = 96  # no more than is kept: what the fake gives is compared as it is


def add(store: Store, source: str, texts: list[str]) -> PendingVersion:
    """Bring a document in as the pipeline does: tokens come with the vectors."""
    new = new_version(COLLECTION, source, texts)
    vectors, tokens = store.index.tokens.embed(
        [indexed_text(new.title, draft.section, draft.text) for draft in new.chunks],
        store.embedder,
    )
    digest = store.embedder.digest
    pending = begin_version(store.ledger, new, vectors=vectors, embedder_digest=digest)
    store.index.add(pending.chunks, vectors, tokens, embedder_digest=digest)
    activate_version(store.ledger, pending)
    store.index.apply_removals()
    return pending


def with_three_documents(home: Path, embedder: WordTokenEmbedder) -> None:
    """A new home with three documents of ten chunks, their tokens given with them; sealed."""
    make_home(home)
    store = owned(home, embedder)
    for number in range(3):
        add(store, f"/d/{number}", texts_of(f"/d/{number}", 10))
    store.close()
    embedder.tokenised.clear()


def complete(store: Store) -> bool:
    """Whether every active chunk has tokens, and those of its text."""
    assert isinstance(store.embedder, WordTokenEmbedder)
    _, query = store.embedder.embed_query_with_tokens("prime d0x3 absente")
    found = store.index.token_maxima(query, [chunk.id for chunk in active(store)])
    for chunk in active(store):
        _, own = store.embedder.embed_query_with_tokens(chunk.indexed_text)
        expected = (query.vectors @ own.vectors.T).max(axis=1)
        if chunk.id not in found or not np.allclose(found[chunk.id], expected, atol=0.01):
            return False
    return bool(found)


def wait_until_complete(store: Store, *, limit_s: float = 60) -> None:
    until = time.monotonic() + limit_s
    while store.index.tokens.missing:
        assert time.monotonic() < until, store.index.tokens.missing
        time.sleep(0.01)


def flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 0x10
    file.write_bytes(content)
