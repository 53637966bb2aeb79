"""The files that could not be read, as the library page lists them."""

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from ingest.errors import FILE_IS_EMPTY, NO_TEXT_ON_ANY_PAGE
from ingest.formats.file_type import SUPPORTED
from ingest.verdict_meanings import FORMER_STAYS, cause_of, says_cause_alone
from ingest.visible import visible
from storage.documents import documents_by_id
from storage.errors import UnknownCollection
from storage.ledger import Ledger
from storage.records import Job, Reader, Verdict
from storage.unread_files import UPLOAD, count_unread, unread_files
from ui.wording import text
from ui.wording.dates import day_in_words

_SAYS_NO_MORE = (FILE_IS_EMPTY, NO_TEXT_ON_ANY_PAGE)  # than the meaning of the verdict
SHOWN = 5  # on a page: they stand above the documents


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A file in words; every name printable."""

    file_name: str
    folder: str  # where it lies on the server; empty for one that was sent
    label: str
    meaning: str
    detail: str  # in English
    brought: str  # into which collection, when and by whom
    former: str  # the document that was made of it before, which is still found; or empty
    dismissible: int  # its job, which may be dismissed; 0 for a file of a folder


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """A page of the list, from 1: its rows, and how many there are in all."""

    rows: tuple[UnreadRow, ...]
    total: int
    page: int

    @property
    def first(self) -> int:
        """The number of its first row."""
        return (self.page - 1) * SHOWN + 1

    @property
    def last(self) -> int:
        """The number of its last row."""
        return self.first + len(self.rows) - 1


def unread_part(
    ledger: Ledger, reader: Reader, collection: str, *, page: int, language: str
) -> UnreadPart:
    """That page, or the last one, the newest files first: those whose job `reader` may see.

    Empty for a collection that they may not read; "" is every collection.
    """
    within = collection or None
    try:
        total = count_unread(ledger, reader, collection=within)
        page = max(1, min(page, math.ceil(total / SHOWN)))
        offset = (page - 1) * SHOWN
        found = unread_files(ledger, reader, collection=within, limit=SHOWN, offset=offset)
    except UnknownCollection:
        return UnreadPart((), 0, 1)
    kept = documents_by_id(ledger, reader, {job.document_id for job in found if job.document_id})
    findable = {one.id for one in kept.values() if one.verdict.searchable}
    rows = tuple(unread_row(job, language, kept=job.document_id in findable) for job in found)
    return UnreadPart(rows, total, page)


def unread_row(job: Job, language: str, *, kept: bool) -> UnreadRow:
    """One file; `kept`: what was made of it before can still be found."""
    verdict = job.verdict or Verdict.FAILED
    source = PurePath(job.source)
    return UnreadRow(
        file_name=job.file_name,
        folder=visible(str(source.parent)) if source.is_absolute() else "",
        label=text(f"verdict.{verdict}", language),
        meaning=meaning(verdict, job.detail, language),
        detail=detail_shown(job),
        brought=_brought(job, language),
        former=job.document_id if kept else "",
        dismissible=job.id if job.source.startswith(UPLOAD) else 0,
    )


def meaning(verdict: Verdict, detail: str, language: str) -> str:
    """What a verdict means and asks for, with such a detail."""
    cause = cause_of(verdict, detail)
    key = f"verdict.{verdict}" if cause is None else f"verdict.{verdict}.{cause}"
    return text(f"{key}.meaning", language)


def detail_shown(job: Job) -> str:
    """What the program says beside the verdict, in English, without what the page says itself."""
    detail = job.detail.removesuffix(FORMER_STAYS)
    return visible(beside_meaning(job.verdict or Verdict.FAILED, detail), limit=1000)


def beside_meaning(verdict: Verdict, detail: str) -> str:
    """What of a detail the meaning of its verdict does not say; empty where that is nothing."""
    told = detail.rstrip().removesuffix(SUPPORTED).rstrip()
    beyond = told.removeprefix(NO_TEXT_ON_ANY_PAGE).lstrip()
    if told in _SAYS_NO_MORE or says_cause_alone(verdict, beyond):
        return ""
    return told


def _brought(job: Job, language: str) -> str:
    moment = (job.finished or job.created).astimezone()
    day = day_in_words(moment, language, today=datetime.now(moment.tzinfo).date())
    return text(
        "unread.brought",
        language,
        collection=visible(job.collection),
        when=f"{day}, {moment:%H:%M}",
        name=visible(job.requested_by),
    )
