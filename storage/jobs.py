"""Jobs: one file each on its way into a collection, from any process to the one that works."""

import time
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from storage.access import find_collection
from storage.file_stamps import About, FileStamp
from storage.job_access import visible_condition
from storage.job_rows import job_of, job_rows
from storage.ledger import Ledger, insert_row
from storage.names import one_line, storable
from storage.records import Job, JobState, Reader, Verdict
from storage.schema import collections, jobs
from storage.source_files import note_finished, stored_about, stored_stamp
from storage.unread_files import UPLOAD

OPEN = (JobState.QUEUED.value, JobState.RUNNING.value)


def enqueue(
    ledger: Ledger,
    *,
    collection: str,
    source: str,
    file_name: str,
    requested_by: str,
    batch: str,
    content_sha256: str,
    size_bytes: int,
    title: str = "",
    readers: frozenset[str] | None = None,
    stamp: FileStamp | None = None,
    about: About | None = None,
) -> Job:
    """A queued job for a file whose original is kept already.

    An open job for the same source and content is taken over into `batch` instead of made twice,
    so that a command repeated after a crash goes on where it was; readers and a title replace
    those it had where they are given. Raises UnknownCollection.
    """
    collection_id = find_collection(ledger, collection).id
    source = one_line(source)
    with ledger.write() as connection:
        same = and_(
            jobs.c.collection_id == collection_id,
            jobs.c.source == source,
            jobs.c.content_sha256 == content_sha256,
            jobs.c.rereading == 0,
            jobs.c.state.in_(OPEN),
        )
        asked: dict[str, object] = {} if readers is None else {"readers": _listed(readers)}
        asked |= {"title": one_line(title)} if title else {}
        beside = {"file_stamp": stored_stamp(stamp), "about": stored_about(about)}
        beside = {name: value for name, value in beside.items() if value is not None}
        if (found := _to_take_over(connection, same, asked)) is not None:
            replaced = update(jobs).where(jobs.c.id == found)
            connection.execute(replaced.values({"batch": batch} | asked | beside))
            return _job(connection, found)
        values = _new(collection_id, source, file_name, requested_by, batch) | {
            "state": JobState.QUEUED.value,
            "title": one_line(title),
            "readers": _listed(readers),
            "content_sha256": content_sha256,
            "size_bytes": size_bytes,
            **beside,
        }
        return _job(connection, insert_row(connection, jobs.insert().values(values)))


def record_failed(
    ledger: Ledger,
    *,
    collection: str,
    source: str,
    file_name: str,
    requested_by: str,
    batch: str,
    verdict: Verdict,
    detail: str,
    size_bytes: int = 0,
    readers: frozenset[str] | None = None,
    stamp: FileStamp | None = None,
) -> Job:
    """A job that failed before its file could be kept, so that a batch accounts for every file.

    `readers` are those that were asked for: nobody else learns that the file is there. It takes the
    place of one that says the same of the same file for the same person: a file of a folder that
    stays closed is tried again in every run, for years. What was sent keeps its lines.
    """
    collection_id = find_collection(ledger, collection).id
    with ledger.write() as connection:
        values = _new(collection_id, one_line(source), file_name, requested_by, batch) | {
            "state": JobState.FAILED.value,
            "title": "",
            "readers": _listed(readers),
            "content_sha256": "",
            "size_bytes": size_bytes,
            "verdict": verdict.value,
            "detail": storable(detail),
            "finished": time.time(),
            "file_stamp": stored_stamp(stamp),
        }
        if not source.startswith(UPLOAD):
            _forget_alike(connection, values)
        job_id = insert_row(connection, jobs.insert().values(values))
        note_finished(connection, job_id)
        return _job(connection, job_id)


def claim_next(ledger: Ledger, *, owner: str, after_batch: str = "") -> Job | None:
    """The next queued job, now running for `owner`; None where none is queued.

    The oldest one, but where the newest batch is not `after_batch`, the oldest of that: who names
    the batch of the job before gets the two in turn, and a single file does not wait for a folder
    of 100,000. Jobs of one source always come in their order.
    """
    queued = jobs.c.state == JobState.QUEUED.value
    oldest = select(jobs.c.id).where(queued).order_by(jobs.c.id).limit(1)
    newest = select(jobs.c.batch).where(queued).order_by(jobs.c.id.desc()).limit(1)
    with ledger.write() as connection:
        batch = connection.execute(newest).scalar()
        if batch is None:
            return None
        chosen = oldest if batch == after_batch else oldest.where(jobs.c.batch == batch)
        job = _job(connection, int(connection.execute(chosen).scalar_one()))
        same_source = (
            jobs.c.collection_id
            == select(collections.c.id)
            .where(collections.c.name == job.collection)
            .scalar_subquery(),
            jobs.c.source == job.source,
        )
        found = int(connection.execute(oldest.where(*same_source)).scalar_one())
        connection.execute(
            update(jobs)
            .where(jobs.c.id == found)
            .values(state=JobState.RUNNING.value, owner=owner, pages_done=0, pages_total=0)
        )
        return _job(connection, found)


