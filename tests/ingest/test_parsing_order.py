"""Which jobs wait for others in the stage that reads, and which pass them."""

import threading
import time
from dataclasses import replace

import pytest

from ingest import parsing_stage
from ingest.parsing_stage import ParsingStage
from ingest.pipeline import Prepared
from storage.records import Job
from tests.ingest.parsing_jobs import Queue, eventually, job, read, taken


def test_of_two_files_with_the_same_bytes_the_second_waits_until_the_first_is_read() -> None:
    under_way: list[int] = []
    together: list[list[int]] = []

    def prepare(one: Job) -> Prepared:
        under_way.append(one.id)
        time.sleep(0.1)
        together.append(list(under_way))
        under_way.remove(one.id)
        return read(one)

    copies = [replace(job(number), content_sha256="0" * 64) for number in (1, 2)]
    with ParsingStage(Queue(*copies), prepare, threads=2) as stage:
        assert taken(stage, 2) == [1, 2]
    assert together == [[1], [2]]


def test_what_follows_a_copy_of_a_file_being_read_passes_it() -> None:
    go_on = threading.Event()
    begun: list[int] = []

    def prepare(one: Job) -> Prepared:
        begun.append(one.id)
        if one.id == 1:
            assert go_on.wait(20)
        return read(one)

    copies = [replace(job(number), content_sha256="0" * 64) for number in range(1, 31)]
    others = [job(number) for number in range(31, 41)]
    with ParsingStage(Queue(*copies, *others), prepare, threads=2) as stage:
        eventually(lambda: len(begun) == 11)
        assert begun == [1, *range(31, 41)]
        assert not stage.drained
        go_on.set()
        assert sorted(taken(stage, 40)) == list(range(1, 41))
        stage.release([*copies, *others])
        eventually(lambda: stage.finished)


def test_jobs_of_one_source_keep_their_order_while_the_first_of_them_waits() -> None:
    go_on = threading.Event()
    begun: list[int] = []

    def prepare(one: Job) -> Prepared:
        begun.append(one.id)
        if one.id == 1:
            assert go_on.wait(20)
        return read(one)

    copy = replace(job(2, "/b"), content_sha256=job(1).content_sha256)
    jobs = [job(1), copy, job(3, "/b"), job(4)]
    with ParsingStage(Queue(*jobs), prepare, threads=3) as stage:
        eventually(lambda: 4 in begun)
        time.sleep(0.3)
        assert begun == [1, 4]
        go_on.set()
        eventually(lambda: 2 in begun)
        time.sleep(0.3)
        assert begun == [1, 4, 2]
        assert taken(stage, 3)
        stage.release(jobs[:2])
        eventually(lambda: 3 in begun)


def test_no_more_is_claimed_than_may_wait_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing_stage, "MOST_HELD", 6)
    go_on = threading.Event()

    def prepare(one: Job) -> Prepared:
        assert go_on.wait(20)
        return read(one)

    copies = [replace(job(number), content_sha256="0" * 64) for number in range(1, 41)]
    queue = Queue(*copies)
    with ParsingStage(queue, prepare, threads=2) as stage:
        eventually(lambda: len(queue.jobs) <= 33)
        time.sleep(0.5)
        assert len(queue.jobs) >= 40 - 1 - 6 - 2
        go_on.set()
        assert sorted(taken(stage, 40)) == list(range(1, 41))


def test_copies_that_wait_for_a_release_let_whoever_publishes_know() -> None:
    same = [job(number, "/a") for number in range(1, 4)]
    with ParsingStage(Queue(*same), read, threads=2) as stage:
        for number in (1, 2, 3):
            assert taken(stage, 1) == [number]
            eventually(lambda: stage.drained)
            stage.release([same[number - 1]])
        eventually(lambda: stage.finished)


def test_nothing_is_claimed_once_it_ended_because_all_was_done() -> None:
    queue = Queue()
    with ParsingStage(queue, read, threads=2) as stage:
        eventually(stage.end_if_finished)
        queue.jobs = [job(1)]
        time.sleep(0.5)
        assert len(queue.jobs) == 1


def test_the_second_job_of_a_source_waits_until_the_first_is_released() -> None:
    begun: list[int] = []

    def prepare(one: Job) -> Prepared:
        begun.append(one.id)
        return read(one)

    same = [job(1, "/a"), job(2, "/b"), job(3, "/a"), job(4, "/c")]
    with ParsingStage(Queue(*same), prepare, threads=3) as stage:
        assert taken(stage, 3) == [1, 2, 4]
        eventually(lambda: stage.drained)
        assert not stage.finished
        time.sleep(0.3)
        assert sorted(begun) == [1, 2, 4]
        stage.release([same[0]])
        assert taken(stage, 1) == [3]
        stage.release(same)
        eventually(lambda: stage.finished)


def test_a_job_that_has_its_verdict_gives_no_document_and_holds_nothing_up() -> None:
    def prepare(one: Job) -> Prepared | None:
        return None if one.id % 2 else read(one)

    same = [job(1, "/a"), job(2, "/a"), job(3, "/a"), job(4, "/b")]
    with ParsingStage(Queue(*same), prepare, threads=2) as stage:
        assert sorted(taken(stage, 2)) == [2, 4]
        stage.release([same[1], same[3]])
        eventually(lambda: stage.finished)
