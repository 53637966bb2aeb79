"""Whether the document of a reading report is being read just now, for the script of that page."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storage.documents import find_document
from storage.ledger import Ledger
from storage.open_jobs import open_job
from storage.records import Document, JobState, Reader
from ui.caller import caller_in, person_in
from ui.error_pages import error_response
from ui.language_choice import page_language
from ui.website import site_of
from ui.wording import text

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Standing:
    """`stamp` changes with the document's version and with the job that reads it."""

    stamp: str
    label: str  # how far the new reading is, in words; empty where there is none

    @property
    def reading(self) -> bool:
        """True while a job of the document is queued or running."""
        return bool(self.label)


@router.get("/library/report/{document_id}/standing")
def report_standing(request: Request, document_id: str) -> Response:
    """The standing of a document that this person may read."""
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    ledger, reader = site_of(request).store.ledger, person_in(request).reader
    found = find_document(ledger, reader, document_id)
    now = standing(ledger, reader, found, page_language(request))
    return JSONResponse({"stamp": now.stamp, "label": now.label})


def standing(ledger: Ledger, reader: Reader, document: Document, language: str) -> Standing:
    """The standing as `reader` may see it: see `storage.open_jobs.open_job`."""
    job = open_job(ledger, reader, document)
    if job is None:
        return Standing(f"{document.version_id}", "")
    if job.state is JobState.QUEUED:
        label = text("report.rereading.waiting", language)
    elif job.pages_done < job.pages_total:
        done, total = job.pages_done + 1, job.pages_total
        label = text("report.rereading.page", language, done=done, total=total)
    else:
        label = text("report.rereading.running", language)
    return Standing(f"{document.version_id}-{job.id}", label)