def report_pages(ledger: Ledger, job_id: int, *, done: int, total: int) -> bool:
    """How many of its pages a running job has read; False where it is over."""
    still_open = (jobs.c.id == job_id, jobs.c.state.in_(OPEN))
    with ledger.write() as connection:
        changed = connection.execute(
            update(jobs).where(*still_open).values(pages_done=done, pages_total=total)
        )
        return changed.rowcount > 0


def finish(
    ledger: Ledger, job_id: int, *, verdict: Verdict, detail: str = "", document_id: str = ""
) -> Job:
    """End a job with its verdict: done where the document is kept, else failed.

    One that has ended, as with the removal of its document, stays as it is.
    """
    state = JobState.DONE if verdict.kept else JobState.FAILED
    with ledger.write() as connection:
        ended = connection.execute(
            update(jobs)
            .where(jobs.c.id == job_id, jobs.c.state.in_(OPEN))
            .values(
                state=state.value,
                verdict=verdict.value,
                detail=storable(detail),
                document_id=document_id,
                finished=time.time(),
            )
        )
        if ended.rowcount:
            note_finished(connection, job_id)
        return _job(connection, job_id)


def requeue_abandoned(ledger: Ledger) -> int:
    """Put every running job back in the queue: for who has just taken the lock of the home."""
    with ledger.write() as connection:
        changed = connection.execute(
            update(jobs)
            .where(jobs.c.state == JobState.RUNNING.value)
            .values(state=JobState.QUEUED.value, owner="")
        )
        return changed.rowcount


def find_job(ledger: Ledger, job_id: int) -> Job | None:
    """The job of that id."""
    return find_jobs(ledger, [job_id]).get(job_id)


def find_jobs(ledger: Ledger, ids: Sequence[int]) -> dict[int, Job]:
    """The jobs that there are of those ids, at most some hundreds, by id."""
    with ledger.read() as connection:
        rows = connection.execute(job_rows().where(jobs.c.id.in_(ids))).all()
    return {row.id: job_of(row) for row in rows}


def batch_jobs(
    ledger: Ledger, batch: str, *, after_id: int = 0, ids: Sequence[int] | None = None
) -> list[Job]:
    """The jobs of a batch with an id above `after_id`, oldest first; of them those of `ids`."""
    query = job_rows().where(jobs.c.batch == batch, jobs.c.id > after_id)
    if ids is not None:
        query = query.where(jobs.c.id.in_(ids))
    with ledger.read() as connection:
        rows = connection.execute(query.order_by(jobs.c.id)).all()
    return [job_of(row) for row in rows]


def recent_jobs(
    ledger: Ledger, reader: Reader, *, limit: int = 50, states: Sequence[JobState] | None = None
) -> list[Job]:
    """The newest jobs whose documents `reader` may read, newest first.

    A job that names no readers is as narrowed as the document that is there already.
    """
    query = job_rows().where(visible_condition(reader))
    if states is not None:
        query = query.where(jobs.c.state.in_([state.value for state in states]))
    with ledger.read() as connection:
        rows = connection.execute(query.order_by(jobs.c.id.desc()).limit(limit)).all()
    return [job_of(row) for row in rows]


def count_open(ledger: Ledger, batch: str | None = None) -> int:
    """How many jobs are queued or running, of one batch or of all."""
    query = select(func.count()).select_from(jobs).where(jobs.c.state.in_(OPEN))
    if batch is not None:
        query = query.where(jobs.c.batch == batch)
    with ledger.read() as connection:
        return int(connection.execute(query).scalar_one())


def _forget_alike(connection: Connection, failed: Mapping[str, object]) -> None:
    """Delete earlier jobs of files that were not taken in, which say what `failed` says."""
    names = ("collection_id", "source", "state", "verdict", "content_sha256", "requested_by")
    alike = select(jobs.c.id, jobs.c.readers).where(
        *(jobs.c[name] == failed[name] for name in names)
    )
    former = [row.id for row in connection.execute(alike) if row.readers == failed["readers"]]
    connection.execute(delete(jobs).where(jobs.c.id.in_(former)))


def _to_take_over(
    connection: Connection, same: ColumnElement[bool], asked: Mapping[str, object]
) -> int | None:
    """The id of a job of those `same` that can still do what is asked.

    One that runs was read with its readers and title as they were: others come too late for it.
    """
    for row in connection.execute(select(jobs).where(same).order_by(jobs.c.id)):
        waiting = row.state == JobState.QUEUED.value
        if waiting or all(getattr(row, name) == value for name, value in asked.items()):
            return int(row.id)
    return None


def _new(
    collection_id: int, source: str, file_name: str, requested_by: str, batch: str
) -> dict[str, object]:
    return {
        "collection_id": collection_id,
        "source": source,
        "file_name": one_line(file_name),
        "requested_by": requested_by,
        "batch": batch,
        "created": time.time(),
    }


def _listed(readers: frozenset[str] | None) -> list[str] | None:
    return None if readers is None else sorted(readers)


def _job(connection: Connection, job_id: int) -> Job:
    return job_of(connection.execute(job_rows().where(jobs.c.id == job_id)).one())
