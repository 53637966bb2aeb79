"""The index: added, removed, retagged, searched; rebuilt from the ledger when it is not whole."""

from pathlib import Path

import numpy as np
import pytest

from storage.chunks import (
    active_digest,
    iter_active_vectors,
    queued_removals,
    queued_retags,
)
from storage.errors import HomeError, IndexUnusable
from storage.generations import entries_digest
from storage.originals import Originals
from storage.query_vector import QueryVector
from storage.versions import drop_pending, remove_document, retag_document
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import (
    active,
    audiences,
    everything_found,
    ingest,
    make_home,
    owned,
    prepare,
    reading,
    texts_of,
    unreachable,
)

pytestmark = pytest.mark.slow  # real Chroma and tantivy


def test_a_new_home_gets_an_index_and_what_is_ingested_is_found(
    home: Path, embedder: WordEmbedder
) -> None:
    make_home(home)
    store = owned(home, embedder)
    ingest(store, "/a", texts_of("/a", 30))
    assert unreachable(store) == []
    assert store.index.generation == "g000001"
    assert store.index.why == ""
    store.close()


def test_an_index_that_was_sealed_is_opened_as_it_is(filled: Path, embedder: WordEmbedder) -> None:
    embedded = len(embedder.embedded)
    for _ in range(2):
        store = owned(filled, embedder, ready=False)
        assert store.index.state == "ready"
        assert store.index.generation == "g000001"
        assert len(everything_found(store.index, audiences(store))) == 30
        store.close()
    assert len(embedder.embedded) == embedded


def test_its_entries_are_the_ledgers(filled: Path, embedder: WordEmbedder) -> None:
    store = owned(filled, embedder)
    entries = {chunk.id: chunk.audience for chunk in active(store)}
    assert active_digest(store.ledger) == (30, entries_digest(entries))
    store.close()


def test_only_given_audiences_are_found(home: Path, embedder: WordEmbedder) -> None:
    make_home(home)
    store = owned(home, embedder)
    everyone = ingest(store, "/a", texts_of("/a", 5)).audience
    few = ingest(store, "/b", texts_of("/b", 5), readers=frozenset({"hr"})).audience
    assert everyone != few
    query = QueryVector.of(embedder, "prime")
    for allowed in (everyone, few):
        ids = {chunk.id for chunk in active(store) if chunk.audience == allowed}
        assert everything_found(store.index, frozenset({allowed})) == ids
        hits = store.index.search_dense(query, audiences=frozenset({allowed}), k=99)
        assert {hit.chunk_id for hit in hits} == ids
    assert everything_found(store.index, frozenset()) == set()
    assert store.index.search_dense(query, audiences=frozenset(), k=99) == []
    assert (
        store.index.document_frequencies(
            ["prime"], language="fr", audiences=frozenset({everyone, few})
        ).chunks
        == 10
    )
    store.close()


def test_a_replaced_version_is_no_longer_found(filled: Path, embedder: WordEmbedder) -> None:
    store = owned(filled, embedder)
    ingest(store, "/d/1", texts_of("/e/1", 4))
    assert len(everything_found(store.index, audiences(store))) == 24
    assert queued_removals(store.ledger) == []
    assert unreachable(store) == []
    store.close()


def test_what_was_removed_while_nobody_owned_the_home_is_forgotten_without_a_rebuild(
    filled: Path, embedder: WordEmbedder
) -> None:
    other = reading(filled, embedder)
    document = active(other)[0].document_id
    remove_document(other.ledger, Originals(filled), document)
    other.close()
    store = owned(filled, embedder, ready=False)
    assert store.index.state == "ready"
    assert store.index.generation == "g000001"
    assert len(everything_found(store.index, audiences(store))) == 20
    assert queued_removals(store.ledger) == []
    assert unreachable(store) == []
    store.close()


