"""The library: what is kept, how its reading went, and removing it. For those who keep it."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage.access import known_groups, list_collections
from storage.documents import count_documents, find_document, list_documents
from storage.ledger import Ledger
from storage.reading_pace import reading_counts
from storage.reading_report import Attention, attention
from storage.records import Document, Reader, Verdict
from storage.unread_files import dismiss_unread
from storage.versions import remove_document
from ui.accepted_files import accepted_endings, accepted_in_words
from ui.caller import caller_in, person_in
from ui.error_pages import error_response
from ui.language_choice import page_language
from ui.library_search import LibrarySearch
from ui.library_unread import unread_part
from ui.page_templates import page
from ui.website import Site, site_of
from ui.wording import text
from ui.wording.dates import day_in_words, iso_day_in_words
from ui.wording.library import SCRIPT_KEYS

logger = logging.getLogger(__name__)
router = APIRouter()

PAGE_SIZE = 25
MAX_PAGE = 100_000
MAX_JOB = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Row:
    """A document as the list shows it."""

    document: Document
    tone: str
    unread: str
    added: str
    effective: str  # empty where nobody said from when on it holds
    attention: Attention
    of_folder: bool  # it came from a file of this machine, which may bring it back


@router.get("/library")
def library(
    request: Request,
    q: str = "",
    within: Annotated[str, Query(alias="in")] = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=MAX_PAGE)] = 1,
    unread_number: Annotated[int, Query(alias="unread", ge=1, le=MAX_PAGE)] = 1,
    check: Annotated[int, Query(ge=0, le=1)] = 0,
    removed: int = 0,
) -> Response:
    """The page: adding documents, files that could not be read, and the documents: of both lists
    what this person may read."""
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    site, person = site_of(request), person_in(request)
    language = page_language(request)
    ledger, reader = site.store.ledger, person.reader
    collections = list_collections(ledger, reader)
    # Before the lists: what ends meanwhile is missing in them, and the script fetches them anew.
    files_left = reading_counts(ledger, reader, since=time.time()).files_left
    search = LibrarySearch.asked(q, within, check)
    total, found = _found(ledger, reader, search, page_number)
    offset = (page_number - 1) * PAGE_SIZE
    noted = attention(ledger, found)
    unread = unread_part(ledger, reader, within, page=unread_number, language=language)
    address, unread_address = search.address, partial(search.address, page_number)
    return page(
        request,
        "library.html",
        current="library",
        collections=collections,
        chosen=within,
        search=search,
        nothing_found=search.nothing_found(
            language,
            [one.name for one in collections],
            documents=total > 0 or count_documents(ledger, reader, collection=within or None) > 0,
        ),
        documents=[row(document, language, noted[document.id]) for document in found],
        total=total,
        first=offset + 1,
        last=offset + len(found),
        earlier=address(page_number - 1) if page_number > 1 else "",
        later=address(page_number + 1) if offset + len(found) < total else "",
        unread=unread,
        unread_earlier=unread_address(unread.page - 1) if unread.page > 1 else "",
        unread_later=unread_address(unread.page + 1) if unread.last < unread.total else "",
        removed=removed == 1,
        files_left=files_left,
        waits=waits_in_words(site, language),
        limit_mib=site.max_file_bytes >> 20,
        accept=accepted_endings(site.reading),
        accepted=accepted_in_words(site.reading, language),
        batch=uuid4().hex,
        my_groups=sorted(person.groups),
        known_groups=sorted(known_groups(ledger)),
        wording={key: text(key, language) for key in SCRIPT_KEYS},
    )


def _found(
    ledger: Ledger, reader: Reader, search: LibrarySearch, page_number: int
) -> tuple[int, list[Document]]:
    """How many documents match, and those of that page."""
    within, query, to_check = search.within or None, search.query, search.to_check
    total = count_documents(ledger, reader, collection=within, containing=query, to_check=to_check)
    listed = list_documents(
        ledger,
        reader,
        collection=within,
        containing=query,
        to_check=to_check,
        limit=PAGE_SIZE,
        offset=(page_number - 1) * PAGE_SIZE,
    )
    return total, listed


@router.post("/library/remove")
def remove(request: Request, document: Annotated[str, Form()] = "") -> Response:
    """Remove a document that this person may read; it is not found from then on."""
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    store, person = site_of(request).store, person_in(request)
    found = find_document(store.ledger, person.reader, document)
    remove_document(store.ledger, store.originals, found.id)
    logger.info("person %d removed document %s", person.id, found.id)
    return RedirectResponse("/library?removed=1", status_code=303)


@router.post("/library/dismiss")
def dismiss(request: Request, job: Annotated[int, Form(ge=0, le=MAX_JOB)] = 0) -> Response:
    """Take a file that was sent and could not be read off the list of such files."""
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    person = person_in(request)
    if not dismiss_unread(site_of(request).store.ledger, person.reader, job, by=person.name):
        return error_response(request, 404)
    logger.info("person %d dismissed the failure of job %d", person.id, job)
    return RedirectResponse("/library#unread", status_code=303)


def row(document: Document, language: str, noted: Attention) -> Row:
    """A document with its verdict's tone, and its date and unread pages in words."""
    added = document.updated.astimezone()
    today = datetime.now(added.tzinfo).date()
    return Row(
        document,
        tone=tone_of(document.verdict),
        unread=page_ranges(document.unread_pages),
        added=f"{day_in_words(added, language, today=today)}, {added:%H:%M}",
        effective=iso_day_in_words(document.about.effective_date or "", language),
        attention=noted,
        of_folder=PurePath(document.source).is_absolute(),
    )


def waits_in_words(site: Site, language: str) -> str:
    """Why nothing new is read for now; empty while the worker works or has nothing to do."""
    trouble = site.worker.trouble
    if trouble is None:
        return ""
    return text("library.waits", language, reason=text(f"error.{trouble.code}", language))


def tone_of(verdict: Verdict) -> str:
    """How a verdict is coloured: "ok", "warn" or "bad"; not at all where somebody wanted it so."""
    if verdict is Verdict.CANCELLED:
        return ""
    if verdict in (Verdict.PARTLY_READ, Verdict.QUARANTINED):
        return "warn"
    return "ok" if verdict.searchable else "bad"


def page_ranges(numbers: Sequence[int]) -> str:
    """Page numbers in order, runs of them shortened: 3, 7–9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
