"""One document's way: original, pages, chunks, vectors; then visible, all of it at once.

    prepare    parse in the sandbox, clean, chunk                     nothing is written
    vectors    known ones from the ledger, others embedded            nothing is written
    begin      ledger: version with chunks and vectors, pending       nobody sees it
    show       indexes: its chunks                                    the ledger's check hides them
    activate   ledger: version active, the former one gone, the       one transaction
               job ended
    forget     indexes: the former one's chunks leave; its original

Each of the last four is done for several documents together. After a crash at any point the pending
versions are dropped, their chunks leave the indexes, and the jobs start again.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.chunking import chunk_pages
from ingest.former_document import narrowed
from ingest.page_examination import language_of
from ingest.reading import read_file
from ingest.recipe import recipe
from ingest.released import included_digests, verdict_of, with_released
from ingest.reuse import read_before
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.documents import find_by_source
from storage.embedded_texts import EmbeddedTexts, embedded
from storage.embedding import LARGEST_CHUNK_TOKENS
from storage.errors import UnknownDocument
from storage.jobs import find_job
from storage.names import one_line
from storage.quarantine import released_digests
from storage.records import Document, Job, indexed_text
from storage.store import Store
from storage.unused_originals import discard_unused
from storage.version_rows import input_sha256
from storage.versions import (
    NewVersion,
    PendingVersion,
    activate_version,
    begin_version,
)

# Documents a transaction: each has its price (a disk that has written), and others who write wait
# while one goes on (about 5 ms a document).
WRITTEN_TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that was read and waits for its vectors; `keys` name them, one a chunk."""

    job: Job
    version: NewVersion
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """A document whose version is kept, pending; `former` is the document as it was before."""

    document: Prepared
    pending: PendingVersion
    former: Document | None


def prepare(
    store: Store,
    settings: IngestSettings,
    job: Job,
    *,
    sandbox: Sandbox,
    on_page: Callable[[int, int], None],
    waiting: Sequence[NewVersion] = (),
) -> Prepared:
    """The job's file read and cut into chunks. Raises UnreadableDocument with its verdict.

    The same bytes are parsed once: pages are taken from the ledger, or from those in `waiting`.
    """
    begun = time.monotonic()
    path = store.originals.path(job.content_sha256)
    former = find_by_source(store.ledger, job.collection, job.source)
    released = released_digests(store.ledger, former.id) if former else frozenset[str]()
    document = read_before(store.ledger, settings, job, waiting) or read_file(
        path, file_name=job.file_name, sandbox=sandbox, settings=settings, on_page=on_page
    )
    pages = with_released(document.pages, released)
    language = language_of(pages) if released else document.language
    title = one_line(job.title or document.title)  # as the ledger keeps it: part of the keys
    embedder = store.embedder
    chunks = chunk_pages(
        pages,
        title=title,
        language=language,
        count_tokens=embedder.count_tokens,
        max_tokens=min(embedder.max_tokens, LARGEST_CHUNK_TOKENS),
    )
    version = NewVersion(
        collection=job.collection,
        source=job.source,
        file_name=job.file_name,
        title=title,
        media_type=document.media_type,
        language=language,
        verdict=verdict_of(pages, document.unread_pages, has_text=bool(chunks)),
        content_sha256=job.content_sha256,
        size_bytes=path.stat().st_size,
        recipe=recipe(settings, document.unread_pages, included_digests(pages), document.warnings),
        added_by=job.requested_by,
        pages=pages,
        chunks=chunks,
        unread_pages=document.unread_pages,
        warnings=document.warnings,
        batch=job.batch,
        seconds=document.seconds or time.monotonic() - begun,
        parser=document.parser,
        named_title=document.named_title,
    )
    keys = tuple(input_sha256(title, chunk.section, chunk.text) for chunk in chunks)
    return Prepared(job, version, keys)


def vectors_for(
    store: Store,
    documents: Sequence[Prepared],
    *,
    check: Callable[[], None],
    in_flight: Sequence[EmbeddedTexts] = (),
) -> EmbeddedTexts:
    """Vector and token rows of every chunk; each text is embedded once, in one pass over all.

    All of them are of the embedder that was in force at the beginning. `in_flight` is what was
    embedded and is perhaps not in the ledger yet; `check` as `storage.embedded_texts` calls it.
    """
    texts = {
        key: indexed_text(document.version.title, chunk.section, chunk.text)
        for document in documents
        for key, chunk in zip(document.keys, document.version.chunks, strict=True)
    }
    source, embedder = store.index.tokens, store.embedder
    return embedded(store.ledger, source, embedder, texts, in_flight=in_flight, check=check)


def begin(store: Store, documents: Sequence[Prepared], made: EmbeddedTexts) -> list[Begun]:
    """Keep versions of documents where nobody sees them; no two of one source.

    Those whose jobs are over are left out: their documents were removed before it came to this.
    What an exception leaves pending, `drop_pending` removes.
    """
    begun: list[Begun] = []
    for start in range(0, len(documents), WRITTEN_TOGETHER):
        with store.ledger.together():
            some = documents[start : start + WRITTEN_TOGETHER]
            kept = [_begin(store, document, made) for document in some]
        begun += [one for one in kept if one is not None]
    return begun


def show(store: Store, begun: Sequence[Begun], made: EmbeddedTexts) -> None:
    """Bring the chunks of versions into the indexes, before anybody may see them."""
    keys = [key for one in begun for key in one.document.keys]
    store.index.add(
        [chunk for one in begun for chunk in one.pending.chunks],
        made.vectors_of(keys),
        made.tokens_of(keys),
        embedder_digest=made.embedder_digest,
    )


def activate(store: Store, begun: Begun) -> str:
    """Make a version the one that people read, in one step; the document's id.

    Empty where the document was removed meanwhile.
    """
    try:
        activate_version(store.ledger, begun.pending)
    except UnknownDocument:
        return ""
    return begun.pending.document_id


def forget(store: Store, begun: Begun, document_id: str) -> None:
    """Delete the original that nothing refers to any more: the former one, or that of a document
    which was removed meanwhile. After the transaction that made the version active."""
    own, former = begun.document.job.content_sha256, begun.former
    if not document_id:
        discard_unused(store.ledger, store.originals, own)
    elif former and former.content_sha256 != own:
        discard_unused(store.ledger, store.originals, former.content_sha256)


def _begin(store: Store, document: Prepared, made: EmbeddedTexts) -> Begun | None:
    # As it is now: a document that was removed has ended the job, one that was moved has taken it
    # along.
    job = find_job(store.ledger, document.job.id)
    if job is None or job.finished is not None:
        return None
    former = find_by_source(store.ledger, job.collection, job.source)
    pending = begin_version(
        store.ledger,
        replace(
            document.version,
            source=job.source,
            file_name=job.file_name,
            readers=narrowed(job.readers, former),
        ),
        vectors=made.vectors_of(document.keys),
        embedder_digest=made.embedder_digest,
    )
    return Begun(document, pending, former)
