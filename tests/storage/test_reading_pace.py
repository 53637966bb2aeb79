"""The pace of reading: counted from what is seen, foretold from what is known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.access import create_collection
from storage.documents import find_document
from storage.jobs import claim_next, enqueue, finish, report_pages
from storage.ledger import Ledger
from storage.reading_pace import Pace, ReadingCounts, pace, reading_counts
from storage.records import OPERATOR, Job, Reader, Verdict
from storage.rereading import queue_rereading
from tests.storage.populating import add, new_version

HR = Reader("hugo", frozenset({"hr"}))
STAFF = Reader("emma", frozenset({"staff"}))


@pytest.fixture(autouse=True)
def collection(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])


def queue(ledger: Ledger, source: str) -> Job:
    return enqueue(
        ledger,
        collection="hr",
        source=source,
        file_name=source,
        requested_by="claire",
        batch="batch",
        content_sha256=source,
        size_bytes=1,
    )


def counts(**changed: int) -> ReadingCounts:
    none = dict.fromkeys(ReadingCounts.__dataclass_fields__, 0)
    return ReadingCounts(**(none | changed))


def test_the_time_left_is_that_of_the_pages_left_at_the_pace_so_far() -> None:
    seen = counts(
        files_left=5,
        files_without_count=4,
        pages_under_way=30,
        pages_left=10,
        files_finished=2,
        pages_finished=20,
        chunks_finished=55,
    )
    # 40 pages in 10 seconds; 10 pages counted, and four files of 10 pages each, are left
    assert pace(seen, seconds=10, under_way_before=10) == Pace(4.0, 12.5, 5.5)


def test_nothing_is_foretold_from_nothing() -> None:
    assert pace(counts(files_left=3), seconds=10, under_way_before=0) is None
    assert pace(counts(pages_finished=3, files_finished=1), seconds=10, under_way_before=0) is None
    assert pace(counts(files_left=1, pages_under_way=3), seconds=0, under_way_before=0) is None
    # a file that was read in part went back to the queue
    assert pace(counts(files_left=1), seconds=10, under_way_before=7) is None


@given(st.lists(st.integers(0, 10**6), min_size=7, max_size=7), st.floats(1e-3, 1e6))
def test_a_pace_is_never_negative(amounts: list[int], seconds: float) -> None:
    found = pace(ReadingCounts(*amounts), seconds=seconds, under_way_before=0)
    assert found is None or (found.pages_per_s > 0 and found.seconds_left >= 0)


def test_open_jobs_and_those_that_ended_since_are_counted(ledger: Ledger) -> None:
    document = add(ledger, new_version("hr", "done", ["one", "two", "three"])).document_id
    for source in ("done", "long", "next", "last"):
        queue(ledger, source)
    done, long = claim_next(ledger, owner="1"), claim_next(ledger, owner="1")
    assert done is not None and long is not None
    before = reading_counts(ledger, OPERATOR, since=0)
    assert replace(before, last_queued=0) == counts(files_left=4, files_without_count=4)
    newest = queue(ledger, "last").created.timestamp()  # it is queued already, and stays as it is
    assert before.last_queued == pytest.approx(newest, abs=0.001)
    ended = finish(ledger, done.id, verdict=Verdict.READ, document_id=document)
    report_pages(ledger, long.id, done=7, total=40)
    assert ended.finished is not None
    seen = reading_counts(ledger, HR, since=ended.finished.timestamp() - 1)
    assert replace(seen, last_queued=0) == counts(
        files_left=3,
        files_without_count=2,
        pages_under_way=7,
        pages_left=33,
        files_finished=1,
        pages_finished=3,
        chunks_finished=3,
    )
    later = reading_counts(ledger, HR, since=ended.finished.timestamp() + 1)
    assert (later.files_finished, later.pages_finished) == (0, 0)


def test_files_that_may_not_be_read_are_not_counted(ledger: Ledger) -> None:
    document = add(ledger, new_version("hr", "done", ["one"])).document_id
    queue(ledger, "done")
    queue(ledger, "next")
    job = claim_next(ledger, owner="1")
    assert job is not None
    finish(ledger, job.id, verdict=Verdict.READ, document_id=document)
    assert reading_counts(ledger, HR, since=0).files_left == 1
    assert reading_counts(ledger, STAFF, since=0) == counts()
    assert reading_counts(ledger, Reader("nobody"), since=0) == counts()


def test_what_was_unchanged_or_could_not_be_read_does_not_hurry_the_pace(ledger: Ledger) -> None:
    document = add(ledger, new_version("hr", "same", ["one", "two"])).document_id
    for source, verdict in (("same", Verdict.UNCHANGED), ("bad", Verdict.DAMAGED)):
        queue(ledger, source)
        job = claim_next(ledger, owner="1")
        assert job is not None
        finish(ledger, job.id, verdict=verdict, document_id=document)
    assert reading_counts(ledger, HR, since=0) == counts()


def test_a_document_that_is_read_again_is_no_file_that_came_in(ledger: Ledger) -> None:
    known = find_document(
        ledger, OPERATOR, add(ledger, new_version("hr", "done", ["one"])).document_id
    )
    with ledger.write() as connection:
        queue_rereading(connection, known, requested_by="claire")
    found = reading_counts(ledger, HR, since=0)
    assert (found.files_left, found.last_queued) == (1, 0.0)
    came = queue(ledger, "next")
    newest = reading_counts(ledger, HR, since=0).last_queued
    assert newest == pytest.approx(came.created.timestamp(), abs=1e-3)
