"""What a search itself waits for does not wait for that search."""

import shutil
import threading
from pathlib import Path

import pytest

from storage import asking_first, succession
from storage.asking_first import asking
from storage.errors import IndexUnusable
from storage.index_pair import DiskIndex, IndexPair, MemoryIndex
from storage.ledger import Ledger
from storage.rebuilding import load_memory_index
from storage.retrying import Stopped
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import audiences, everything_found, owned

pytestmark = pytest.mark.slow  # real Chroma and tantivy

SAVED_S, AT_ONCE_S = 20.0, 5.0


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bulk work lets pass for so long that it is seen."""
    monkeypatch.setattr(asking_first, "MOST_SAVED_S", SAVED_S)


def save_up() -> None:
    """Let the calling thread seem to have worked for as long as it may wait."""
    asking_first.let_pass()
    asking_first._of_this_process._own.saved_s = SAVED_S


def test_memory_is_filled_at_once_while_somebody_waits_for_it(
    filled: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(filled / "index")
    asks = threading.Event()

    def load(ledger: Ledger, embedder: WordEmbedder) -> MemoryIndex:
        assert asks.wait(30)
        save_up()
        return load_memory_index(ledger, embedder)

    def build(*_: object, **__: object) -> DiskIndex:
        raise Stopped

    monkeypatch.setattr(succession, "load_memory_index", load)
    monkeypatch.setattr(succession, "build_generation", build)
    store = owned(filled, embedder, ready=False)
    with asking():  # somebody who waits for nothing but a model
        asks.set()
        assert store.index._succession.answering.wait(AT_ONCE_S)
    store.close()


def test_a_search_that_leaves_a_broken_index_does_not_hold_up_who_writes(
    filled: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = owned(filled, embedder)
    writing, found, let = threading.Event(), threading.Event(), threading.Event()

    def write(_: IndexPair) -> None:
        writing.set()
        save_up()
        assert let.wait(30)
        asking_first.let_pass()  # as both indexes do

    writer = threading.Thread(target=store.index._write, args=(write,))
    allowed = audiences(store)
    lexical = store.index._succession.serving._pair.lexical  # type: ignore[union-attr]

    def broken(*_: object, **__: object) -> list[object]:
        let.set()
        raise IndexUnusable("A test says so.")

    monkeypatch.setattr(lexical, "search", broken)

    def search() -> None:
        with asking():
            assert len(everything_found(store.index, allowed)) == 30
        found.set()

    writer.start()
    assert writing.wait(30)
    threading.Thread(target=search, daemon=True).start()
    assert found.wait(AT_ONCE_S)
    writer.join()
    store.close()
