"""The document that is at a job's source already: who may read it, and whether it may stay."""

from ingest.recipe import recipe
from ingest.settings import IngestSettings
from storage.documents import find_by_source, made_of
from storage.job_access import EVERY_READER
from storage.quarantine import released_in
from storage.records import Document, Job
from storage.store import Store
from storage.versions import retag_document


def narrowed(asked: frozenset[str] | None, former: Document | None) -> frozenset[str] | None:
    """The readers a document is narrowed to: as asked, or else as it was."""
    if asked is None:
        return former.readers if former else None
    return None if EVERY_READER in asked else asked


def unchanged(store: Store, settings: IngestSettings, job: Job) -> Document | None:
    """The document as it is, where reading the job's file again would come to the same.

    Its readers are brought to what the job asks.
    """
    former = find_by_source(store.ledger, job.collection, job.source)
    if former is None or former.content_sha256 != job.content_sha256:
        return None
    if job.title and job.title != former.title:
        return None
    released = released_in(store.ledger, former.version_id)
    made = made_of(store.ledger, former.version_id)
    expected = recipe(settings, former.unread_pages, released, made.warnings)
    if (made.recipe, made.embedder_digest) != (expected, store.embedder.digest):
        return None
    retag(store, job, former)
    return former


def retag(store: Store, job: Job, former: Document) -> None:
    """Narrow the document that is there to the readers that the job asks for."""
    readers = narrowed(job.readers, former)
    if readers != former.readers:
        retag_document(store.ledger, former.id, readers)
