"""How fast files become searchable, counted over the jobs that a reader may see."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from storage.job_access import visible_condition
from storage.ledger import Ledger
from storage.records import JobState, Reader, Verdict
from storage.schema import documents, jobs, versions


@dataclass(frozen=True, slots=True)
class ReadingCounts:
    """What is still to be read, and what was read since a moment."""

    files_left: int  # queued or being read
    files_without_count: int  # of them, those whose pages nobody has counted yet
    pages_under_way: int  # read, of files that are not finished
    pages_left: int  # of files that are being read and whose pages are counted
    files_finished: int  # that became searchable since then
    pages_finished: int  # theirs
    chunks_finished: int  # theirs
    last_queued: float = 0.0  # when the newest file of those left was queued, s of the epoch


@dataclass(frozen=True, slots=True)
class Pace:
    """Pages and chunks a second, and the seconds until the last file is finished at that pace.

    A file's chunks count when it is finished: none, where only pages were read.
    """

    pages_per_s: float
    seconds_left: float
    chunks_per_s: float


def reading_counts(ledger: Ledger, reader: Reader, *, since: float) -> ReadingCounts:
    """The counts of the jobs whose documents `reader` may read; `since` in seconds of the epoch.

    Files that were unchanged or could not be read have no pages in it: they cost next to nothing.
    """
    with ledger.read() as connection:
        still = connection.execute(_still_open(visible_condition(reader))).one()
        over = connection.execute(_finished(visible_condition(reader), since)).one()
    return ReadingCounts(
        files_left=still.files,
        files_without_count=still.files - (still.counted or 0),
        pages_under_way=still.done or 0,
        pages_left=max(0, (still.total or 0) - (still.done or 0)),
        files_finished=over.files,
        pages_finished=over.pages or 0,
        chunks_finished=over.chunks or 0,
        last_queued=still.last_queued or 0.0,
    )


def pace(counts: ReadingCounts, *, seconds: float, under_way_before: int) -> Pace | None:
    """The pace over the last `seconds`, at the start of which `under_way_before` pages were read.

    A file whose pages are not counted yet is taken to have as many as the files just finished.
    None where nothing is left or no page was read, so that nothing can be foretold.
    """
    pages = counts.pages_finished + counts.pages_under_way - under_way_before
    if seconds <= 0 or pages <= 0 or not counts.files_left:
        return None
    usual = counts.pages_finished / counts.files_finished if counts.files_finished else 1.0
    left = counts.pages_left + counts.files_without_count * usual
    return Pace(pages / seconds, left * seconds / pages, counts.chunks_finished / seconds)


def _still_open(visible: ColumnElement[bool]) -> Select[int, Any, Any, Any, Any]:
    running = and_(jobs.c.state == JobState.RUNNING.value, jobs.c.pages_total > 0)
    return select(
        func.count().label("files"),
        func.sum(case((running, 1), else_=0)).label("counted"),
        func.sum(case((running, jobs.c.pages_done), else_=0)).label("done"),
        func.sum(case((running, jobs.c.pages_total), else_=0)).label("total"),
        func.max(case((jobs.c.rereading == 0, jobs.c.created))).label("last_queued"),
    ).where(jobs.c.state.in_((JobState.QUEUED.value, JobState.RUNNING.value)), visible)


def _finished(visible: ColumnElement[bool], since: float) -> Select[int, Any, Any]:
    read = (Verdict.READ.value, Verdict.PARTLY_READ.value)
    return (
        select(
            func.count().label("files"),
            func.sum(versions.c.page_count).label("pages"),
            func.sum(versions.c.chunk_count).label("chunks"),
        )
        .select_from(jobs)
        .join(documents, documents.c.id == jobs.c.document_id)
        .join(versions, versions.c.id == documents.c.active_version_id)
        .where(
            jobs.c.state == JobState.DONE.value,
            jobs.c.finished > since,
            jobs.c.verdict.in_(read),
            visible,
        )
    )
