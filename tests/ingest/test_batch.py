from pathlib import Path

import pytest

from ingest.batch import Batch
from storage.jobs import claim_next, find_job, finish
from storage.ledger import Ledger
from storage.records import JobState, Verdict
from tests.ingest.adding import submit, write


@pytest.fixture
def batch(ledger: Ledger, collection: str, tmp_path: Path) -> Batch:
    for number in range(3):
        write(tmp_path / "docs" / f"{number}.txt", f"Rule {number}.")
    return Batch(reversed(submit(ledger, tmp_path / "docs")))


def end_next(ledger: Ledger) -> int:
    job = claim_next(ledger, owner="me")
    assert job is not None
    finish(ledger, job.id, verdict=Verdict.READ)
    return job.id


def test_finished_jobs_come_once_each_in_the_order_of_the_queue(
    ledger: Ledger, batch: Batch
) -> None:
    assert batch.newly_finished(ledger) == []
    ended = [end_next(ledger), end_next(ledger)]
    assert [job.id for job in batch.newly_finished(ledger)] == ended
    assert batch.newly_finished(ledger) == []
    assert (batch.size, batch.open) == (3, 1)
    end_next(ledger)
    assert [job.verdict for job in batch.newly_finished(ledger)] == [Verdict.READ]
    assert (batch.open, batch.next) == (0, None)


def test_a_job_that_overtook_another_is_told_at_once(ledger: Ledger, batch: Batch) -> None:
    slow = claim_next(ledger, owner="me")
    ended = end_next(ledger)
    assert [job.id for job in batch.newly_finished(ledger)] == [ended]
    assert slow is not None and batch.next is not None
    assert (batch.next.id, batch.open) == (slow.id, 2)
    finish(ledger, slow.id, verdict=Verdict.READ)
    last = end_next(ledger)
    assert [job.id for job in batch.newly_finished(ledger)] == [slow.id, last]


def test_the_next_job_is_known_as_it_is_now(ledger: Ledger, batch: Batch) -> None:
    claimed = claim_next(ledger, owner="me")
    batch.newly_finished(ledger)
    assert batch.next is not None and claimed is not None
    assert (batch.next.id, batch.next.state) == (claimed.id, JobState.RUNNING)


def test_a_job_that_another_command_took_over_is_still_followed(
    ledger: Ledger, batch: Batch, tmp_path: Path
) -> None:
    first = batch.next
    assert first is not None
    submit(ledger, tmp_path / "docs")
    now = find_job(ledger, first.id)
    assert now is not None and now.batch != first.batch
    assert batch.newly_finished(ledger) == []
    end_next(ledger)
    assert len(batch.newly_finished(ledger)) == 1


def test_a_job_that_is_gone_counts_as_cancelled(ledger: Ledger, batch: Batch) -> None:
    with ledger.write() as connection:
        connection.exec_driver_sql("DELETE FROM jobs")
    verdicts = [job.verdict for job in batch.newly_finished(ledger)]
    assert verdicts == [Verdict.CANCELLED] * 3


def test_a_job_named_twice_counts_once(ledger: Ledger, collection: str, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "Tea.")
    twice = submit(ledger, file) + submit(ledger, file)
    batch = Batch(twice)
    assert (batch.size, batch.open) == (1, 1)
    found = find_job(ledger, twice[0].id)
    assert found is not None and found.state is JobState.QUEUED
