"""Jobs that end before their turn, and what was kept for them."""

import io
from hashlib import sha256

import pytest
from sqlalchemy import event

from storage import unused_originals
from storage.access import create_collection
from storage.jobs import batch_jobs, claim_next, enqueue, find_job, finish
from storage.ledger import Ledger
from storage.open_jobs import (
    has_file_waiting,
    is_open,
    queued_files,
    withdraw_jobs,
    withdraw_uploads,
)
from storage.originals import Originals
from storage.records import Job, JobState, Verdict
from tests.storage.populating import add, new_version


@pytest.fixture
def originals(ledger: Ledger) -> Originals:
    create_collection(ledger, "hr", groups=["hr"])
    return Originals(ledger.home)


def queue(
    ledger: Ledger, originals: Originals, source: str, *, text: str = "", batch: str = "batch"
) -> Job:
    """A job whose original is kept; its text is its source where none is given."""
    kept = originals.keep(io.BytesIO((text or source).encode()), limit_bytes=100)
    return enqueue(
        ledger,
        collection="hr",
        source=source,
        file_name=source,
        requested_by="ann",
        batch=batch,
        content_sha256=kept.sha256,
        size_bytes=kept.size_bytes,
    )


def test_who_sent_files_ends_those_that_wait_and_leaves_what_runs(
    ledger: Ledger, originals: Originals
) -> None:
    running, *others = (queue(ledger, originals, f"upload:{name}") for name in "abc")
    of_folder = queue(ledger, originals, "/d")
    claim_next(ledger, owner="w")
    assert withdraw_uploads(ledger, originals, "bob") == 0
    assert withdraw_uploads(ledger, originals, "ann") == len(others)
    states = [job.state for job in batch_jobs(ledger, "batch")]
    failed = JobState.FAILED
    assert states == [JobState.RUNNING, failed, failed, JobState.QUEUED]
    kept = {running.content_sha256, of_folder.content_sha256}
    assert set(originals.contents()) == kept
    ended = find_job(ledger, others[0].id)
    assert ended is not None
    assert ended.verdict is Verdict.CANCELLED
    assert withdraw_uploads(ledger, originals, "ann") == 0


def test_an_original_that_another_job_needs_stays(ledger: Ledger, originals: Originals) -> None:
    queue(ledger, originals, "upload:a", text="same")
    other = queue(ledger, originals, "/b", text="same", batch="other")
    assert withdraw_uploads(ledger, originals, "ann") == 1
    assert originals.contents() == [other.content_sha256]
    assert is_open(ledger, other.id)


def test_cancelling_many_files_asks_few_questions_and_keeps_what_is_needed(
    ledger: Ledger, originals: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unused_originals, "TOGETHER", 100)
    with ledger.together():
        for number in range(250):
            queue(ledger, originals, f"upload:{number}")
        other = queue(ledger, originals, "/a", text="upload:7")
        read = sha256(b"upload:9").hexdigest()
        add(ledger, new_version("hr", "/read", content=read))
    statements: list[str] = []
    with ledger.read() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert withdraw_uploads(ledger, originals, "ann") == 250
    assert len(statements) < 30
    assert set(originals.contents()) == {other.content_sha256, read}


def test_withdrawing_ends_the_jobs_of_files_that_are_gone_and_of_no_others(
    ledger: Ledger, originals: Originals
) -> None:
    gone, also, stays = (queue(ledger, originals, source) for source in ("/a", "/c", "/b"))
    waiting = queued_files(ledger, "hr", "/")
    assert [one.source for one in waiting] == ["/a", "/b", "/c"]
    those = [one for one in waiting if one.source != "/b"]
    assert withdraw_jobs(ledger, originals, those) == 2
    for job in (gone, also):
        ended = find_job(ledger, job.id)
        assert ended is not None and ended.finished is not None
        assert (ended.verdict, ended.detail) == (Verdict.CANCELLED, "The file is gone.")
        assert not is_open(ledger, job.id)
    assert is_open(ledger, stays.id)
    assert originals.contents() == [stays.content_sha256]
    assert withdraw_jobs(ledger, originals, []) == 0
    assert withdraw_jobs(ledger, originals, those) == 0


def test_a_file_that_came_back_before_its_job_is_withdrawn_is_read(
    ledger: Ledger, originals: Originals
) -> None:
    """Looking whether thousands of files are gone takes a share minutes."""
    former = queue(ledger, originals, "/a")
    queue(ledger, originals, "/b")
    waiting = queued_files(ledger, "hr", "/")
    changed = queue(ledger, originals, "/a", text="changed", batch="other")
    same = queue(ledger, originals, "/b", batch="other")
    assert withdraw_jobs(ledger, originals, waiting) == 1
    assert [is_open(ledger, job.id) for job in (former, changed, same)] == [False, True, True]
    assert set(originals.contents()) == {changed.content_sha256, same.content_sha256}


def test_the_files_of_a_whole_folder_are_withdrawn_in_few_transactions(
    ledger: Ledger, originals: Originals
) -> None:
    sources = [f"/{number}" for number in range(1100)]
    with ledger.together():
        for source in sources:
            queue(ledger, originals, source)
    with ledger.read() as connection:
        engine = connection.engine
    transactions: list[object] = []
    event.listen(engine, "commit", transactions.append)
    assert withdraw_jobs(ledger, originals, queued_files(ledger, "hr", "/")) == 1100
    assert len(transactions) == 1 + 3  # one for the jobs, one for each 500 contents
    assert originals.contents() == []


def test_a_job_is_of_others_while_it_is_open(ledger: Ledger, originals: Originals) -> None:
    job = queue(ledger, originals, "/a")

    def taken(person: str, source: str = "/a") -> bool:
        return has_file_waiting(ledger, "hr", source, besides=person)

    assert (taken("ann"), taken("bea"), taken("bea", "/b")) == (False, True, False)
    claim_next(ledger, owner="w")
    assert taken("bea")
    finish(ledger, job.id, verdict=Verdict.EMPTY)
    assert not taken("bea")
