"""Open jobs: the one of a document, and those of files that are gone before their turn came."""

import time

from sqlalchemy import select, update

from storage.access import find_collection
from storage.job_access import visible_condition
from storage.jobs import OPEN, find_job
from storage.ledger import Ledger
from storage.records import Document, Job, JobState, Reader, Verdict
from storage.schema import jobs
from storage.source_files import is_below


def queued_sources(ledger: Ledger, collection: str, below: str) -> frozenset[str]:
    """The sources in the folder `below` that have a queued job. Raises UnknownCollection."""
    collection_id = find_collection(ledger, collection).id
    query = select(jobs.c.source).where(
        jobs.c.collection_id == collection_id,
        jobs.c.state == JobState.QUEUED.value,
        jobs.c.rereading == 0,
        is_below(jobs.c.source, below),
    )
    with ledger.read() as connection:
        return frozenset(connection.execute(query).scalars())


def open_job(ledger: Ledger, reader: Reader, document: Document) -> Job | None:
    """The job that reads a document again, or will first; None where there is none.

    Only of jobs that `reader` may see: see `storage.job_access`.
    """
    collection_id = find_collection(ledger, document.collection).id
    query = (
        select(jobs.c.id)
        .where(
            jobs.c.collection_id == collection_id,
            jobs.c.source == document.source,
            jobs.c.state.in_(OPEN),
            visible_condition(reader),
        )
        .order_by(jobs.c.state.desc(), jobs.c.id)  # one that is running before one that waits
        .limit(1)
    )
    with ledger.read() as connection:
        found = connection.execute(query).scalar()
    return None if found is None else find_job(ledger, found)


def withdraw_jobs(ledger: Ledger, collection: str, source: str) -> int:
    """End the queued jobs of a source whose file is gone; how many."""
    collection_id = find_collection(ledger, collection).id
    with ledger.write() as connection:
        ended = connection.execute(
            update(jobs)
            .where(
                jobs.c.collection_id == collection_id,
                jobs.c.source == source,
                jobs.c.state == JobState.QUEUED.value,
                jobs.c.rereading == 0,  # that is of the document, not of the file
            )
            .values(
                state=JobState.FAILED.value,
                verdict=Verdict.CANCELLED.value,
                detail="The file is gone.",
                finished=time.time(),
            )
        )
        return ended.rowcount
