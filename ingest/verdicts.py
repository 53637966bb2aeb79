"""How a job ends: each gets one verdict, and nothing of a file that failed is kept."""

import logging
import traceback
from collections.abc import Iterator

from ingest.former_document import retag
from ingest.known_files import as_unchanged, not_read
from ingest.pipeline import Prepared
from ingest.verdict_meanings import FORMER_STAYS
from storage.documents import find_by_source
from storage.errors import AssistantError
from storage.jobs import finish
from storage.open_jobs import is_open
from storage.records import Document, Job, Verdict
from storage.store import Store
from storage.unused_originals import discard_unused

logger = logging.getLogger(__name__)


def end_unchanged(store: Store, job: Job, document: Document) -> None:
    """The document was there already, read in the same way; one partly read is said to be so."""
    verdict, detail = as_unchanged(document.verdict, document.unread_pages)
    finish(store.ledger, job.id, verdict=verdict, detail=detail, document_id=document.id)


def end_published(store: Store, document: Prepared, document_id: str) -> None:
    """The document is visible; `document_id` is empty where it was removed meanwhile."""
    if document_id:
        finish(
            store.ledger,
            document.job.id,
            verdict=document.version.verdict,
            detail=" ".join((*document.version.warnings, *_remarks(document))),
            document_id=document_id,
        )
    else:
        end_removed(store, document.job)


def end_removed(store: Store, job: Job) -> None:
    """The document was removed meanwhile, and stays so."""
    detail = "The document was removed while it was read."
    finish(store.ledger, job.id, verdict=Verdict.CANCELLED, detail=detail)


def _remarks(document: Prepared) -> Iterator[str]:
    """What whoever added the document should know beside the warnings of its reading."""
    unread = document.version.unread_pages
    if document.version.verdict is Verdict.QUARANTINED:
        if unread:
            yield "No visible text could be read: nothing of it can be found."
        else:
            yield (
                "All of its text is hidden from a person who opens it: nothing of it can be found."
            )
    if unread:
        yield not_read(unread)
    withheld = [one for page in document.version.pages for one in page.hidden if not one.included]
    if withheld:
        yield f"Hidden texts set aside: {len(withheld)}; see ingest report."


def end_failed(store: Store, job: Job, verdict: Verdict, detail: str) -> None:
    """The file was not read. What was added from there before stays, with the readers asked for.

    A job that ended with the removal of its document asks for nothing any more.
    """
    with store.ledger.together():
        if is_open(store.ledger, job.id):
            former = find_by_source(store.ledger, job.collection, job.source)
            if former:
                retag(store, job, former)
                detail = f"{detail} {FORMER_STAYS}"
            document_id = former.id if former else ""
            finish(store.ledger, job.id, verdict=verdict, detail=detail, document_id=document_id)
    discard_unused(store.ledger, store.originals, job.content_sha256)


def end_unexpectedly(store: Store, job: Job, error: Exception) -> None:
    """The document made the program fail: the log says where, and quotes nothing of it."""
    log_failure(f"Job {job.id} failed", error)
    if isinstance(error, AssistantError):
        detail = error.message
    else:
        detail = f"An unexpected {type(error).__name__}; the log says where."
    end_failed(store, job, Verdict.FAILED, detail)


def log_failure(what: str, error: Exception) -> None:
    """Where in the program it happened; not the message, which may quote a document."""
    places = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s with %s\n%s", what, type(error).__name__, places)
