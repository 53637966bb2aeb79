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
from storage.documents import find_document
from storage.quarantine import QuarantinedText, release_text, withhold_text
from storage.reading_report import reading_report
from ui.caller import caller_in, person_in
from ui.error_pages import error_response
from ui.language_choice import page_language
from ui.library import page_ranges, tone_of
from ui.page_templates import page
from ui.remark_words import remark_in_words
from ui.report_standing import standing
from ui.website import site_of
from ui.wording import text
from ui.wording.dates import NEAR, day_in_words, iso_day_in_words
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
    stuck: bool = False  # decided on, and reading the document again has failed
    before: str = ""  # whose release of it was taken back, by whom, when


@router.get("/library/report/{document_id}")
def report(request: Request, document_id: str, changed: int = 0) -> Response:
    """The report of a document that this person may read."""
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    site, person = site_of(request), person_in(request)
    language = page_language(request)
    ledger, reader = site.store.ledger, person.reader
    # Before the report: a reading that ends meanwhile is shown as under way, and the page follows.
    now = standing(ledger, reader, find_document(ledger, reader, document_id), language)
    found = reading_report(ledger, reader, document_id)
    about = found.document.about
    return page(
        request,
        "report.html",
        current="library",
        document=found.document,
        tone=tone_of(found.document.verdict),
        unread=page_ranges(found.document.unread_pages),
        seconds="" if found.seconds is None else _seconds(found.seconds, language),
        remarks=[remark_in_words(one, language) for one in found.remarks],
        pages=found.pages,
        has_tables=any(one.tables is not None for one in found.pages),
        hidden=[hidden_row(one, language, reading=now.reading) for one in found.hidden],
        near=found.near,
        burst=found.burst,
        changed=changed == 1 and now.reading and any(one.waiting for one in found.hidden),
        now=now,
        effective=about.effective_date and iso_day_in_words(about.effective_date, language),
        source_url=about.source_url or "",
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


def hidden_row(one: QuarantinedText, language: str, *, reading: bool) -> HiddenRow:
    """A hidden text with its state in words; `reading`: its document is being read again."""
    lines = tuple(visible(line, limit=LONGEST_LINE) for line in one.text.split("\n"))
    before = _withdrawn(one, language)
    if one.waiting:
        state = "releasing" if one.released_by else "withholding"
        state += "" if reading else ".failed"
        said = text(f"hidden.state.{state}", language)
        return HiddenRow(one, lines, said, "" if reading else "bad", not reading, before)
    if one.released is None:
        tone = "bad" if one.instruction else "warn"
        return HiddenRow(one, lines, text("hidden.state.withheld", language), tone, before=before)
    day = _day(one.released, language)
    name = visible(one.released_by)
    said = text("hidden.state.released", language, name=name, day=day)
    return HiddenRow(one, lines, said, "ok", before=before)


def _withdrawn(one: QuarantinedText, language: str) -> str:
    """The last release that was taken back, in words, where the text is not released anew."""
    if one.withdrawn is None or one.released_by:
        return ""
    return text(
        "hidden.withdrawn",
        language,
        name=visible(one.withdrawn.withheld_by),
        day=_day(one.withdrawn.withheld, language),
        released_by=visible(one.withdrawn.released_by),
        released=_day(one.withdrawn.released, language),
    )


def _day(moment: datetime, language: str) -> str:
    here = moment.astimezone()
    words = day_in_words(here, language, today=datetime.now(here.tzinfo).date())
    return words.lower() if words in NEAR[language] else words


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
