"""An exchange of embedders that is stopped, fails or is killed: the former serves."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import reindexing
from storage.errors import EmbedderError
from storage.generations import current, index_folder
from storage.reindexing import Phase, Reindexing
from storage.retrying import Stopped
from storage.settings import StorageSettings
from storage.store import Store, open_replacing
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import (
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
    until = time.monotonic() + 60
    while not work.progress.phase.ended:
        assert time.monotonic() < until
        time.sleep(0.01)
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
