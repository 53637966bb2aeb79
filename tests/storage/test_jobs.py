"""Jobs: claimed once, never made twice for the same file, followed from any process."""

import multiprocessing
from pathlib import Path

import pytest

from storage.access import create_collection
from storage.errors import UnknownCollection
from storage.job_access import EVERY_READER
from storage.jobs import (
    batch_jobs,
    claim_next,
    count_open,
    enqueue,
    find_job,
    finish,
    recent_jobs,
    record_failed,
    report_pages,
    requeue_abandoned,
)
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import OPERATOR, Job, JobState, Reader, Verdict
from storage.versions import remove_document
from tests.storage.populating import add, new_version


@pytest.fixture(autouse=True)
def collection(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])


def queue(ledger: Ledger, source: str, *, batch: str = "batch", content: str = "c") -> Job:
    return enqueue(
        ledger,
        collection="hr",
        source=source,
        file_name=source,
        requested_by="operator",
        batch=batch,
        content_sha256=content,
        size_bytes=1,
    )


def test_jobs_are_claimed_oldest_first_and_once(ledger: Ledger) -> None:
    first, second = queue(ledger, "/a"), queue(ledger, "/b")
    claimed = [claim_next(ledger, owner="w") for _ in range(3)]
    assert [job and job.id for job in claimed] == [first.id, second.id, None]


def claim_all(ledger: Ledger) -> list[str]:
    """The sources of all queued jobs, as a worker that names the batch before claims them."""
    claimed, batch = [], ""
    while job := claim_next(ledger, owner="w", after_batch=batch):
        claimed.append(job.source)
        batch = job.batch
    return claimed


def test_a_single_file_does_not_wait_for_a_folder_that_came_before(ledger: Ledger) -> None:
    for number in range(5):
        queue(ledger, f"/folder/{number}", batch="folder")
    for number in range(2):
        queue(ledger, f"upload:{number}", batch="upload")
    first, rest = ["upload:0", "/folder/0", "upload:1"], [f"/folder/{n}" for n in range(1, 5)]
    assert claim_all(ledger) == first + rest


def test_two_contents_of_one_source_keep_their_order_across_batches(ledger: Ledger) -> None:
    queue(ledger, "/other", batch="first")
    older = queue(ledger, "/a", batch="first", content="older")
    newer = queue(ledger, "/a", batch="second", content="newer")
    claimed = [claim_next(ledger, owner="w") for _ in range(3)]
    assert [job.id for job in claimed if job and job.source == "/a"] == [older.id, newer.id]


def test_the_same_file_and_content_have_one_open_job(ledger: Ledger) -> None:
    first = queue(ledger, "/a", batch="killed")
    claim_next(ledger, owner="dead")
    again = queue(ledger, "/a", batch="repeated")
    assert again.id == first.id
    assert again.batch == "repeated"
    assert queue(ledger, "/a", content="changed").id != first.id
    finish(ledger, first.id, verdict=Verdict.READ)
    assert queue(ledger, "/a").id != first.id


def test_a_running_job_of_a_dead_owner_is_queued_again(ledger: Ledger) -> None:
    job = queue(ledger, "/a")
    claim_next(ledger, owner="dead")
    assert claim_next(ledger, owner="other") is None
    assert requeue_abandoned(ledger) == 1
    again = claim_next(ledger, owner="other")
    assert again is not None and again.id == job.id


def test_a_job_ends_as_its_verdict_says(ledger: Ledger) -> None:
    job = queue(ledger, "/a")
    report_pages(ledger, job.id, done=2, total=5)
    running = find_job(ledger, job.id)
    assert running is not None and (running.pages_done, running.pages_total) == (2, 5)
    done = finish(ledger, job.id, verdict=Verdict.PARTLY_READ, detail="page 3", document_id="d")
    assert (done.state, done.detail, done.document_id) == (JobState.DONE, "page 3", "d")
    assert done.finished is not None
    failed = finish(ledger, queue(ledger, "/b").id, verdict=Verdict.NO_TEXT)
    assert failed.state is JobState.FAILED


def test_a_batch_accounts_for_files_that_could_not_even_be_kept(ledger: Ledger) -> None:
    queue(ledger, "/a")
    failed = record_failed(
        ledger,
        collection="hr",
        source="/b",
        file_name="b",
        requested_by="operator",
        batch="batch",
        verdict=Verdict.TOO_LARGE,
        detail="300 MiB",
    )
    assert [job.source for job in batch_jobs(ledger, "batch")] == ["/a", "/b"]
    assert batch_jobs(ledger, "batch", after_id=failed.id) == []
    assert count_open(ledger, "batch") == count_open(ledger) == 1
    assert failed.state is JobState.FAILED


@pytest.mark.parametrize(("source", "kept"), [("/closed.pdf", 3), ("upload:closed.pdf", 5)])
def test_a_file_that_stays_closed_has_one_job_however_often_it_is_tried(
    ledger: Ledger, source: str, kept: int
) -> None:
    for narrowed, verdict in [
        (None, Verdict.UNREADABLE_FILE),
        (frozenset({"hr"}), Verdict.UNREADABLE_FILE),
        (None, Verdict.UNREADABLE_FILE),
        (None, Verdict.TOO_LARGE),
        (frozenset({"hr"}), Verdict.UNREADABLE_FILE),
    ]:
        last = record_failed(
            ledger,
            collection="hr",
            source=source,
            file_name="closed.pdf",
            requested_by="operator",
            batch="batch",
            verdict=verdict,
            detail="Permission denied.",
            readers=narrowed,
        )
    jobs = recent_jobs(ledger, OPERATOR)
    assert len(jobs) == kept
    assert jobs[0] == last


