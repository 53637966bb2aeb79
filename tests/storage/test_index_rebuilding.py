"""An index that is made anew: questions are answered meanwhile, and nothing is lost."""

import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage import succession
from storage.chunks import (
    queued_removals,
)
from storage.errors import IndexUnusable
from storage.generations import current
from storage.index_pair import DiskIndex, MemoryIndex
from storage.journal import Journal
from storage.ledger import Ledger
from storage.originals import Originals
from storage.query_vector import QueryVector
from storage.rebuilding import load_memory_index
from storage.retrying import Stopped
from storage.versions import activate_version, remove_document, retag_document
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import (
    active,
    audiences,
    everything_found,
    generation_folder,
    ingest,
    owned,
    prepare,
    texts_of,
    unreachable,
    wait_until_ready,
)

pytestmark = pytest.mark.slow  # real Chroma and tantivy


def test_adding_and_removing_during_a_rebuild_counts_at_once_and_afterwards(
    filled: Path, embedder: WordEmbedder
) -> None:
    shutil.rmtree(filled / "index")
    store = owned(filled, embedder, ready=False)
    held = threading.Event()
    build = store.index._succession._put_in_place

    def hold(disk: DiskIndex, journal: Journal, *, check: Callable[[], None]) -> None:
        held.wait(30)
        build(disk, journal, check=check)

    store.index._succession._put_in_place = hold  # type: ignore[method-assign]  # our moment
    ingest(store, "/new", texts_of("/new", 6))
    remove_document(store.ledger, Originals(filled), active(store)[0].document_id)
    store.index.apply_removals()
    waiting = prepare(store, "/waiting", texts_of("/waiting", 3))
    assert store.index.state == "rebuilding"
    assert len(everything_found(store.index, audiences(store))) == 20 + 6 + 3
    assert unreachable(store) == []
    held.set()
    wait_until_ready(store.index)
    activate_version(store.ledger, waiting)
    assert len(everything_found(store.index, audiences(store))) == 20 + 6 + 3
    assert unreachable(store) == []
    assert queued_removals(store.ledger) == []
    store.close()


