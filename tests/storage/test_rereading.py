"""A document is read again once, though it is asked for twice, and not by a job that runs."""

import pytest

from storage.access import create_collection
from storage.documents import find_document
from storage.jobs import claim_next, find_job
from storage.ledger import Ledger
from storage.records import OPERATOR, Document, JobState
from storage.rereading import queue_rereading
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
