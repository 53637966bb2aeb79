"""A home whose documents are indexed: how they get there, and whether each can be reached."""

import time
from collections.abc import Sequence
from pathlib import Path

from storage.access import create_collection, readable_audiences
from storage.chunks import iter_active_chunks
from storage.embedding import Embedder
from storage.index import Index
from storage.ledger import Ledger
from storage.query_vector import QueryVector
from storage.records import OPERATOR, Chunk, indexed_text
from storage.settings import StorageSettings
from storage.store import Store, open_owned, open_reading
from storage.versions import PendingVersion, activate_version, begin_version
from tests.storage.populating import new_version

COLLECTION = "all"


def make_home(home: Path) -> None:
    """A home with one collection and nothing in it."""
    ledger = Ledger.create(home)
    create_collection(ledger, COLLECTION, groups={"staff"})
    ledger.close()


def owned(home: Path, embedder: Embedder, *, ready: bool = True) -> Store:
    """The home, opened as its owner; once its index is ready."""
    store = open_owned(StorageSettings(home=home), embedder=embedder)
    if ready:
        wait_until_ready(store.index)
    return store


def reading(home: Path, embedder: Embedder) -> Store:
    """The home, opened to read it as it is."""
    return open_reading(StorageSettings(home=home), embedder=embedder)


def with_three_documents(home: Path, embedder: Embedder) -> Store:
    """A new home with three documents of ten chunks, opened as its owner."""
    make_home(home)
    store = owned(home, embedder)
    for number in range(3):
        ingest(store, f"/d/{number}", texts_of(f"/d/{number}", 10))
    return store


def audiences(store: Store) -> frozenset[int]:
    """All there are."""
    return readable_audiences(store.ledger, OPERATOR)


def wait_until_ready(index: Index, *, limit_s: float = 60) -> None:
    until = time.monotonic() + limit_s
    while index.state != "ready":
        assert time.monotonic() < until, index.why
        time.sleep(0.01)


def ingest(
    store: Store, source: str, texts: Sequence[str], *, readers: frozenset[str] | None = None
) -> PendingVersion:
    """Bring a document in as the pipeline does: ledger, index, then active."""
    pending = prepare(store, source, texts, readers=readers)
    activate_version(store.ledger, pending)
    store.index.apply_removals()
    return pending


def prepare(
    store: Store, source: str, texts: Sequence[str], *, readers: frozenset[str] | None = None
) -> PendingVersion:
    """Bring a document into ledger and index without making it active."""
    new = new_version(COLLECTION, source, texts, readers=readers)
    vectors = store.embedder.embed_passages(
        [indexed_text(new.title, draft.section, draft.text) for draft in new.chunks]
    )
    pending = begin_version(
        store.ledger, new, vectors=vectors, embedder_digest=store.embedder.digest
    )
    store.index.add(pending.chunks, vectors, embedder_digest=store.embedder.digest)
    return pending


def texts_of(source: str, count: int) -> list[str]:
    """Texts of which each has a word of its own."""
    name = "".join(character for character in source if character.isalnum())
    return [f"La prime {name}x{number}x est versée en mars." for number in range(count)]


def active(store: Store) -> list[Chunk]:
    return [chunk for chunks in iter_active_chunks(store.ledger) for chunk in chunks]


def unreachable(store: Store) -> list[int]:
    """Active chunks that their own vector or their own text does not find; none is right."""
    missed = []
    for chunk in active(store):
        allowed = frozenset({chunk.audience})
        vector = store.embedder.embed_passages([chunk.indexed_text])[0]
        query = QueryVector(chunk.indexed_text, vector, store.embedder.digest)
        near = store.index.search_dense(query, audiences=allowed, k=20)
        words = store.index.search_lexical(chunk.text, language="fr", audiences=allowed, k=5)
        nearest = [hit.chunk_id for hit in near if hit.score > 0.999]
        if chunk.id not in nearest or chunk.id not in [hit.chunk_id for hit in words]:
            missed.append(chunk.id)
    return missed


def everything_found(index: Index, audiences: frozenset[int]) -> set[int]:
    """The ids that a search for the word of every text finds."""
    hits = index.search_lexical("prime", language="fr", audiences=audiences, k=10_000)
    return {hit.chunk_id for hit in hits}


def generation_folder(home: Path) -> Path:
    """The one generation that there is."""
    (folder,) = [path for path in (home / "index").iterdir() if path.is_dir()]
    return folder
