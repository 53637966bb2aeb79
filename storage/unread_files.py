"""The files that could not be read: a source is one of them until it is read, or is gone.

What was refused unread is none of them: a file that a folder's document kept out, and one that
whoever brought it may not replace.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, not_, or_, select, update

from storage.access import readable_collection
from storage.job_access import visible_condition
from storage.job_rows import job_of, job_rows
from storage.ledger import Ledger
from storage.names import storable
from storage.records import Job, JobState, Reader, Verdict
from storage.schema import documents, jobs, source_files, versions
from storage.source_files import is_below

AT_ONCE = 500
UPLOAD = "upload:"  # begins the source of a file that was sent, which `ingest.upload_source` gives
NANOSECONDS_A_SECOND = 1e9


def unread_files(
    ledger: Ledger,
    reader: Reader,
    *,
    collection: str | None = None,
    below: str | None = None,
    limit: int = 50,
    offset: int = 0,
    before: int | None = None,
) -> list[Job]:
    """The last job of each file that could not be read, newest first; those `reader` may see.

    `below` is a source, or a folder of sources. With `before` only jobs of a lower id: to go on
    where a list ended, whatever came meanwhile. Raises UnknownCollection, also where `reader` may
    not read it.
    """
    query = job_rows().where(_unread(ledger, reader, collection, below))
    if before is not None:
        query = query.where(jobs.c.id < before)
    with ledger.read() as connection:
        ordered = query.order_by(jobs.c.id.desc()).limit(limit).offset(offset)
        return [job_of(row) for row in connection.execute(ordered)]


def every_unread_file(
    ledger: Ledger, reader: Reader, *, collection: str | None = None, below: str | None = None
) -> Iterator[Job]:
    """All of them, as `unread_files`, looked up some hundreds at a time."""
    before: int | None = None
    while found := unread_files(
        ledger, reader, collection=collection, below=below, limit=AT_ONCE, before=before
    ):
        yield from found
        before = found[-1].id


def count_unread(ledger: Ledger, reader: Reader, *, collection: str | None = None) -> int:
    """How many there are, as `unread_files`."""
    query = select(func.count()).select_from(jobs)
    with ledger.read() as connection:
        unread = _unread(ledger, reader, collection, None)
        return int(connection.execute(query.where(unread)).scalar_one())


def forget_unread(ledger: Ledger, gone: Sequence[Job]) -> int:
    """End those whose files are gone, in one transaction: they are none of them any more. How many
    were still as they are given."""
    if not gone:
        return 0
    ended = 0
    with ledger.write() as connection:
        for start in range(0, len(gone), AT_ONCE):
            ids = [job.id for job in gone[start : start + AT_ONCE]]
            some = update(jobs).where(jobs.c.id.in_(ids), jobs.c.state == JobState.FAILED.value)
            values = {"verdict": Verdict.CANCELLED.value, "detail": "The file is gone."}
            ended += connection.execute(some.values(values)).rowcount
    return ended


def dismiss_unread(ledger: Ledger, reader: Reader, job_id: int, *, by: str) -> bool:
    """Take a file that was sent off the list: mended under another name, or not wanted any more.

    The job stays, cancelled, and says who did that and what it had ended with. False where the file
    is none of those that `reader` may see, or lies in a folder: that one leaves with the file.
    """
    with ledger.write() as connection:
        failed = connection.execute(
            select(jobs.c.verdict, jobs.c.detail).where(
                jobs.c.id == job_id,
                jobs.c.source.startswith(UPLOAD),
                _unread(ledger, reader, None, None),
            )
        ).first()
        if failed is None:
            return False
        detail = f"{by} took it off the list of unread files ({failed.verdict}): {failed.detail}"
        changed = update(jobs).where(jobs.c.id == job_id)
        values = {"verdict": Verdict.CANCELLED.value, "detail": storable(detail)}
        connection.execute(changed.values(values))
        return True


def _unread(
    ledger: Ledger, reader: Reader, collection: str | None, below: str | None
) -> ColumnElement[bool]:
    """An SQL condition on a row of `jobs`."""
    conditions = [
        jobs.c.state == JobState.FAILED.value,
        jobs.c.verdict != Verdict.CANCELLED.value,
        _is_attempt(jobs),
        not_(_tried_again()),
        not_(_kept_otherwise()),
        _as_it_was_tried(),
        or_(jobs.c.document_id == "", exists().where(documents.c.id == jobs.c.document_id)),
        visible_condition(reader),
    ]
    if collection is not None:
        found = readable_collection(ledger, reader, collection)
        conditions.append(jobs.c.collection_id == found.id)
    if below is not None:
        conditions.append(is_below(jobs.c.source, below))
    return and_(*conditions)


def _is_attempt(row: FromClause) -> ColumnElement[bool]:
    """True where a job is of a file, and the file was not refused unread.

    One that may not be replaced has failed without a content: see `storage.jobs.record_failed`.
    """
    refused = and_(row.c.verdict == Verdict.FAILED.value, row.c.content_sha256 == "")
    taken = and_(row.c.verdict != Verdict.FROM_FOLDER.value, not_(refused))
    return and_(row.c.rereading == 0, or_(row.c.verdict.is_(None), taken))


def _tried_again() -> ColumnElement[bool]:
    later = jobs.alias("later")
    return exists().where(
        later.c.collection_id == jobs.c.collection_id,
        later.c.source == jobs.c.source,
        later.c.id > jobs.c.id,
        _is_attempt(later),
    )


def _kept_otherwise() -> ColumnElement[bool]:
    """True where the document at the source has the content that could not be read this time."""
    return exists().where(
        documents.c.collection_id == jobs.c.collection_id,
        documents.c.source == jobs.c.source,
        versions.c.id == documents.c.active_version_id,
        versions.c.content_sha256 == jobs.c.content_sha256,
    )


def _as_it_was_tried() -> ColumnElement[bool]:
    """True where the last that is known of the file is that it could not be read.

    Nothing is known any more of one that is gone. One that has the content of its document again
    is known to have that: of a file that was never taken in, only when that was seen says so.
    """
    of_file = and_(
        source_files.c.collection_id == jobs.c.collection_id,
        source_files.c.source == jobs.c.source,
    )
    tried = exists().where(of_file, source_files.c.content_sha256 == jobs.c.content_sha256)
    read_since = exists().where(
        of_file,
        source_files.c.verdict == Verdict.READ.value,
        source_files.c.seen_ns / NANOSECONDS_A_SECOND > jobs.c.finished,
    )
    return or_(
        and_(jobs.c.file_stamp.is_(None), not_(read_since)),
        and_(jobs.c.file_stamp.is_not(None), tried),
    )
