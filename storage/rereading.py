"""Reading a document again because something else than its content has changed."""

import time
import uuid

from sqlalchemy import Connection, select

from storage.ledger import insert_row
from storage.records import Document, JobState
from storage.schema import collections, jobs


def queue_rereading(connection: Connection, document: Document, *, requested_by: str) -> int:
    """The id of a queued job that reads the document's content again, title and readers kept.

    A job for the same source that waits already will do; one that runs may have read too early.
    """
    collection_id = connection.execute(
        select(collections.c.id).where(collections.c.name == document.collection)
    ).scalar_one()
    waiting = connection.execute(
        select(jobs.c.id).where(
            jobs.c.collection_id == collection_id,
            jobs.c.source == document.source,
            jobs.c.state == JobState.QUEUED.value,
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
    }
    return insert_row(connection, jobs.insert().values(job))
