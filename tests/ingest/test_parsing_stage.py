import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest import parsing_stage
from ingest.parsing_stage import ParsingStage
from ingest.pipeline import Prepared
from storage.page_findings import HiddenKind, HiddenText
from storage.records import ChunkDraft, Job, JobState, Page, Span, Verdict
from storage.versions import NewVersion

JOB = Job(
    id=0,
    batch="b",
    state=JobState.RUNNING,
    collection="policies",
    source="",
    file_name="a.txt",
    title="",
    readers=None,
    requested_by="ann",
    content_sha256="0" * 64,
    pages_done=0,
    pages_total=0,
    verdict=None,
    detail="",
    document_id="",
    created=datetime.now(UTC),
    finished=None,
)


def job(number: int, source: str = "") -> Job:
    return replace(
        JOB, id=number, source=source or f"/{number}.txt", content_sha256=f"{number:064d}"
    )


def read(one: Job, chunks: int = 1) -> Prepared:
    drafts = [ChunkDraft("text", "", (Span(1, 0, 4),), "en")] * chunks
    version = NewVersion(
        collection=one.collection,
        source=one.source,
        file_name=one.file_name,
        title="",
        media_type="text/plain",
        language="en",
        verdict=Verdict.READ,
        content_sha256=one.content_sha256,
        size_bytes=4,
        recipe="",
        added_by="ann",
        pages=(),
        chunks=drafts,
    )
    return Prepared(one, version, tuple(f"{one.id} {n}" for n in range(chunks)))


class Queue:
    """Jobs to be claimed, two at a time."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = list(jobs)

    def __call__(self) -> Sequence[Job]:
        claimed, self.jobs = self.jobs[:2], self.jobs[2:]
        return claimed


def taken(stage: ParsingStage, count: int) -> list[int]:
    """The ids of the next `count` documents, as they come."""
    found: list[int] = []
    until = time.monotonic() + 20
    while len(found) < count and time.monotonic() < until:
        found += [one.job.id for one in stage.ready(wait_s=0.05, chunks=10**9)]
    return found


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


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


def test_the_second_job_of_a_source_waits_until_the_first_is_released() -> None:
    begun: list[int] = []

    def prepare(one: Job) -> Prepared:
        begun.append(one.id)
        return read(one)

    same = [job(1, "/a"), job(2, "/b"), job(3, "/a"), job(4, "/c")]
    with ParsingStage(Queue(*same), prepare, threads=3) as stage:
        assert taken(stage, 2) == [1, 2]
        eventually(lambda: stage.drained)
        assert not stage.finished
        time.sleep(0.3)
        assert sorted(begun) == [1, 2]
        stage.release([same[0]])
        assert taken(stage, 2) == [3, 4]
        stage.release(same)
        eventually(lambda: stage.finished)


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


def test_a_job_that_has_its_verdict_gives_no_document_and_holds_nothing_up() -> None:
    def prepare(one: Job) -> Prepared | None:
        return None if one.id % 2 else read(one)

    same = [job(1, "/a"), job(2, "/a"), job(3, "/a"), job(4, "/b")]
    with ParsingStage(Queue(*same), prepare, threads=2) as stage:
        assert taken(stage, 1) == [2]
        stage.release([same[1]])
        assert taken(stage, 1) == [4]


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
