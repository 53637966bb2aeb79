"""An exchange of embedders that is stopped, fails or is killed: the former serves."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage import ollama_embedding, reindexing
from storage.embedder_choice import EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.errors import EmbedderError, EmbedderUnreachable
from storage.generations import current, index_folder
from storage.rebuilding import vectors_of
from storage.reindexing import Phase, Reindexing
from storage.retrying import Stopped
from storage.settings import StorageSettings
from storage.store import Store, open_replacing
from tests.fakes import WordEmbedder
from tests.ollama_embedders import Embedding
from tests.ollama_server import OllamaServer
from tests.storage.indexed_home import (
    active,
    ingest,
    owned,
    texts_of,
    unreachable,
    wait_until_ready,
    with_three_documents,
)
from tests.storage.reindexed_home import NEW, OLD, change

pytestmark = pytest.mark.slow  # real Chroma and tantivy


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """Three documents of ten chunks, indexed by words-64."""
    opened = with_three_documents(home, WordEmbedder())
    yield opened
    opened.close()


def wait_until(reached: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_stopped_or_failed_nothing_has_changed_and_the_next_time_goes_on(
    home: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "_STEP", 5)

    class Failing(WordEmbedder):
        def embed_passages(self, texts):  # type: ignore[no-untyped-def]
            if len(self.embedded) >= 10:
                raise EmbedderError("The embedder fails.")
            return super().embed_passages(texts)

    work = Reindexing(store, lambda: Failing(dimension=32))
    work.start()
    wait_until(lambda: work.progress.phase.ended)
    assert work.progress.phase is Phase.FAILED
    assert str(work.progress.error) == "The embedder fails."
    assert store.embedder.digest == OLD.digest
    assert store.index.generation == "g000001"
    stopped = Reindexing(store, lambda: NEW)
    assert stopped.stop()
    with pytest.raises(Stopped):
        stopped.run()
    new = WordEmbedder(dimension=32)
    change(store, new)
    assert len(new.embedded) == 20  # ten were there
    assert unreachable(store) == []


def reindexed_by_ollama(store: Store, server: OllamaServer) -> Reindexing:
    """Begun with an embedder of Ollama, of whose passages the first ten are there."""
    embedder = load_embedder(EmbedderChoice("ollama:bge-m3"), ollama_url=server.url)
    vectors_of(store.ledger, embedder, active(store)[:10])
    server.embedding.requests.clear()
    return Reindexing(store, lambda: embedder)


def test_a_server_that_is_away_for_a_while_ends_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "PAUSES_S", (0.05, 0.1, 0.1, 5.0))
    monkeypatch.setattr(reindexing, "_STEP", 5)
    monkeypatch.setattr(ollama_embedding, "PASSAGES_S", 0.3)
    with OllamaServer(models=("bge-m3:latest",)) as server:
        work = reindexed_by_ollama(store, server)
        server.embedding.pause_s = 30.0  # hangs
        work.start()
        wait_until(lambda: len(server.embedding.requests) >= 2)
        server.embedding.failure, server.embedding.pause_s = Embedding.BUSY, 0.0
        wait_until(lambda: len(server.embedding.requests) >= 3)
        server.embedding.failure = None
        wait_until(lambda: work.progress.phase.ended)
        assert work.progress.phase is Phase.DONE, work.progress.error
        sent = [text for text in server.embedding.texts if text != "warm"]
        assert len(set(sent)) == 20  # ten were there
        assert unreachable(store) == []
        change(store, WordEmbedder())


def test_a_server_that_stays_away_ends_it_with_what_is_done_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "PAUSES_S", (0.01, 0.01))
    with OllamaServer(models=("bge-m3:latest",)) as server:
        work = reindexed_by_ollama(store, server)
        server.embedding.failure = Embedding.BUSY
        work.start()
        wait_until(lambda: work.progress.phase.ended)
        assert work.progress.phase is Phase.FAILED
        assert isinstance(work.progress.error, EmbedderUnreachable)
        assert len(server.embedding.requests) == 3
        assert store.embedder.digest == OLD.digest


def test_it_can_be_stopped_while_a_server_is_away(store: Store) -> None:
    with OllamaServer(models=("bge-m3:latest",)) as server:
        work = reindexed_by_ollama(store, server)
        server.embedding.failure = Embedding.BUSY
        work.start()
        wait_until(lambda: bool(server.embedding.requests))
        assert work.stop(wait_s=3.0)
        assert work.progress.phase is Phase.STOPPED


def test_killed_in_the_middle_the_old_index_serves_and_the_command_goes_on(
    home: Path, store: Store
) -> None:
    for number in range(3, 40):
        ingest(store, f"/d/{number}", texts_of(f"/d/{number}", 10))
    store.close()
    command = [sys.executable, "-m", "tests.storage.reindexing_child", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 128:
                break
        child.kill()
    with owned(home, WordEmbedder(), ready=False) as opened:
        assert opened.index.state == "ready"
        assert opened.index.generation == "g000001"
        assert unreachable(opened) == []
    new = WordEmbedder(dimension=32)
    with open_replacing(StorageSettings(home=home), new) as opened:
        Reindexing(opened, lambda: new).run()
        assert len(new.embedded) <= 400 - 128
        assert unreachable(opened) == []
    with owned(home, WordEmbedder(dimension=32), ready=False) as opened:
        assert opened.index.state == "ready"


def test_a_crash_between_record_and_pointer_serves_the_new_embedder(
    home: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("storage.placing.make_current", killed)
    with pytest.raises(KeyboardInterrupt):
        change(store, NEW)
    monkeypatch.undo()
    store.close()
    folder = current(home)
    assert folder is not None
    assert folder.name == "g000001"
    new = WordEmbedder(dimension=32)
    with owned(home, new) as opened:
        assert new.embedded == []
        assert unreachable(opened) == []
        change(opened, WordEmbedder())
        assert unreachable(opened) == []


def test_an_index_being_rebuilt_is_overtaken(home: Path, store: Store) -> None:
    store.close()
    (index_folder(home) / "CURRENT").unlink()
    with owned(home, WordEmbedder(), ready=False) as opened:
        change(opened, NEW)
        wait_until_ready(opened.index)
        assert opened.embedder is NEW
        assert unreachable(opened) == []
