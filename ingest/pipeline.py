"""One document's way: original, pages, chunks, vectors; then visible, all of it at once.

    prepare   parse in the sandbox, clean, chunk                      nothing is written
    publish   vectors (known ones from the ledger, others embedded)
              -> ledger: version with chunks and vectors, pending     nobody sees it
              -> indexes: its chunks                                  the ledger's check hides them
              -> ledger: version active, the former one gone          one transaction
              -> indexes: the former one's chunks leave

After a crash at any point the pending version is dropped, its chunks leave the indexes, and the
job starts again.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.chunking import chunk_pages
from ingest.errors import UnreadableDocument
from ingest.reading import RECIPE, read_file
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.chunks import cached_vectors
from storage.documents import find_by_source, recipe_of
from storage.embedding import LARGEST_CHUNK_TOKENS
from storage.errors import UnknownDocument
from storage.job_access import EVERY_READER
from storage.jobs import find_job
from storage.names import one_line
from storage.records import Document, Job, Verdict, indexed_text
from storage.store import Store
from storage.token_projection import CompressedTokens, TokenProjection
from storage.unused_originals import discard_unused
from storage.version_rows import input_sha256
from storage.versions import (
    NewVersion,
    PendingVersion,
    activate_version,
    begin_version,
    retag_document,
)

Vector = NDArray[np.float32]

EMBED_AT_ONCE = 256  # texts; between two such parts a stop is heard


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that was read and waits for its vectors; `keys` name them, one a chunk."""

    job: Job
    version: NewVersion
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors and token rows by the keys of chunks, all of the embedder with that digest; no rows
    where there is no projection."""

    embedder_digest: str
    vectors: Mapping[str, Vector]
    rows: Mapping[str, NDArray[np.int8]]
    projection: TokenProjection | None

    def stacked(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of those keys in their order, shape (keys, dimension)."""
        return np.stack([self.vectors[key] for key in keys])

    def tokens(self, keys: Sequence[str]) -> CompressedTokens | None:
        """The token rows of those keys, in their order."""
        if self.projection is None:
            return None
        return CompressedTokens(self.projection, [self.rows[key] for key in keys])


def narrowed(asked: frozenset[str] | None, former: Document | None) -> frozenset[str] | None:
    """The readers a document is narrowed to: as asked, or else as it was."""
    if asked is None:
        return former.readers if former else None
    return None if EVERY_READER in asked else asked


def recipe(settings: IngestSettings, unread_pages: Sequence[int]) -> str:
    """How a document is read; other means to recognise scans count where pages are unread."""
    if not unread_pages:
        return RECIPE
    if not (settings.ocr and shutil.which("tesseract")):
        return f"{RECIPE} ocr none"
    return (
        f"{RECIPE} ocr {settings.ocr_languages} {settings.ocr_page_s}/{settings.ocr_document_s} s"
    )


def unchanged(store: Store, settings: IngestSettings, job: Job) -> Document | None:
    """The document as it is, where reading the job's file again would come to the same.

    Its readers are brought to what the job asks.
    """
    former = find_by_source(store.ledger, job.collection, job.source)
    if former is None or former.content_sha256 != job.content_sha256:
        return None
    if job.title and job.title != former.title:
        return None
    made = (recipe(settings, former.unread_pages), store.embedder.digest)
    if recipe_of(store.ledger, former.version_id) != made:
        return None
    retag(store, job, former)
    return former


def retag(store: Store, job: Job, former: Document) -> None:
    """Narrow the document that is there to the readers that the job asks for."""
    readers = narrowed(job.readers, former)
    if readers != former.readers:
        retag_document(store.ledger, former.id, readers)