@pytest.mark.parametrize("while_open", [True, False])
def test_a_document_whose_readers_change_is_found_by_the_new_ones_only(
    filled: Path, embedder: WordEmbedder, while_open: bool
) -> None:
    store = owned(filled, embedder) if while_open else reading(filled, embedder)
    chunks = [chunk for chunk in active(store) if chunk.document_id == active(store)[0].document_id]
    retag_document(store.ledger, chunks[0].document_id, frozenset({"hr"}))
    if while_open:
        assert store.index.apply_removals() == 10
        assert store.index.apply_removals() == 0
    else:
        store.close()
        store = owned(filled, embedder, ready=False)
        assert store.index.generation == "g000001"
    assert queued_retags(store.ledger) == []
    (now,) = {chunk.audience for chunk in active(store)} - {chunks[0].audience}
    assert everything_found(store.index, frozenset({now})) == {chunk.id for chunk in chunks}
    assert len(everything_found(store.index, frozenset({chunks[0].audience}))) == 20
    assert unreachable(store) == []
    store.close()


def test_a_version_left_pending_by_a_crash_is_not_found_after_it(
    filled: Path, embedder: WordEmbedder
) -> None:
    store = owned(filled, embedder)
    pending = prepare(store, "/p", texts_of("/p", 5))
    assert len(everything_found(store.index, audiences(store))) == 35  # the ledger hides them
    store.close()
    store = owned(filled, embedder)
    assert len(everything_found(store.index, audiences(store))) == 30
    assert not {chunk.id for chunk in pending.chunks} & {chunk.id for chunk in active(store)}
    store.close()


def test_a_closed_index_says_so(filled: Path, embedder: WordEmbedder) -> None:
    store = owned(filled, embedder)
    allowed = audiences(store)
    store.index.close()
    with pytest.raises(IndexUnusable, match="closed"):
        store.index.search_lexical("prime", language="fr", audiences=allowed, k=1)
    with pytest.raises(HomeError):
        store.index.remove([1])
    store.close()


def test_sealing_adds_active_chunks_that_are_missing(filled: Path, embedder: WordEmbedder) -> None:
    store = owned(filled, embedder)
    store.index.remove([chunk.id for chunk in active(store)][:4])
    assert len(everything_found(store.index, audiences(store))) == 26
    store.index.seal()
    assert unreachable(store) == []
    assert len(everything_found(store.index, audiences(store))) == 30
    store.close()


def test_a_reading_process_searches_in_memory_and_writes_nothing(
    filled: Path, embedder: WordEmbedder
) -> None:
    owner = owned(filled, embedder)
    ingest(owner, "/new", texts_of("/new", 5))

    def files() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in (filled / "index").rglob("*")}

    before = files()
    store = reading(filled, embedder)
    assert store.lock is None
    assert store.index.state == "ready"
    assert unreachable(store) == []
    with pytest.raises(HomeError):
        store.index.remove([1])
    assert store.index.apply_removals() == 0
    store.index.seal()
    store.close()
    assert files() == before
    owner.close()


def test_a_removal_by_another_process_is_done_by_the_owner(
    filled: Path, embedder: WordEmbedder
) -> None:
    owner, other = owned(filled, embedder), reading(filled, embedder)
    document = active(other)[0].document_id
    remove_document(other.ledger, Originals(filled), document)
    assert other.index.apply_removals() == 0  # not its to do
    assert owner.index.apply_removals() == 10
    assert len(everything_found(owner.index, audiences(owner))) == 20
    other.close()
    owner.close()


def test_pending_versions_that_are_dropped_leave_the_index(
    filled: Path, embedder: WordEmbedder
) -> None:
    store = owned(filled, embedder)
    prepare(store, "/p", texts_of("/p", 5))
    assert drop_pending(store.ledger) == 1
    assert store.index.apply_removals() == 5
    assert len(everything_found(store.index, audiences(store))) == 30
    store.close()


def test_vectors_in_the_ledger_and_on_disk_are_the_same(
    filled: Path, embedder: WordEmbedder
) -> None:
    store = owned(filled, embedder)
    for ids, auds, vectors in iter_active_vectors(store.ledger, embedder.digest):
        for chunk_id, audience, vector in zip(ids, auds, vectors, strict=True):
            hit, *_ = store.index.search_dense(
                QueryVector(None, vector.astype(np.float32), embedder.digest),
                audiences=frozenset({int(audience)}),
                k=1,
            )
            assert hit.chunk_id == chunk_id
            assert hit.score == pytest.approx(1, abs=1e-3)
    store.close()
