"""The worker as it runs: failures and shortages around it, stopping, what it finds by itself."""

import logging
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.hostile_pdfs import form_laughs
from ingest import disk_space, stages, worker
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage import ledger as ledger_module
from storage import ledger_engine
from storage.documents import find_by_source
from storage.errors import EmbedderError, HomeError
from storage.generations import current
from storage.jobs import count_open, find_job
from storage.ledger import Ledger
from storage.manifest import MANIFEST
from storage.query_vector import QueryVector
from storage.records import JobState, Verdict
from storage.store import Store
from storage.versions import remove_document
from tests.fakes import WordEmbedder
from tests.ingest.adding import add, assert_whole, drain, found, submit, write
from tests.ingest.working import eventually, job_of, owned


class Poisoned(WordEmbedder):
    """Cannot embed a text with a certain word."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any("arsenic" in text for text in texts):
            raise ValueError(f"cannot embed {texts}")
        return super().embed_passages(texts)


def test_an_unexpected_failure_is_the_verdict_of_one_document_and_its_text_is_not_logged(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "docs" / "a.txt", "Tea is served at four.")
    write(tmp_path / "docs" / "b.txt", "Tea with arsenic is served at five.")
    write(tmp_path / "docs" / "c.txt", "Tea is served at six.")
    with owned(home, Poisoned()) as store:
        jobs = add(store, tmp_path / "docs")
        assert [job.verdict for job in jobs.values()] == [
            Verdict.READ,
            Verdict.FAILED,
            Verdict.READ,
        ]
        assert "ValueError" in jobs["b.txt"].detail
        assert len(found(store, "tea")) == 2
        assert_whole(store)
    assert "embed_passages" in caplog.text
    assert "arsenic" not in caplog.text + jobs["b.txt"].detail


class Cold(WordEmbedder):
    """Cannot be loaded until somebody repairs it."""

    repaired = False

    def warm(self) -> None:
        if not self.repaired:
            raise EmbedderError("The weights are gone.", hint="Bring them back.")


def test_an_embedder_that_cannot_be_loaded_blames_no_document(
    ledger: Ledger,
    collection: str,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_S", 0.05)
    embedder = Cold()
    with owned(home, embedder) as store:
        (job,) = submit(ledger, write(tmp_path / "a.txt", "Tea is served at four."))
        working = Worker(store, IngestSettings())
        working.start()
        eventually(lambda: working.trouble is not None)
        assert isinstance(working.trouble, EmbedderError)
        assert find_job(ledger, job.id).verdict is None  # type: ignore[union-attr]
        embedder.repaired = True
        eventually(lambda: not count_open(ledger))
        eventually(lambda: working.trouble is None)
        assert working.stop()
        assert len(found(store, "tea")) == 1


def test_below_the_reserve_of_disk_space_jobs_wait(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_S", 0.05)
    submit(store.ledger, write(tmp_path / "a.txt", "Tea is served at four."))
    monkeypatch.setattr(disk_space, "RESERVE_MIB", 1 << 40)
    working = Worker(store, IngestSettings())
    working.start()
    eventually(lambda: working.trouble is not None)
    assert isinstance(working.trouble, HomeError)
    with pytest.raises(HomeError, match="MiB are free"):
        submit(store.ledger, tmp_path / "a.txt")
    assert count_open(store.ledger) == 1
    monkeypatch.setattr(disk_space, "RESERVE_MIB", 1)
    eventually(lambda: not count_open(store.ledger))
    assert working.stop()
    assert len(found(store, "tea")) == 1


def test_a_ledger_that_is_busy_for_long_delays_documents_and_fails_none(
    ledger: Ledger,
    collection: str,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_S", 0.05)
    jobs = submit(
        ledger, write(tmp_path / "a.txt", "Tea at four."), write(tmp_path / "b.txt", "Tea.")
    )
    monkeypatch.setattr(ledger_engine, "BUSY_TIMEOUT_S", 0.2)
    with owned(home, WordEmbedder()) as store:
        busy = sqlite3.connect(home / ledger_module.FILE_NAME, isolation_level=None)
        working = Worker(store, IngestSettings())
        busy.execute("BEGIN IMMEDIATE")
        working.start()
        eventually(lambda: working.trouble is not None)
        busy.execute("COMMIT")
        busy.close()
        eventually(lambda: not count_open(ledger))
        assert working.stop()
    found_jobs = [find_job(ledger, job.id) for job in jobs]
    assert [job.verdict for job in found_jobs if job] == [Verdict.READ, Verdict.READ]


class Slow(WordEmbedder):
    """Takes its time, and tells when it has begun."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.begun.set()
        time.sleep(0.3)
        return super().embed_passages(texts)


