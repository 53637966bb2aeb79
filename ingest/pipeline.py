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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.chunking import chunk_pages
from ingest.former_document import narrowed
from ingest.page_examination import language_of
from ingest.reading import read_file
from ingest.recipe import recipe
from ingest.released import included_digests, verdict_of, with_released
from ingest.reuse import read_before
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.chunks import cached_vectors
from storage.documents import find_by_source
from storage.embedding import LARGEST_CHUNK_TOKENS
from storage.errors import UnknownDocument
from storage.jobs import find_job
from storage.names import one_line
from storage.quarantine import released_digests
from storage.records import Document, Job, indexed_text
from storage.store import Store
from storage.token_projection import CompressedTokens, TokenProjection
from storage.unused_originals import discard_unused
from storage.version_rows import input_sha256
from storage.versions import (
    NewVersion,
    PendingVersion,
    activate_version,
    begin_version,
)

Vector = NDArray[np.float32]

EMBED_AT_ONCE = 256  # texts of an embedder without tokens; between two such parts a stop is heard
MOST_AT_ONCE = 1_024  # texts of one that hears it at every batch; their tokens are held until then
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
class Embedded:
    """Vectors and token rows by the keys of chunks, all of the embedder with that digest; no rows
    where there is no projection."""

    embedder_digest: str
    vectors: Mapping[str, Vector]
    rows: Mapping[str, NDArray[np.int8]]
    projection: TokenProjection | None

    def stacked(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of those keys in their order, shape (keys, dimension); (0, 0) for none."""
        if not keys:  # documents in quarantine
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([self.vectors[key] for key in keys])

    def tokens(self, keys: Sequence[str]) -> CompressedTokens | None:
        """The token rows of those keys, in their order."""
        if self.projection is None:
            return None
        return CompressedTokens(self.projection, [self.rows[key] for key in keys])


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
        recipe=recipe(settings, document.unread_pages, included_digests(pages)),
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
    in_flight: Sequence[Embedded] = (),
) -> Embedded:
    """Vector and token rows of every chunk; each text is embedded once, in one pass over all.

    All of them are of the embedder that was in force at the beginning. `in_flight` is what was
    embedded and is perhaps not in the ledger yet.

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
    for other in in_flight:
        if other.embedder_digest == embedder.digest and _same_rows(other.projection, projection):
            vectors = {key: other.vectors[key] for key in texts.keys() & other.vectors} | vectors
            rows = {key: other.rows[key] for key in texts.keys() & other.rows} | rows
    lacking = texts.keys() - (vectors.keys() & rows.keys() if projection else vectors.keys())
    missing = sorted(lacking, key=lambda key: (len(texts[key]), key))
    # Larger parts end less often with a core that waits for the other.
    at_once = EMBED_AT_ONCE if projection is None else MOST_AT_ONCE
    for start in range(0, len(missing), at_once):
        check()
        some = missing[start : start + at_once]
        embedded, tokens = source.embed([texts[key] for key in some], embedder, check=check)
        for key, row in zip(some, embedded, strict=True):
            vectors.setdefault(key, row)  # a kept vector stays
        if tokens is not None:
            rows |= zip(some, tokens.rows, strict=True)
    return Embedded(embedder.digest, vectors, rows, projection)


def begin(store: Store, documents: Sequence[Prepared], embedded: Embedded) -> list[Begun]:
    """Keep versions of documents where nobody sees them; no two of one source.

    Those whose jobs are over are left out: their documents were removed before it came to this.
    What an exception leaves pending, `drop_pending` removes.
    """
    begun: list[Begun] = []
    for start in range(0, len(documents), WRITTEN_TOGETHER):
        with store.ledger.together():
            some = documents[start : start + WRITTEN_TOGETHER]
            kept = [_begin(store, document, embedded) for document in some]
        begun += [one for one in kept if one is not None]
    return begun


def show(store: Store, begun: Sequence[Begun], embedded: Embedded) -> None:
    """Bring the chunks of versions into the indexes, before anybody may see them."""
    keys = [key for one in begun for key in one.document.keys]
    store.index.add(
        [chunk for one in begun for chunk in one.pending.chunks],
        embedded.stacked(keys),
        embedded.tokens(keys),
        embedder_digest=embedded.embedder_digest,
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


def _same_rows(one: TokenProjection | None, other: TokenProjection | None) -> bool:
    return (one.digest if one else "") == (other.digest if other else "")


def _begin(store: Store, document: Prepared, embedded: Embedded) -> Begun | None:
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
        vectors=embedded.stacked(document.keys),
        embedder_digest=embedded.embedder_digest,
    )
    return Begun(document, pending, former)
