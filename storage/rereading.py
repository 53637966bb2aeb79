"""Reading a document again because something else than its content has changed.

Such a job is of its document and not of a file: it reads what the document holds when its turn
comes, wherever that came from by then. So it can neither bring back an earlier content nor be lost
to another job.
"""

import time
import uuid

from sqlalchemy import Connection, and_, select, update

from storage.jobs import find_job
from storage.ledger import Ledger, insert_row
from storage.records import Document, Job, JobState
from storage.schema import collections, documents, jobs, versions


def queue_rereading(connection: Connection, document: Document, *, requested_by: str) -> int:
    """The id of a queued job that reads the document's content again, title and readers kept.

    Such a job that waits already will do; one that runs may have read too early, and one for a
    file may fail or be withdrawn.
    """
    collection_id = connection.execute(
        select(collections.c.id).where(collections.c.name == document.collection)
    ).scalar_one()
    waiting = connection.execute(
        select(jobs.c.id).where(
            jobs.c.collection_id == collection_id,
            jobs.c.source == document.source,
            jobs.c.state == JobState.QUEUED.value,
            jobs.c.rereading == 1,
        )
    ).scalar()
    if waiting is not None:
        return int(waiting)
    job = {
        "batch": uuid.uuid4().hex,
        "state": JobState.QUEUED.value,
        "collection_id": collection_id,
        "source": document.source,
        "file_name": document.file_name,
        "title": document.title,
        "readers": None,
        "requested_by": requested_by,
        "content_sha256": document.content_sha256,
        "size_bytes": document.size_bytes,
        "created": time.time(),
        "rereading": 1,
    }
    return insert_row(connection, jobs.insert().values(job))


def as_it_stands(ledger: Ledger, job: Job) -> Job | None:
    """The job of `queue_rereading` with what its document holds now; None where that is gone."""
    with ledger.write() as connection:
        now = connection.execute(
            select(versions.c.content_sha256, versions.c.size_bytes, versions.c.title)
            .join(documents, documents.c.active_version_id == versions.c.id)
            .join(
                jobs,
                and_(
                    jobs.c.collection_id == documents.c.collection_id,
                    jobs.c.source == documents.c.source,
                ),
            )
            .where(jobs.c.id == job.id)
        ).first()
        if now is not None:
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(now._asdict()))
    return None if now is None else find_job(ledger, job.id)
