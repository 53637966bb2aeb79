"""The files on their way into the library: how each one stands, and how fast all of them go."""

import logging
import time
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ingest.visible import visible
from storage.documents import documents_by_id
from storage.followed_jobs import followed_jobs
from storage.jobs import recent_jobs
from storage.ledger import Ledger
from storage.open_jobs import withdraw_uploads
from storage.reading_pace import Pace, pace, reading_counts
from storage.reading_report import Attention, attention
from storage.records import Document, Job, JobState, Person, Reader
from storage.unread_files import UPLOAD
from ui.caller import caller_in, person_in
from ui.error_pages import error_response
from ui.language_choice import page_language
from ui.library import page_ranges, tone_of, waits_in_words
from ui.library_unread import detail_shown, meaning
from ui.upload import BATCH
from ui.website import site_of
from ui.wording import counted, text
from ui.wording.durations import decimal, time_left_in_words

logger = logging.getLogger(__name__)
router = APIRouter()

LISTED_JOBS = 200
LOOKING_BACK_S = 600.0  # how far a page may ask back; ours asks for one minute
JobId = Annotated[int, Field(ge=0, lt=2**63)]  # what SQLite can compare
WATCHED_S = 3.0  # before that a pace is chance
ARRIVING_S = 10.0  # not tuned: a sync that looks through files queues the next one sooner, mostly


@router.get("/library/jobs")
def jobs(
    request: Request,
    batch: str = "",
    asked: Annotated[list[JobId] | None, Query(alias="id", max_length=LISTED_JOBS)] = None,
) -> Response:
    """How the jobs of a batch stand, those of `id` or its first, or without one the open jobs.

    Only what this person may see or brought. `LISTED_JOBS` at most: the batch of a
    folder may have 100,000, and every page that is open asks each second.
    """
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    ledger, person = site_of(request).store.ledger, person_in(request)
    if not batch:
        found = open_jobs(ledger, person.reader)
    elif BATCH.fullmatch(batch):
        found = followed_jobs(ledger, person.reader, batch, limit=LISTED_JOBS, ids=asked)
    else:
        return error_response(request, 404)
    language = page_language(request)
    readable = documents_by_id(ledger, person.reader, {job.document_id for job in found})
    noted = attention(ledger, readable.values())
    return JSONResponse(
        {
            "jobs": [
                job_json(job, language, readable.get(job.document_id), noted.get(job.document_id))
                | {"cancellable": is_cancellable(job, person)}
                for job in found
            ]
        }
    )


@router.post("/library/cancel")
def cancel(request: Request) -> Response:
    """End what this person sent and nobody has begun to read: `{"cancelled": how many}`."""
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    store, person = site_of(request).store, person_in(request)
    count = withdraw_uploads(store.ledger, store.originals, person.name)
    logger.info("person %d cancelled %d files that waited", person.id, count)
    return JSONResponse({"cancelled": count})


@router.get("/library/pace")
def reading_pace(
    request: Request,
    since: Annotated[float, Query(ge=0)] = 0.0,
    under_way: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """How many files are still to be read, how fast, and how long that takes, in words.

    `since` and `under_way` are what an earlier answer called `now` and `under_way`: the pace is
    that of the time in between. Counted over the jobs whose documents this person may read. While
    files come in no time is foretold: a sync that still looks through a folder may find thousands.
    """
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    now = time.time()
    start = min(max(since, now - LOOKING_BACK_S), now) if since else now
    counts = reading_counts(site_of(request).store.ledger, person_in(request).reader, since=start)
    seconds = now - start
    shown = pace(counts, seconds=seconds, under_way_before=under_way)
    language = page_language(request)
    waits = waits_in_words(site_of(request), language)
    known = None if waits or seconds < WATCHED_S else shown
    arriving = counts.last_queued > max(start, now - ARRIVING_S)
    label = pace_in_words(counts.files_left, known, language, arriving=arriving and not waits)
    return JSONResponse(
        {
            "now": now,
            "under_way": counts.pages_under_way,
            "files_left": counts.files_left,
            "label": f"{label} · {waits}" if label and waits else label,
        }
    )


def pace_in_words(
    files_left: int, shown: Pace | None, language: str, *, arriving: bool = False
) -> str:
    """`12 files still to be read · 4.2 pages/s · 9.8 passages/s · about 5 min left`.

    Empty where none is left; without passages until a file is finished. That files are `arriving`
    takes the place of the time left.
    """
    if not files_left:
        return ""
    parts = [counted("library.pace.files", language, files_left)]
    if shown is not None:
        parts.append(
            text("library.pace.pages", language, pages=decimal(shown.pages_per_s, language))
        )
        if shown.chunks_per_s:
            chunks = decimal(shown.chunks_per_s, language)
            parts.append(text("library.pace.chunks", language, chunks=chunks))
    if arriving:
        parts.append(text("library.pace.arriving", language))
    elif shown is not None:
        parts.append(time_left_in_words(shown.seconds_left, language))
    return " · ".join(parts)


def open_jobs(ledger: Ledger, reader: Reader) -> list[Job]:
    """Jobs that are not finished: those being read, then the newest that wait."""
    running = recent_jobs(ledger, reader, limit=LISTED_JOBS, states=(JobState.RUNNING,))
    rest = LISTED_JOBS - len(running)
    return running + recent_jobs(ledger, reader, limit=rest, states=(JobState.QUEUED,))


def is_cancellable(job: Job, person: Person) -> bool:
    """Whether it is among what `cancel` would end."""
    waits = job.state is JobState.QUEUED and not job.rereading
    return waits and job.requested_by == person.name and job.source.startswith(UPLOAD)


def job_json(
    job: Job, language: str, document: Document | None, noted: Attention | None
) -> dict[str, object]:
    """A job for the script of the page: names made visible, states and verdicts in words.

    `document` is what it became, where the person may read that; only then it has a report.
    """
    key = f"verdict.{job.verdict}" if job.verdict else f"job.{job.state}"
    return {
        "id": job.id,
        "batch": job.batch,
        "file_name": visible(job.file_name),
        "waiting": job.state is JobState.QUEUED,
        "pages_done": job.pages_done,
        "pages_total": job.pages_total,
        "verdict": job.verdict,
        "tone": tone_of(job.verdict) if job.verdict else "",
        "label": text(key, language),
        "meaning": meaning(job.verdict, job.detail, language) if job.verdict else "",
        "detail": detail_shown(job) if job.verdict and not job.verdict.kept else "",
        "document": job.document_id,
        "report": f"/library/report/{document.id}" if job.verdict and document else "",
        "remarks": remarks(document, noted, language) if job.verdict and document and noted else "",
    }


def remarks(document: Document, noted: Attention, language: str) -> str:
    """What a person should look at beside the verdict: unread pages, hidden texts, warnings."""
    parts = []
    if document.unread_pages:
        pages = page_ranges(document.unread_pages)
        count = len(document.unread_pages)
        parts.append(counted("library.file.unread", language, count, pages=pages))
    if noted.hidden:
        parts.append(counted("library.hidden", language, noted.hidden))
    elif noted.warned_pages and not document.unread_pages:
        parts.append(counted("library.warned", language, noted.warned_pages))
    return " · ".join(parts)