def test_what_is_removed_or_narrowed_while_memory_is_loaded_is_so_in_it(
    filled: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(filled / "index")
    loaded, removed, held = threading.Event(), threading.Event(), threading.Event()

    def load(ledger: Ledger, embedder: WordEmbedder) -> MemoryIndex:
        memory = load_memory_index(ledger, embedder)
        loaded.set()
        assert removed.wait(30)
        return memory

    def build(*_: object, **__: object) -> DiskIndex:
        held.wait(30)
        raise Stopped

    monkeypatch.setattr(succession, "load_memory_index", load)
    monkeypatch.setattr(succession, "build_generation", build)
    store = owned(filled, embedder, ready=False)
    assert loaded.wait(30)
    everyone = audiences(store)
    first, second, _ = dict.fromkeys(chunk.document_id for chunk in active(store))
    remove_document(store.ledger, Originals(filled), first)
    retag_document(store.ledger, second, frozenset({"hr"}))
    assert store.index.apply_removals() == 0
    removed.set()
    assert store.index._succession.answering.wait(30)
    assert len(everything_found(store.index, everyone)) == 10
    query = QueryVector.of(embedder, "prime")
    assert len(store.index.search_dense(query, audiences=everyone, k=50)) == 10
    assert len(everything_found(store.index, audiences(store))) == 20
    assert len(store.index.search_dense(query, audiences=audiences(store), k=50)) == 20
    held.set()
    store.close()


def test_no_search_fails_while_generations_are_exchanged(
    filled: Path, embedder: WordEmbedder
) -> None:
    """Three exchanges to memory and three back to disk, under six searching threads."""
    store = owned(filled, embedder)
    allowed, stop = audiences(store), threading.Event()
    query = QueryVector.of(embedder, "prime")

    def search() -> int:
        searches = 0
        while not stop.is_set():
            assert len(everything_found(store.index, allowed)) == 30
            assert len(store.index.search_dense(query, audiences=allowed, k=50)) == 30
            searches += 1
        return searches

    with ThreadPoolExecutor(max_workers=6) as threads:
        searching = [threads.submit(search) for _ in range(6)]
        for _ in range(3):
            store.index._succession.abandon(IndexUnusable("A test says so."))
            wait_until_ready(store.index)
        stop.set()
        assert all(done.result() > 3 for done in searching)
    assert store.index.generation == "g000004"
    assert generation_folder(filled).name == "g000004"
    store.close()


def test_a_search_that_fails_on_disk_is_answered_from_memory_and_the_index_made_anew(
    filled: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.vectors._SCANNED", 0)  # else Chroma is not asked
    store = owned(filled, embedder)
    assert store.index._succession.generation is not None
    client = store.index._succession.generation.disk.vectors._chroma._client
    assert client is not None
    client.delete_collection("chunks")
    query = QueryVector.of(embedder, "prime")
    assert len(store.index.search_dense(query, audiences=audiences(store), k=99)) == 30
    wait_until_ready(store.index)
    assert store.index.generation == "g000002"
    assert unreachable(store) == []
    store.close()


@pytest.mark.parametrize("half", ["chroma", "tantivy", ""])
def test_a_document_is_taken_while_the_files_of_the_index_vanish(
    filled: Path, embedder: WordEmbedder, half: str
) -> None:
    store = owned(filled, embedder)
    shutil.rmtree(generation_folder(filled) / half)
    ingest(store, "/new", texts_of("/new", 5))
    assert unreachable(store) == []
    store.index.seal()
    wait_until_ready(store.index)
    assert unreachable(store) == []
    assert len(everything_found(store.index, audiences(store))) == 35
    store.close()
    store = owned(filled, embedder)
    assert unreachable(store) == []
    store.close()


def test_a_rebuild_that_fails_is_tried_again_and_memory_answers(
    filled: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.succession._RETRY_S", 0.05)
    shutil.rmtree(filled / "index")
    (filled / "index").touch()  # no folder can be made there
    store = owned(filled, embedder, ready=False)
    until = time.monotonic() + 30
    while "could not be made anew" not in store.index.why and time.monotonic() < until:
        time.sleep(0.01)
    assert unreachable(store) == []
    ingest(store, "/new", texts_of("/new", 5))
    (filled / "index").unlink()
    wait_until_ready(store.index)
    assert unreachable(store) == []
    assert len(everything_found(store.index, audiences(store))) == 35
    store.close()


def test_closing_ends_a_rebuild_and_the_next_start_takes_it_up(
    filled: Path, embedder: WordEmbedder
) -> None:
    shutil.rmtree(filled / "index")
    store = owned(filled, embedder, ready=False)
    store.close()
    store.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "index-rebuild"]
    store = owned(filled, embedder)
    assert unreachable(store) == []
    store.close()


def test_an_unsealed_index_is_made_anew(filled: Path, embedder: WordEmbedder) -> None:
    (generation_folder(filled) / "manifest.json").unlink()
    store = owned(filled, embedder, ready=False)
    assert "no valid manifest" in store.index.why
    assert unreachable(store) == []
    wait_until_ready(store.index)
    assert store.index.generation == "g000002"
    assert generation_folder(filled).name == "g000002"
    store.close()


def test_an_index_that_cannot_be_sealed_answers_all_the_same(
    filled: Path, embedder: WordEmbedder
) -> None:
    in_the_way = generation_folder(filled) / "entries.bin.new"  # as a full disk would be
    in_the_way.mkdir()
    store = owned(filled, embedder, ready=False)
    assert store.index.state == "ready"
    assert unreachable(store) == []
    in_the_way.rmdir()
    store.close()
    store = owned(filled, embedder, ready=False)
    assert store.index.state == "ready"
    store.close()


def test_an_index_of_another_state_of_the_ledger_is_made_anew(
    filled: Path, embedder: WordEmbedder, tmp_path: Path
) -> None:
    """An index put back from a backup that is older than the ledger."""
    shutil.copytree(filled / "index", tmp_path / "backup")
    store = owned(filled, embedder)
    ingest(store, "/new", texts_of("/new", 5))
    store.close()
    shutil.rmtree(filled / "index")
    shutil.copytree(tmp_path / "backup", filled / "index")
    store = owned(filled, embedder, ready=False)
    assert "does not hold what the ledger holds" in store.index.why
    wait_until_ready(store.index)
    assert unreachable(store) == []
    store.close()


def test_what_a_crash_left_half_built_is_removed(filled: Path, embedder: WordEmbedder) -> None:
    (filled / "index" / "g000044" / "chroma").mkdir(parents=True)
    store = owned(filled, embedder)
    assert store.index.generation == "g000001"
    store.close()
    assert current(filled) == generation_folder(filled)
