"""The HTTP API's reading reports, and its decisions over hidden texts, for library keepers."""

from collections.abc import Callable

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ingest.report_json import report_json
from storage.quarantine import release_text, withhold_text
from storage.reading_report import reading_report
from ui.caller import caller_in
from ui.error_pages import error_response
from ui.website import site_of

router = APIRouter(prefix="/api/v1")


class HiddenTextName(BaseModel):
    """What names a hidden text: its document's id, and its digest or the beginning of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    digest: str


@router.get("/report/{document_id}")
def report(request: Request, document_id: str) -> Response:
    """The reading report of a document that the caller may read."""
    caller = caller_in(request.scope)
    if not (caller.operator or caller.may_keep_library):
        return error_response(request, 404)
    found = reading_report(site_of(request).store.ledger, caller.reader, document_id)
    return JSONResponse(report_json(found, for_operator=caller.operator))


@router.post("/quarantine/release")
def release(request: Request, named: HiddenTextName) -> Response:
    """Let a hidden text into its document; the id of the job that reads it again."""
    return _decided(request, release_text, named)


@router.post("/quarantine/withhold")
def withhold(request: Request, named: HiddenTextName) -> Response:
    """Take a release back; the id of the job that reads the document again."""
    return _decided(request, withhold_text, named)


def _decided(request: Request, change: Callable[..., int], named: HiddenTextName) -> Response:
    site, caller = site_of(request), caller_in(request.scope)
    if not (caller.operator or caller.may_keep_library):
        return error_response(request, 404)
    job = change(
        site.store.ledger, caller.reader, named.document, named.digest, by=caller.reader.name
    )
    site.worker.nudge()
    return JSONResponse({"job": job})
