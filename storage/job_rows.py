"""Rows of jobs as records."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, select

from storage.file_stamps import About, FileStamp
from storage.records import Job, JobState, Verdict
from storage.schema import collections, jobs


def job_rows() -> Select[Any]:
    """Every column that `job_of` needs, of all jobs."""
    return select(jobs, collections.c.name.label("collection")).join(
        collections, collections.c.id == jobs.c.collection_id
    )


def job_of(row: Row[Any]) -> Job:
    """A row of `job_rows` as a record."""
    return Job(
        id=row.id,
        batch=row.batch,
        state=JobState(row.state),
        collection=row.collection,
        source=row.source,
        file_name=row.file_name,
        title=row.title,
        readers=None if row.readers is None else frozenset(row.readers),
        requested_by=row.requested_by,
        content_sha256=row.content_sha256,
        pages_done=row.pages_done,
        pages_total=row.pages_total,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        detail=row.detail,
        document_id=row.document_id,
        created=datetime.fromtimestamp(row.created, UTC),
        finished=None if row.finished is None else datetime.fromtimestamp(row.finished, UTC),
        stamp=None if row.file_stamp is None else FileStamp(**row.file_stamp),
        about=None if row.about is None else About(**row.about),
        rereading=bool(row.rereading),
    )
