"""Another embedder takes over beside the one that answers, and the way back stays open."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import reindexing
from storage.chunks import has_vectors, iter_active_vectors
from storage.embedder_in_force import embedder_name
from storage.errors import BadInput
from storage.generations import index_folder
from storage.home_embedder import read_embedders
from storage.originals import Originals
from storage.query_vector import QueryVector
from storage.reindexing import forget_former
from storage.schema import embeddings
from storage.store import Store
from storage.versions import activate_version, remove_document
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import (
    active,
    audiences,
    everything_found,
    ingest,
    owned,
    prepare,
    texts_of,
    unreachable,
    with_three_documents,
)
from tests.storage.reindexed_home import NEW, OLD, THIRD, change, folders, vector_count

pytestmark = pytest.mark.slow  # real Chroma and tantivy


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """Three documents of ten chunks, indexed by words-64."""
    opened = with_three_documents(home, WordEmbedder())
    yield opened
    opened.close()


@pytest.mark.parametrize("new", [NEW, THIRD], ids=["another-dimension", "the-same-dimension"])
def test_embedder_and_index_are_exchanged_together_and_kept_over_a_start(
    home: Path, store: Store, new: WordEmbedder
) -> None:
    change(store, new)
    assert store.embedder is new
    assert unreachable(store) == []
    assert embedder_name(home) == new.choice.name
    assert folders(home) == ["g000001", "g000002"]
    store.close()
    again = WordEmbedder(dimension=new.dimension, seed=new.seed)
    with owned(home, again, ready=False) as opened:
        assert opened.index.state == "ready"
        assert unreachable(opened) == []
        assert folders(home) == ["g000001", "g000002"]


def test_without_another_embedder_the_index_is_made_anew(home: Path, store: Store) -> None:
    change(store, WordEmbedder())
    assert store.index.generation == "g000002"
    assert folders(home) == ["g000002"]
    assert unreachable(store) == []
    known = read_embedders(home)
    assert known is not None
    assert known.former is None


def test_no_search_fails_or_mixes_vectors_while_embedders_are_exchanged(store: Store) -> None:
    """Six threads ask all along, with queries embedded before, during and after each exchange."""
    allowed, stop = audiences(store), threading.Event()
    chunks = active(store)

    def ask(number: int) -> int:
        asked = 0
        while not stop.is_set():
            chunk = chunks[(number * 7 + asked) % len(chunks)]
            query = QueryVector.of(store.embedder, chunk.indexed_text)
            if asked % 3 == 0:
                time.sleep(0.02)  # long enough for another embedder to take over
            hits = store.index.search_dense(query, audiences=allowed, k=30)
            assert chunk.id in {hit.chunk_id for hit in hits if hit.score > 0.99}
            assert len(everything_found(store.index, allowed)) == 30
            asked += 1
        return asked

    with ThreadPoolExecutor(6) as threads:
        asking = [threads.submit(ask, number) for number in range(6)]
        for embedder in (NEW, WordEmbedder(), THIRD, NEW, WordEmbedder()):
            change(store, embedder)
        stop.set()
        assert all(done.result() > 5 for done in asking)


def test_what_comes_and_goes_meanwhile_is_right_in_the_new_index(
    home: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, *_ = {chunk.document_id for chunk in active(store)}
    waiting = []

    def build(*arguments: object, **rest: object) -> object:
        disk = original(*arguments, **rest)  # type: ignore[operator]
        ingest(store, "/new", texts_of("/new", 4))
        remove_document(store.ledger, Originals(home), gone)
        store.index.apply_removals()
        waiting.append(prepare(store, "/waiting", texts_of("/waiting", 3)))
        return disk

    original: Callable[..., object] = reindexing.build_generation
    monkeypatch.setattr(reindexing, "build_generation", build)
    change(store, NEW)
    activate_version(store.ledger, waiting[0])
    assert len(active(store)) == 20 + 4 + 3
    assert unreachable(store) == []
    assert len(everything_found(store.index, audiences(store))) == 27
    store.index.seal()
    assert unreachable(store) == []


def test_a_vector_made_by_the_embedder_before_never_enters_the_new_index(store: Store) -> None:
    """The worker had embedded a document when the embedder was exchanged."""
    pending = prepare(store, "/late", texts_of("/late", 3))
    vectors = store.embedder.embed_passages([chunk.indexed_text for chunk in pending.chunks])
    change(store, NEW)
    store.index.add(pending.chunks, vectors, embedder_digest=OLD.digest)
    activate_version(store.ledger, pending)
    assert unreachable(store) == []


def test_a_rollback_swaps_back_with_what_was_added_and_removed_since(
    home: Path, store: Store
) -> None:
    change(store, NEW)
    gone = active(store)[0].document_id
    remove_document(store.ledger, Originals(home), gone)
    store.index.apply_removals()
    ingest(store, "/since", texts_of("/since", 5))
    old = WordEmbedder()
    change(store, old)
    assert store.index.generation == "g000001"  # the index that was kept
    assert sorted(old.embedded) == sorted(
        chunk.indexed_text for chunk in active(store) if chunk.title == "/since"
    )
    assert unreachable(store) == []
    assert len(everything_found(store.index, audiences(store))) == 25
    change(store, NEW)  # and forward again
    assert store.index.generation == "g000002"
    assert unreachable(store) == []
    store.close()
    with owned(home, NEW, ready=False) as again:
        assert again.index.state == "ready"


def test_a_former_index_that_was_damaged_is_made_anew(home: Path, store: Store) -> None:
    change(store, NEW)
    file = next(path for path in (index_folder(home) / "g000001").rglob("*.bin"))
    file.write_bytes(b"damaged" + file.read_bytes())
    change(store, WordEmbedder())
    assert store.index.generation == "g000003"
    assert unreachable(store) == []


def test_the_third_embedder_drops_the_first(home: Path, store: Store) -> None:
    change(store, NEW)
    change(store, THIRD)
    assert folders(home) == ["g000002", "g000003"]
    assert not has_vectors(store.ledger, OLD.digest)
    assert vector_count(store.ledger, NEW.digest) == vector_count(store.ledger, THIRD.digest) == 30


def test_the_former_is_forgotten_when_asked(home: Path, store: Store) -> None:
    with pytest.raises(BadInput, match="no former embedder"):
        forget_former(store)
    change(store, NEW)
    assert forget_former(store) == "words-64"
    assert folders(home) == ["g000002"]
    assert not has_vectors(store.ledger, OLD.digest)
    assert unreachable(store) == []


def test_vectors_of_a_removed_document_go_for_every_embedder(home: Path, store: Store) -> None:
    change(store, NEW)
    remove_document(store.ledger, Originals(home), active(store)[0].document_id)
    assert vector_count(store.ledger, OLD.digest) == vector_count(store.ledger, NEW.digest) == 20


def test_a_document_removed_while_it_is_embedded_leaves_no_vector(home: Path, store: Store) -> None:
    class Removing(WordEmbedder):
        def embed_passages(self, texts):  # type: ignore[no-untyped-def]
            for document in {chunk.document_id for chunk in active(store)}:
                remove_document(store.ledger, Originals(home), document)
            return super().embed_passages(texts)

    change(store, Removing(dimension=16))
    with store.ledger.read() as connection:
        assert connection.execute(select(func.count()).select_from(embeddings)).scalar_one() == 0


def test_vectors_of_two_embedders_lie_side_by_side(store: Store) -> None:
    change(store, NEW)
    for embedder in (OLD, NEW):
        rows = [vectors for _, _, vectors in iter_active_vectors(store.ledger, embedder.digest)]
        assert sum(map(len, rows)) == 30
        assert {vectors.shape[1] for vectors in rows} == {embedder.dimension}
