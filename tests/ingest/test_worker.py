import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.hostile_pdfs import form_laughs
from ingest import disk_space, stages, worker
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage import ledger as ledger_module
from storage.documents import count_documents, find_by_source, list_documents
from storage.errors import EmbedderError, HomeError
from storage.generations import current
from storage.jobs import count_open, find_job
from storage.ledger import Ledger
from storage.manifest import MANIFEST
from storage.query_vector import QueryVector
from storage.records import OPERATOR, Job, JobState, Reader, Verdict
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from storage.versions import remove_document
from tests.fakes import WordEmbedder
from tests.ingest.adding import add, assert_whole, drain, found, submit, write

STAFF = Reader("ann", frozenset({"staff"}))
STAFF_HR = Reader("bea", frozenset({"staff", "hr"}))


def originals(home: Path) -> set[str]:
    return {path.name for path in (home / "originals").glob("??/*")}


def eventually(condition: Callable[[], bool], *, within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_file_becomes_searchable_with_its_pages(store: Store, tmp_path: Path) -> None:
    jobs = add(store, write(tmp_path / "travel.txt", "Trains are paid by the company."))
    job = jobs["travel.txt"]
    assert (job.state, job.verdict) == (JobState.DONE, Verdict.READ)
    assert found(store, "trains") == ["Trains are paid by the company."]
    document = list_documents(store.ledger, OPERATOR)[0]
    assert (document.id, document.source) == (job.document_id, str(tmp_path / "travel.txt"))
    assert_whole(store)


def test_the_same_file_again_is_neither_read_nor_embedded(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs" / "a.txt", "Holidays are requested in writing.").parent
    write(folder / "b.txt", "Holidays last five weeks.")
    add(store, folder)
    before = list_documents(store.ledger, OPERATOR)
    assert isinstance(store.embedder, WordEmbedder)
    store.embedder.embedded.clear()
    for _ in range(2):
        jobs = add(store, folder)
        assert {job.verdict for job in jobs.values()} == {Verdict.UNCHANGED}
    assert store.embedder.embedded == []
    assert list_documents(store.ledger, OPERATOR) == before
    assert_whole(store)


def test_a_changed_file_replaces_its_former_content_everywhere(
    store: Store, home: Path, tmp_path: Path
) -> None:
    file = write(tmp_path / "rule.txt", "Badges are blue.")
    first = add(store, file)["rule.txt"]
    second = add(store, write(file, "Badges are green."))["rule.txt"]
    assert second.document_id == first.document_id
    assert found(store, "badges") == ["Badges are green."]
    assert originals(home) == {second.content_sha256}
    assert_whole(store)


def test_a_text_that_was_embedded_before_is_not_embedded_again(
    store: Store, tmp_path: Path
) -> None:
    add(store, write(tmp_path / "one" / "rule.txt", "Badges are blue."))
    assert isinstance(store.embedder, WordEmbedder)
    store.embedder.embedded.clear()
    add(store, write(tmp_path / "two" / "rule.txt", "Badges are blue."))
    assert store.embedder.embedded == []
    assert len(found(store, "badges")) == 2
    assert_whole(store)


def test_one_bad_document_does_not_stop_the_others(store: Store, tmp_path: Path) -> None:
    write(tmp_path / "docs" / "a.txt", "Parking is free.")
    (tmp_path / "docs" / "b.pdf").write_bytes(b"%PDF-1.7 and then nothing that is a PDF")
    (tmp_path / "docs" / "c.txt").write_bytes(b"")
    (tmp_path / "docs" / "d.bin").write_bytes(bytes(range(256)) * 8)
    write(tmp_path / "docs" / "e.txt", "Parking is open on Sundays.")
    jobs = add(store, tmp_path / "docs")
    verdicts = {name: job.verdict for name, job in jobs.items()}
    assert verdicts == {
        "a.txt": Verdict.READ,
        "b.pdf": Verdict.DAMAGED,
        "c.txt": Verdict.EMPTY,
        "d.bin": Verdict.UNKNOWN_TYPE,
        "e.txt": Verdict.READ,
    }
    assert all(job.detail for job in jobs.values() if job.state is JobState.FAILED)
    assert count_documents(store.ledger, OPERATOR) == 2
    assert_whole(store)


def test_nothing_of_a_file_that_failed_is_kept(store: Store, home: Path, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 broken")
    add(store, tmp_path / "x.pdf")
    assert originals(home) == set()


def test_a_file_that_cannot_be_read_any_more_stays_searchable_as_it_was(
    store: Store, home: Path, tmp_path: Path
) -> None:
    file = write(tmp_path / "rule.txt", "Badges are blue.")
    first = add(store, file)["rule.txt"]
    file.write_bytes(b"%PDF-1.7 broken")
    second = add(store, file)["rule.txt"]
    assert second.verdict is Verdict.DAMAGED
    assert "stays searchable" in second.detail
    assert second.document_id == first.document_id
    assert found(store, "badges") == ["Badges are blue."]
    assert originals(home) == {first.content_sha256}


def test_identical_bytes_under_two_sources_are_two_documents_with_one_original(
    store: Store, home: Path, tmp_path: Path
) -> None:
    jobs = add(
        store,
        write(tmp_path / "a.txt", "The canteen opens at noon."),
        write(tmp_path / "b.txt", "The canteen opens at noon."),
    )
    assert jobs["a.txt"].document_id != jobs["b.txt"].document_id
    assert len(found(store, "canteen")) == 2
    remove_document(store.ledger, store.originals, jobs["a.txt"].document_id)
    drain(store)
    assert len(found(store, "canteen")) == 1
    assert originals(home) == {jobs["b.txt"].content_sha256}
    assert_whole(store)


def test_a_narrowed_document_is_found_by_its_readers_only(store: Store, tmp_path: Path) -> None:
    add(store, write(tmp_path / "pay.txt", "Salaries are secret."), readers=["hr"])
    assert found(store, "salaries", reader=STAFF) == []
    assert found(store, "salaries", reader=STAFF_HR) == ["Salaries are secret."]


def test_readers_follow_the_last_addition_without_reading_the_file_again(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "pay.txt", "Salaries are secret.")
    add(store, file)
    version = list_documents(store.ledger, OPERATOR)[0].version_id
    assert found(store, "salaries", reader=STAFF)
    assert add(store, file, readers=["hr"])["pay.txt"].verdict is Verdict.UNCHANGED
    assert found(store, "salaries", reader=STAFF) == []
    assert_whole(store)
    add(store, file)  # says nothing of readers: as narrow as before
    assert found(store, "salaries", reader=STAFF) == []
    add(store, file, readers=["*"])
    assert found(store, "salaries", reader=STAFF)
    assert list_documents(store.ledger, OPERATOR)[0].version_id == version
    assert_whole(store)


def test_a_changed_file_stays_as_narrow_as_it_was(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "pay.txt", "Salaries are secret.")
    add(store, file, readers=["hr"])
    add(store, write(file, "Salaries are still secret."))
    assert found(store, "salaries", reader=STAFF) == []
    assert found(store, "salaries", reader=STAFF_HR) == ["Salaries are still secret."]


def test_readers_are_narrowed_even_where_the_new_content_cannot_be_read(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "pay.txt", "Salaries are secret.")
    add(store, file)
    file.write_bytes(b"%PDF-1.7 broken")
    add(store, file, readers=["hr"])
    assert found(store, "salaries", reader=STAFF) == []
    assert found(store, "salaries", reader=STAFF_HR) == ["Salaries are secret."]


def test_a_title_that_is_given_replaces_that_of_the_document(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "x1.txt", "Badges are blue.")
    add(store, file)
    assert add(store, file, title="Access to the building")["x1.txt"].verdict is Verdict.READ
    assert [d.title for d in list_documents(store.ledger, OPERATOR)] == ["Access to the building"]
    assert add(store, file, title="Access to the building")["x1.txt"].verdict is Verdict.UNCHANGED
    assert add(store, file)["x1.txt"].verdict is Verdict.UNCHANGED


def test_two_jobs_for_one_file_read_it_once(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "rule.txt", "Badges are blue.")
    first, again = submit(store.ledger, file), submit(store.ledger, file)
    assert [job.id for job in first] == [job.id for job in again]
    narrower = submit(store.ledger, file, title="Badges")
    assert [job.id for job in narrower] == [job.id for job in first]
    drain(store)
    assert count_documents(store.ledger, OPERATOR) == 1


def test_two_contents_of_one_file_in_the_queue_end_with_the_later(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "rule.txt", "Badges are blue.")
    submit(store.ledger, file)
    submit(store.ledger, write(file, "Badges are green."))
    drain(store)
    assert found(store, "badges") == ["Badges are green."]
    assert_whole(store)


class Poisoned(WordEmbedder):
    """Cannot embed a text with a certain word."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any("arsenic" in text for text in texts):
            raise ValueError(f"cannot embed {texts}")
        return super().embed_passages(texts)


def owned(home: Path, embedder: WordEmbedder) -> Store:
    return open_owned(StorageSettings(home=home), embedder=embedder)


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
    monkeypatch.setattr(ledger_module, "BUSY_TIMEOUT_S", 0.2)
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
    monkeypatch.setattr("ingest.pipeline.EMBED_AT_ONCE", 1)
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


def job_of(store: Store, job: Job) -> Job:
    now = find_job(store.ledger, job.id)
    assert now is not None
    return now


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
