"""What keeps the worker from its work, as long as it does, told to other processes."""

import os
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest import disk_space, stages, worker
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage import ledger as ledger_module
from storage import ledger_engine
from storage.errors import EmbedderError, EmbedderUnreachable
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.locking import owner
from tests.fakes import WordEmbedder
from tests.ingest.adding import found as found_texts
from tests.ingest.adding import submit, write
from tests.ingest.working import eventually, owned


def owned_in_trouble(home: Path) -> bool | None:
    """Whether others are told that the owner of the home is in trouble; None without an owner."""
    found = owner(home)
    return None if found is None else found.trouble is not None


class Hesitant(WordEmbedder):
    """Cannot be loaded at first; then holds up the second window."""

    def __init__(self) -> None:
        super().__init__()
        self.repaired = False
        self.go_on = threading.Event()

    def warm(self) -> None:
        if not self.repaired:
            raise EmbedderError("The weights are gone.")

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any("later" in text for text in texts):
            assert self.go_on.wait(20)
        return super().embed_passages(texts)


def test_a_trouble_is_over_for_everybody_once_the_embedder_can_be_loaded(
    ledger: Ledger,
    collection: str,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(stages, "WINDOW_CHUNKS", 1)
    embedder = Hesitant()
    with owned(home, embedder) as store:
        submit(
            ledger,
            write(tmp_path / "a.txt", "Tea is served at four."),
            write(tmp_path / "b.txt", "The later rule is on bread."),
        )
        working = Worker(store, IngestSettings())
        working.start()
        eventually(lambda: owned_in_trouble(home) is True)
        embedder.repaired = True
        eventually(lambda: owned_in_trouble(home) is False)
        assert working.trouble is None
        assert count_open(ledger) > 0, "the round goes on"
        embedder.go_on.set()
        eventually(lambda: not count_open(ledger))
        assert working.stop()


def test_a_full_disk_is_over_once_there_is_room_though_nothing_is_published_yet(
    ledger: Ledger,
    collection: str,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_S", 0.05)
    embedder = Hesitant()
    embedder.repaired = True
    with owned(home, embedder) as store:
        submit(ledger, write(tmp_path / "a.txt", "The later rule is on bread."))
        monkeypatch.setattr(disk_space, "RESERVE_MIB", 1 << 40)
        working = Worker(store, IngestSettings())
        working.start()
        eventually(lambda: owned_in_trouble(home) is True)
        monkeypatch.setattr(disk_space, "RESERVE_MIB", 0)
        eventually(lambda: owned_in_trouble(home) is False)
        assert count_open(ledger) == 1 and working.trouble is None
        embedder.go_on.set()
        eventually(lambda: not count_open(ledger))
        assert working.stop()


class Deaf(WordEmbedder):
    """Can be loaded, and fails with every document; notes the trouble that is told then."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home = home
        self.told: list[bool] = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = owner(self.home)
        self.told.append(found is not None and found.trouble is not None)
        raise EmbedderUnreachable("It does not answer.")


def test_an_embedder_that_fails_again_and_again_is_said_to_be_well_no_second_time(
    ledger: Ledger,
    collection: str,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_S", 0.01)
    embedder = Deaf(home)
    with owned(home, embedder) as store:
        submit(ledger, write(tmp_path / "a.txt", "Tea is served at four."))
        working = Worker(store, IngestSettings())
        working.start()
        eventually(lambda: len(embedder.told) >= 4)
        assert working.stop()
    assert embedder.told[:4] == [False, False, True, True]


def test_a_ledger_that_cannot_be_written_for_several_attempts_ends_no_worker(
    ledger: Ledger,
    collection: str,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_S", 0.05)
    submit(ledger, write(tmp_path / "a.txt", "Tea at four."))
    monkeypatch.setattr(ledger_engine, "BUSY_TIMEOUT_S", 0.2)
    with owned(home, WordEmbedder()) as store:
        busy = sqlite3.connect(home / ledger_module.FILE_NAME, isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        working = Worker(store, IngestSettings())
        working.start()
        eventually(lambda: working.trouble is not None)
        time.sleep(2.0)  # it tries again, and what it would put back cannot be put back
        assert working.running
        busy.execute("COMMIT")
        busy.close()
        eventually(lambda: not count_open(ledger))
        eventually(lambda: working.trouble is None)
        assert working.stop()


def test_a_worker_whose_lock_file_was_deleted_makes_it_again_and_works_on(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path
) -> None:
    with owned(home, WordEmbedder()) as store:
        (home / "lock").unlink()
        submit(ledger, write(tmp_path / "a.txt", "Tea at four."))
        Worker(store, IngestSettings()).run_until(lambda: not count_open(ledger))
        found = owner(home)
        assert found is not None and found.pid == os.getpid()
        assert found_texts(store, "tea") == ["Tea at four."]


def test_a_worker_writes_nothing_where_somebody_else_may_own_the_home(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path
) -> None:
    with owned(home, WordEmbedder()) as store:
        (home / "lock").unlink()
        (home / "lock").touch()  # another one's
        submit(ledger, write(tmp_path / "a.txt", "Tea at four."))
        before = (home / "ledger.sqlite3-wal").read_bytes()
        working = Worker(store, IngestSettings())
        working.start()
        eventually(lambda: working.trouble is not None)
        assert working.stop()
        assert working.trouble is not None and "was replaced" in working.trouble.message
        assert (home / "ledger.sqlite3-wal").read_bytes() == before
        assert count_open(ledger) == 1
