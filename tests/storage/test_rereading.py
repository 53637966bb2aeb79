"""A document is read again once, though it is asked for twice, and not by a job that runs."""

import pytest

from storage.access import create_collection
from storage.documents import find_document
from storage.jobs import claim_next, enqueue, find_job
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import OPERATOR, Document, Job, JobState, Verdict
from storage.rereading import as_it_stands, queue_rereading
from storage.versions import remove_document
from tests.assistant.handbook import add
from tests.fakes import WordEmbedder


@pytest.fixture
def document(ledger: Ledger) -> Document:
    create_collection(ledger, "staff", groups=["staff"])
    narrowed = frozenset({"staff"})
    made = add(ledger, WordEmbedder(), "a.md", ["Words."], title="A", readers=narrowed)
    return find_document(ledger, OPERATOR, made)


def queue(ledger: Ledger, document: Document) -> int:
    with ledger.write() as connection:
        return queue_rereading(connection, document, requested_by="claire")


def file_job(ledger: Ledger, document: Document, content: str) -> Job:
    return enqueue(
        ledger,
        collection=document.collection,
        source=document.source,
        file_name=document.file_name,
        requested_by="operator",
        batch="b",
        content_sha256=content,
        size_bytes=1,
    )


def test_the_job_keeps_title_readers_and_content(ledger: Ledger, document: Document) -> None:
    job = find_job(ledger, queue(ledger, document))
    assert job is not None
    assert (job.collection, job.source, job.content_sha256) == (
        document.collection, document.source, document.content_sha256,
    )  # fmt: skip
    assert (job.title, job.readers, job.state) == (document.title, None, JobState.QUEUED)
    assert job.requested_by == "claire"


def test_one_that_waits_will_do_and_one_that_runs_will_not(
    ledger: Ledger, document: Document
) -> None:
    first = queue(ledger, document)
    assert queue(ledger, document) == first
    running = claim_next(ledger, owner="1")
    assert running is not None and running.id == first
    assert queue(ledger, document) != first


def test_a_job_for_the_file_that_waits_is_another_one(ledger: Ledger, document: Document) -> None:
    """It may fail, or be withdrawn: then the document would stay as it is."""
    waiting = [file_job(ledger, document, one).id for one in ("new", document.content_sha256)]
    job = queue(ledger, document)
    assert job not in waiting
    assert file_job(ledger, document, document.content_sha256).id == waiting[1]


def test_it_reads_what_the_document_holds_when_its_turn_comes(
    ledger: Ledger, document: Document
) -> None:
    job = find_job(ledger, queue(ledger, document))
    assert job is not None
    narrowed = frozenset({"staff"})
    add(ledger, WordEmbedder(), "a.md", ["Other words."], title="B", readers=narrowed)
    after = find_document(ledger, OPERATOR, document.id)
    assert after.content_sha256 != document.content_sha256
    standing = as_it_stands(ledger, job)
    assert standing is not None
    assert (standing.content_sha256, standing.title) == (after.content_sha256, "B")
    remove_document(ledger, Originals(ledger.home), document.id)
    assert as_it_stands(ledger, job) is None
    ended = find_job(ledger, job.id)
    assert ended is not None and ended.verdict is Verdict.CANCELLED