def test_a_file_that_could_not_be_kept_is_known_to_its_readers_alone(ledger: Ledger) -> None:
    record_failed(
        ledger,
        collection="hr",
        source="/secret",
        file_name="secret",
        requested_by="operator",
        batch="batch",
        verdict=Verdict.TOO_LARGE,
        detail="",
        readers=frozenset({"managers"}),
    )

    def seen(*groups: str) -> int:
        return len(recent_jobs(ledger, Reader("r", frozenset(groups))))

    assert (seen("hr"), seen("hr", "managers"), seen("managers")) == (0, 1, 0)


def test_a_job_that_has_ended_stays_as_it_is(ledger: Ledger) -> None:
    job = queue(ledger, "/a")
    first = finish(ledger, job.id, verdict=Verdict.CANCELLED, detail="removed")
    assert finish(ledger, job.id, verdict=Verdict.READ, document_id="d") == first
    assert not report_pages(ledger, job.id, done=1, total=2)


def test_recent_jobs_are_shown_to_who_may_read_their_documents(ledger: Ledger) -> None:
    queue(ledger, "/a")
    enqueue(
        ledger,
        collection="hr",
        source="/narrowed",
        file_name="n",
        requested_by="operator",
        batch="batch",
        content_sha256="c",
        size_bytes=1,
        readers=frozenset({"managers"}),
    )

    def sources(*groups: str) -> list[str]:
        return [job.source for job in recent_jobs(ledger, Reader("r", frozenset(groups)))]

    assert sources("hr") == ["/a"]
    assert sources("hr", "managers") == ["/narrowed", "/a"]
    assert sources("managers") == sources() == []
    assert len(recent_jobs(ledger, OPERATOR)) == 2
    assert len(recent_jobs(ledger, OPERATOR, limit=1)) == 1


def test_the_job_of_a_narrowed_document_is_as_narrowed(ledger: Ledger, home: Path) -> None:
    made = add(ledger, new_version("hr", "/a", readers=frozenset({"managers"})))
    finish(ledger, queue(ledger, "/a").id, verdict=Verdict.READ, document_id=made.document_id)
    waiting = queue(ledger, "/a")

    def seen(*groups: str) -> int:
        return len(recent_jobs(ledger, Reader("r", frozenset(groups))))

    assert (seen("hr"), seen("hr", "managers"), seen("managers"), seen()) == (0, 2, 0, 0)
    remove_document(ledger, Originals(home), made.document_id)
    assert (seen("hr"), seen("hr", "managers")) == (0, 2)  # the file's name stays narrowed
    assert claim_next(ledger, owner="w") is None  # nor does it come back
    ended = find_job(ledger, waiting.id)
    assert ended is not None and ended.readers == {"managers"}


def test_a_job_that_undoes_a_narrowing_is_seen_by_who_may_read_the_document(
    ledger: Ledger,
) -> None:
    enqueue(
        ledger,
        collection="hr",
        source="/a",
        file_name="a",
        requested_by="operator",
        batch="b",
        content_sha256="c",
        size_bytes=1,
        readers=frozenset({EVERY_READER}),
    )
    assert len(recent_jobs(ledger, Reader("r", frozenset({"hr"})))) == 1
    add(ledger, new_version("hr", "/a", readers=frozenset({"managers"})))
    assert recent_jobs(ledger, Reader("r", frozenset({"hr"}))) == []


def test_a_limit_counts_only_jobs_that_are_seen(ledger: Ledger) -> None:
    queue(ledger, "/seen")
    add(ledger, new_version("hr", "/a", readers=frozenset({"managers"})))
    queue(ledger, "/a")
    (job,) = recent_jobs(ledger, Reader("r", frozenset({"hr"})), limit=1)
    assert job.source == "/seen"


def test_names_that_could_steer_a_terminal_are_spelled_out(ledger: Ledger) -> None:
    job = queue(ledger, "/a\x1b[2J\n\u202efdp.exe\ud800\x00")
    assert job.source == job.file_name == r"/a\x1b[2J\n\u202efdp.exe\ud800\x00"
    assert queue(ledger, "/a\x1b[2J\n\u202efdp.exe\ud800\x00").id == job.id


def test_a_job_needs_a_collection(ledger: Ledger) -> None:
    with pytest.raises(UnknownCollection):
        enqueue(
            ledger,
            collection="nowhere",
            source="/a",
            file_name="a",
            requested_by="operator",
            batch="b",
            content_sha256="c",
            size_bytes=1,
        )


def queue_and_claim(home: str, name: str, claimed: "multiprocessing.Queue[list[int]]") -> None:
    """What one of two competing processes does."""
    ledger = Ledger.open(Path(home))
    for number in range(100):
        queue(ledger, f"/{name}/{number}")
    mine = []
    while job := claim_next(ledger, owner=name):
        mine.append(job.id)
    claimed.put(mine)
    ledger.close()


def test_two_processes_queue_and_claim_each_job_once(ledger: Ledger, home: Path) -> None:
    context = multiprocessing.get_context("spawn")
    claimed: multiprocessing.Queue[list[int]] = context.Queue()
    workers = [
        context.Process(target=queue_and_claim, args=(str(home), name, claimed)) for name in "ab"
    ]
    for worker in workers:
        worker.start()
    found = claimed.get(timeout=120) + claimed.get(timeout=120)
    for worker in workers:
        worker.join()
    assert sorted(found) == [job.id for job in batch_jobs(ledger, "batch")]
    assert len(found) == 200
