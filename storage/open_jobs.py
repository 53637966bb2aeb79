"""Open jobs: the one of a document, and those that end before their turn: their file or their
document is gone, or whoever sent the file cancelled it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, select, tuple_, update

from storage.access import find_collection
from storage.job_access import visible_condition
from storage.jobs import OPEN, find_job
from storage.ledger import Ledger
from storage.names import one_line
from storage.originals import Originals
from storage.records import Document, Job, JobState, Reader, Verdict
from storage.schema import documents, jobs
from storage.source_files import is_below
from storage.unread_files import UPLOAD
from storage.unused_originals import discard_all_unused

AT_ONCE = 500  # jobs in one statement


@dataclass(frozen=True, slots=True)
class QueuedFile:
    """A file that waits to be read, as it was queued: when it is added again, the same job goes to
    another batch."""

    job_id: int
    batch: str
    source: str


def queued_files(ledger: Ledger, collection: str, below: str) -> list[QueuedFile]:
    """The files in the folder `below` that wait to be read, by their sources. Raises
    UnknownCollection."""
    collection_id = find_collection(ledger, collection).id
    query = select(jobs.c.id, jobs.c.batch, jobs.c.source).where(
        jobs.c.collection_id == collection_id,
        jobs.c.state == JobState.QUEUED.value,
        jobs.c.rereading == 0,
        is_below(jobs.c.source, below),
    )
    with ledger.read() as connection:
        rows = connection.execute(query.order_by(jobs.c.source, jobs.c.id)).all()
    return [QueuedFile(*row) for row in rows]


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


def is_open(ledger: Ledger, job_id: int) -> bool:
    """True where a job is queued or running, and not over."""
    job = find_job(ledger, job_id)
    return job is not None and job.finished is None


def has_file_waiting(
    ledger: Ledger, collection: str, source: str, *, besides: str | None = None
) -> bool:
    """True where a file of that source is queued or read, one of somebody else than `besides`.

    Documents that are read again do not count: no file is lost with them. Raises
    UnknownCollection.
    """
    collection_id = find_collection(ledger, collection).id
    query = select(jobs.c.id).where(
        jobs.c.collection_id == collection_id,
        jobs.c.source == one_line(source),
        jobs.c.state.in_(OPEN),
        jobs.c.rereading == 0,
    )
    if besides is not None:
        query = query.where(jobs.c.requested_by != besides)
    with ledger.read() as connection:
        return connection.execute(query.limit(1)).first() is not None


def end_jobs_of(connection: Connection, document_id: str) -> list[str]:
    """End the open jobs at the source of a document that is about to be removed, running ones too.

    They would bring it back. The contents that they needed are returned: see `discard_unused`.
    """
    at = connection.execute(
        select(documents.c.collection_id, documents.c.source).where(documents.c.id == document_id)
    ).one()
    same_source = (jobs.c.collection_id == at.collection_id, jobs.c.source == at.source)
    of_source = and_(*same_source, jobs.c.state.in_(OPEN))
    return _end(connection, of_source, detail="The document was removed before it was read.")


def withdraw_jobs(ledger: Ledger, originals: Originals, gone: Sequence[QueuedFile]) -> int:
    """End the queued jobs of files that are gone, in one transaction; how many.

    Not those that were queued, or added again, since `gone` was looked up: their files are back.
    """
    of_files = [_as_queued(gone[start : start + AT_ONCE]) for start in range(0, len(gone), AT_ONCE)]
    return _cancel(ledger, originals, of_files, detail="The file is gone.")


def _as_queued(files: Sequence[QueuedFile]) -> ColumnElement[bool]:
    return and_(
        jobs.c.id.in_([one.job_id for one in files]),  # SQLite looks up no pair by an index
        tuple_(jobs.c.id, jobs.c.batch).in_([(one.job_id, one.batch) for one in files]),
    )


def withdraw_uploads(ledger: Ledger, originals: Originals, person: str) -> int:
    """End the queued jobs of the files that `person` sent; those that run are left to finish.

    How many ended. What was at their sources stays as it was.
    """
    sent = and_(
        jobs.c.requested_by == person, jobs.c.source.startswith(UPLOAD), jobs.c.rereading == 0
    )
    return _cancel(ledger, originals, [sent], detail="")


def _cancel(
    ledger: Ledger, originals: Originals, which: Sequence[ColumnElement[bool]], *, detail: str
) -> int:
    """End the queued jobs of each of `which`, and discard the originals kept for them alone."""
    contents: list[str] = []
    if which:
        with ledger.write() as connection:
            for some in which:
                queued = and_(some, jobs.c.state == JobState.QUEUED.value)
                contents += _end(connection, queued, detail=detail)
    discard_all_unused(ledger, originals, contents)
    return len(contents)


def _end(connection: Connection, which: ColumnElement[bool], *, detail: str) -> list[str]:
    """End jobs as cancelled; the content of each."""
    contents = list(connection.scalars(select(jobs.c.content_sha256).where(which)))
    connection.execute(
        update(jobs)
        .where(which)
        .values(
            state=JobState.FAILED.value,
            verdict=Verdict.CANCELLED.value,
            detail=detail,
            finished=time.time(),
        )
    )
    return contents