def prepare(
    store: Store,
    settings: IngestSettings,
    job: Job,
    *,
    sandbox: Sandbox,
    on_page: Callable[[int, int], None],
) -> Prepared:
    """The job's file read and cut into chunks. Raises UnreadableDocument with its verdict."""
    path = store.originals.path(job.content_sha256)
    document = read_file(
        path, file_name=job.file_name, sandbox=sandbox, settings=settings, on_page=on_page
    )
    title = one_line(job.title or document.title)  # as the ledger keeps it: part of the keys
    embedder = store.embedder
    chunks = chunk_pages(
        document.pages,
        title=title,
        language=document.language,
        count_tokens=embedder.count_tokens,
        max_tokens=min(embedder.max_tokens, LARGEST_CHUNK_TOKENS),
    )
    if not chunks:
        raise UnreadableDocument(Verdict.NO_TEXT, "No text could be read on any page.")
    version = NewVersion(
        collection=job.collection,
        source=job.source,
        file_name=job.file_name,
        title=title,
        media_type=document.media_type,
        language=document.language,
        verdict=document.verdict,
        content_sha256=job.content_sha256,
        size_bytes=path.stat().st_size,
        recipe=recipe(settings, document.unread_pages),
        added_by=job.requested_by,
        pages=document.pages,
        chunks=chunks,
        unread_pages=document.unread_pages,
        warnings=document.warnings,
        batch=job.batch,
    )
    keys = tuple(input_sha256(title, chunk.section, chunk.text) for chunk in chunks)
    return Prepared(job, version, keys)


def vectors_for(
    store: Store, documents: Sequence[Prepared], *, check: Callable[[], None]
) -> Embedded:
    """Vector and token rows of every chunk; each text is embedded once, in one pass over all.

    All of them are of the embedder that was in force at the beginning.

    `check` is called between parts of the work and may raise to end it.
    """
    texts = {
        key: indexed_text(document.version.title, chunk.section, chunk.text)
        for document in documents
        for key, chunk in zip(document.keys, document.version.chunks, strict=True)
    }
    embedder = store.embedder
    known = cached_vectors(store.ledger, embedder.digest, texts.keys())
    vectors: dict[str, Vector] = {key: row.astype(np.float32) for key, row in known.items()}
    source = store.index.tokens
    projection = source.projection(embedder) if texts else None
    rows = source.known(texts.keys(), projection) if projection else {}
    lacking = texts.keys() - (vectors.keys() & rows.keys() if projection else vectors.keys())
    missing = sorted(lacking, key=lambda key: len(texts[key]))
    for start in range(0, len(missing), EMBED_AT_ONCE):
        check()
        some = missing[start : start + EMBED_AT_ONCE]
        embedded, tokens = source.embed([texts[key] for key in some], embedder)
        for key, row in zip(some, embedded, strict=True):
            vectors.setdefault(key, row)  # a kept vector stays
        if tokens is not None:
            rows |= zip(some, tokens.rows, strict=True)
    return Embedded(embedder.digest, vectors, rows, projection)


def publish(
    store: Store, documents: Sequence[Prepared], embedded: Embedded
) -> Iterator[tuple[Prepared, str]]:
    """Make the documents visible, each in one step, in their order; no two of one source.

    Yields each with its document id when it is visible; the id is empty where the document was
    removed meanwhile. What an exception leaves pending, `drop_pending` removes.
    """
    begun = [(document, _begin(store, document, embedded)) for document in documents]
    chunks = [chunk for _, (pending, _) in begun for chunk in pending.chunks]
    keys = [key for document in documents for key in document.keys]
    store.index.add(
        chunks,
        embedded.stacked(keys),
        embedded.tokens(keys),
        embedder_digest=embedded.embedder_digest,
    )
    for document, (pending, former) in begun:
        try:
            activate_version(store.ledger, pending)
        except UnknownDocument:
            yield document, ""
            continue
        yield document, pending.document_id
        if former and former.content_sha256 != document.job.content_sha256:
            discard_unused(store.ledger, store.originals, former.content_sha256)


def _begin(
    store: Store, document: Prepared, embedded: Embedded
) -> tuple[PendingVersion, Document | None]:
    """The pending version, and the document as it was before."""
    former = find_by_source(store.ledger, document.job.collection, document.job.source)
    # Looked up after the document: one removed meanwhile has left its narrowing with the job.
    job = find_job(store.ledger, document.job.id) or document.job
    pending = begin_version(
        store.ledger,
        replace(document.version, readers=narrowed(job.readers, former)),
        vectors=embedded.stacked(document.keys),
        embedder_digest=embedded.embedder_digest,
    )
    return pending, former
