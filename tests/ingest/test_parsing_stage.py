import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from ingest import parsing_stage
from ingest.parsing_stage import ParsingStage
from ingest.pipeline import Prepared
from storage.page_findings import HiddenKind, HiddenText
from storage.records import Job, Page
from tests.ingest.parsing_jobs import Queue, eventually, job, read, taken


def test_several_documents_are_read_at_once_and_come_in_the_order_of_their_jobs() -> None:
    together = threading.Barrier(3, timeout=20)

    def prepare(one: Job) -> Prepared:
        together.wait()  # passes where three are read at the same time
        time.sleep(0.05 * (3 - one.id % 3))  # the first is the last to be ready
        return read(one)

    with ParsingStage(Queue(*map(job, range(1, 7))), prepare, threads=3) as stage:
        assert taken(stage, 6) == [1, 2, 3, 4, 5, 6]
        assert stage.drained


def test_no_more_documents_are_given_than_were_asked_for() -> None:
    stage = ParsingStage(Queue(*map(job, range(6))), lambda one: read(one, chunks=3), threads=1)
    with stage:
        eventually(lambda: len(stage.waiting) == 6)
        numbers = [
            [one.job.id for one in stage.ready(wait_s=0.05, chunks=chunks)]
            for chunks in (0, 1, 4, 100)
        ]
    assert numbers == [[], [0], [1, 2], [3, 4, 5]]


def test_a_document_that_takes_long_is_overtaken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing_stage, "OVERTAKE_S", 0.1)
    go_on = threading.Event()

    def prepare(one: Job) -> Prepared:
        if one.id == 1:
            assert go_on.wait(20)
        return read(one)

    with ParsingStage(Queue(*map(job, range(1, 4))), prepare, threads=2) as stage:
        assert taken(stage, 2) == [2, 3]
        assert not stage.drained
        go_on.set()
        assert taken(stage, 1) == [1]


def test_no_more_is_read_than_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing_stage, "MOST_WAITING_CHUNKS", 10)
    begun: list[int] = []

    def prepare(one: Job) -> Prepared:
        begun.append(one.id)
        return read(one, chunks=5)

    jobs = [job(number) for number in range(1, 20)]
    with ParsingStage(Queue(*jobs), prepare, threads=1) as stage:
        eventually(lambda: len(begun) == 2)
        time.sleep(0.5)
        assert len(begun) == 2
        assert taken(stage, 2) == [1, 2]
        time.sleep(0.3)
        assert len(begun) == 2  # taken, but not published yet
        stage.release(jobs[:1])
        eventually(lambda: len(begun) == 3)


@pytest.mark.parametrize(("hidden", "most"), [(0, 10), (4_000, 2)], ids=["none", "much"])
def test_documents_without_chunks_count_with_their_hidden_text(
    monkeypatch: pytest.MonkeyPatch, hidden: int, most: int
) -> None:
    monkeypatch.setattr(parsing_stage, "MOST_WAITING_CHUNKS", 10)
    begun: list[int] = []

    def prepare(one: Job) -> Prepared:
        begun.append(one.id)
        document = read(one, chunks=0)
        texts = (HiddenText(HiddenKind.TINY, "x" * hidden),)
        page = Page(1, "", hidden=texts)
        return replace(document, version=replace(document.version, pages=(page,)))

    with ParsingStage(Queue(*map(job, range(1, 40))), prepare, threads=1):
        eventually(lambda: len(begun) == most)
        time.sleep(0.5)
        assert len(begun) == most


def test_a_failure_that_is_no_documents_fault_reaches_whoever_waits() -> None:
    def prepare(one: Job) -> Prepared:
        raise OSError("no disk")

    with ParsingStage(Queue(job(1)), prepare, threads=2) as stage:
        with pytest.raises(OSError, match="no disk"):
            taken(stage, 1)
        assert not stage.drained


def test_it_ends_while_documents_are_read_and_says_so_to_whoever_reads() -> None:
    begun = threading.Event()

    def prepare(one: Job) -> Prepared | None:
        begun.set()
        eventually(lambda: stage.over)
        return None

    with ParsingStage(Queue(job(1)), prepare, threads=2) as stage:
        assert begun.wait(20)
    assert stage.over


def test_an_empty_queue_is_not_looked_at_without_end() -> None:
    looks: list[int] = []

    def claim() -> Sequence[Job]:
        looks.append(1)
        return []

    with ParsingStage(claim, read, threads=4) as stage:
        eventually(lambda: stage.finished)
        before = len(looks)
        time.sleep(1.0)
        assert len(looks) - before <= 1.0 / parsing_stage.LOOK_AGAIN_S + 1