def test_a_worker_that_is_stopped_puts_its_documents_back(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.embedded_texts.EMBED_AT_ONCE", 1)
    text = "\n\n".join(f"# Part {n}\n\n" + f"word{n} " * 60 for n in range(40))
    (job,) = submit(ledger, write(tmp_path / "long.md", text))
    with owned(home, slow := Slow()) as store:
        working = Worker(store, IngestSettings())
        working.start()
        assert slow.begun.wait(20)
        started = time.monotonic()
        assert working.stop()
        assert time.monotonic() - started < 5
    assert find_job(ledger, job.id).state is JobState.QUEUED  # type: ignore[union-attr]
    with owned(home, WordEmbedder()) as store:
        drain(store)
        assert_whole(store)
    assert find_job(ledger, job.id).verdict is Verdict.READ  # type: ignore[union-attr]


def test_a_worker_that_is_stopped_does_not_wait_for_a_file_that_takes_long(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "slow.pdf").write_bytes(form_laughs())
    (job,) = submit(store.ledger, tmp_path / "slow.pdf")
    working = Worker(store, IngestSettings())
    working.start()
    eventually(lambda: job_of(store, job).state is JobState.RUNNING)
    time.sleep(1.5)
    started = time.monotonic()
    assert working.stop()
    assert time.monotonic() - started < 5
    assert job_of(store, job).state is JobState.QUEUED


def test_the_worker_of_a_server_finds_new_jobs_by_itself_and_seals_the_index_when_idle(
    store: Store, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SEAL_AFTER_S", 0.1)
    working = Worker(store, IngestSettings())
    working.start()
    with Ledger.open(home).read():  # another process's view of the ledger
        submit(store.ledger, write(tmp_path / "a.txt", "Tea is served at four."))
    working.nudge()
    eventually(lambda: not count_open(store.ledger))
    folder = current(home)
    assert folder is not None
    eventually((folder / MANIFEST).is_file)
    assert working.stop()
    assert_whole(store)


def test_what_another_process_removes_leaves_the_index_without_a_job(
    store: Store, home: Path, tmp_path: Path
) -> None:
    job = add(store, write(tmp_path / "a.txt", "Tea is served at four."))["a.txt"]
    other = Ledger.open(home)
    working = Worker(store, IngestSettings())
    working.start()
    remove_document(other, store.originals, job.document_id)
    assert found(store, "tea") == []
    eventually(lambda: not index_size(store))
    assert working.stop()
    other.close()
    assert_whole(store)


def index_size(store: Store) -> int:
    """Chunks that the index itself still finds, whatever the ledger says."""
    query = QueryVector.of(store.embedder, "tea")
    return len(store.index.search_dense(query, audiences=frozenset(range(1, 9)), k=5))


def test_a_worker_that_was_never_started_stops_at_once(store: Store) -> None:
    assert Worker(store, IngestSettings()).stop()


def test_pages_are_reported_while_a_document_is_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "REPORT_S", 0.0)
    file = write(tmp_path / "long.txt", "\f".join(f"Page {n} has words." for n in range(5)))
    (job,) = submit(store.ledger, file)
    drain(store)
    now = job_of(store, job)
    assert now.pages_done == now.pages_total > 0
    assert find_by_source(store.ledger, "policies", str(file)) is not None


def test_logs_are_quiet_when_all_goes_well(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    add(store, write(tmp_path / "a.txt", "Tea is served at four."))
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


def test_whoever_waits_is_told_when_nothing_is_left_to_do(store: Store, tmp_path: Path) -> None:
    submit(store.ledger, write(tmp_path / "keys.txt", "Keys are returned every evening."))
    rests = threading.Event()
    working = Worker(store, IngestSettings(), rests=rests.set)
    working.start()
    assert rests.wait(60)
    assert not count_open(store.ledger)
    assert working.stop()
