"""The reading report of a document, and the decision over its hidden texts. For library keepers."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ingest.visible import visible
from storage.quarantine import QuarantinedText, release_text, withhold_text
from storage.reading_report import reading_report
from ui.caller import caller_in, person_in
from ui.error_pages import error_response
from ui.language_choice import page_language
from ui.library import page_ranges, tone_of
from ui.page_templates import page
from ui.website import site_of
from ui.wording import text
from ui.wording.dates import day_in_words
from ui.wording.durations import decimal

logger = logging.getLogger(__name__)
router = APIRouter()

LEAST_S = 0.1  # that is told apart from nothing
LONGEST_LINE = 20_000  # characters of one line of a hidden text that are shown


@dataclass(frozen=True, slots=True)
class HiddenRow:
    """A hidden text as the report shows it: printable lines, where it stands, and a colour."""

    text: QuarantinedText
    lines: tuple[str, ...]
    state: str
    tone: str


@router.get("/library/report/{document_id}")
def report(request: Request, document_id: str, changed: int = 0) -> Response:
    """The report of a document that this person may read."""
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    site, person = site_of(request), person_in(request)
    language = page_language(request)
    found = reading_report(site.store.ledger, person.reader, document_id)
    return page(
        request,
        "report.html",
        current="library",
        document=found.document,
        tone=tone_of(found.document.verdict),
        unread=page_ranges(found.document.unread_pages),
        seconds="" if found.seconds is None else _seconds(found.seconds, language),
        remarks=found.remarks,
        pages=found.pages,
        has_tables=any(one.tables is not None for one in found.pages),
        hidden=[hidden_row(one, language) for one in found.hidden],
        near=found.near,
        burst=found.burst,
        changed=changed == 1 and any(one.waiting for one in found.hidden),
    )


@router.post("/library/release")
def release(
    request: Request, document: Annotated[str, Form()] = "", digest: Annotated[str, Form()] = ""
) -> Response:
    """Let a hidden text into its document, which is read again."""
    return _decided(request, release_text, document, digest)


@router.post("/library/withhold")
def withhold(
    request: Request, document: Annotated[str, Form()] = "", digest: Annotated[str, Form()] = ""
) -> Response:
    """Take a release back; the document is read again."""
    return _decided(request, withhold_text, document, digest)


def hidden_row(one: QuarantinedText, language: str) -> HiddenRow:
    """A hidden text with its state in words."""
    lines = tuple(visible(line, limit=LONGEST_LINE) for line in one.text.split("\n"))
    if one.waiting:
        state = "releasing" if one.released_by else "withholding"
        return HiddenRow(one, lines, text(f"hidden.state.{state}", language), "")
    if one.released is None:
        tone = "bad" if one.instruction else "warn"
        return HiddenRow(one, lines, text("hidden.state.withheld", language), tone)
    day = one.released.astimezone()
    words = day_in_words(day, language, today=datetime.now(day.tzinfo).date())
    state = text(
        "hidden.state.released", language, name=visible(one.released_by), day=words.lower()
    )
    return HiddenRow(one, lines, state, "ok")


def _decided(request: Request, change: Callable[..., int], document: str, digest: str) -> Response:
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    site, person = site_of(request), person_in(request)
    change(site.store.ledger, person.reader, document, digest, by=person.name)
    logger.info("person %d decided on a hidden text of document %s", person.id, document)
    site.worker.nudge()
    return RedirectResponse(f"/library/report/{document}?changed=1#hidden", status_code=303)


def _seconds(seconds: float, language: str) -> str:
    shown = decimal(seconds, language)
    return shown if seconds >= LEAST_S else text("report.less-than", language, seconds=shown)
