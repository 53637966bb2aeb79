"""A home of made documents for readers of 1 to 100 per cent of them, filled in big batches.

Documents go into ledger and index many at once, as in a bulk load. An interrupted run goes on
where it stopped.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.homes import open_ready
from benchmarks.kept_folders import KEPT, digest_of
from benchmarks.made_corpus import CHUNKS_A_DOCUMENT, SEED, Article, MadeDocument, made_documents
from benchmarks.telling import tell
from storage.access import create_collection
from storage.documents import count_documents
from storage.embedding import Embedder
from storage.errors import NameTaken
from storage.ledger import FILE_NAME, Ledger
from storage.records import OPERATOR, ChunkDraft, Page, Reader, Span, Verdict, indexed_text
from storage.store import Store
from storage.versions import NewVersion, activate_version, begin_version

DEPARTMENTS = 100  # collections, each with a hundredth of the documents and a group of its own
SHARES = (1, 10, 50, 100)  # per cent of the documents that a reader may read
_DOCUMENTS_AT_ONCE = 25  # 500 chunks
_TOLD_EVERY_S = 10.0
_RECIPE = "made of recombined sentences, 1"


def reader_of(share: int) -> Reader:
    """A reader of `share` per cent of the documents: one in as many departments' groups."""
    groups = frozenset(department(number) for number in range(share))
    return Reader(f"reader of {share} %", groups)


def department(number: int) -> str:
    """The name of a department: of its collection, and of the group that may read it."""
    return f"department-{number % DEPARTMENTS:02d}"


def made_home(
    articles: Sequence[Article], chunk_count: int, embedder: Embedder, *, root: Path = KEPT
) -> Path:
    """The home with `chunk_count` chunks in the ledger, filled now or in an earlier run."""
    made_of = [str(SEED), _RECIPE, embedder.digest, *map(repr, articles)]
    home = root / f"made-{chunk_count}-{digest_of(made_of)}"
    root.mkdir(exist_ok=True)
    if not (home / FILE_NAME).is_file():
        Ledger.create(home).close()
    with open_ready(home, embedder=embedder) as store:
        _fill(store, articles, chunk_count)
    return home


def new_version(document: MadeDocument) -> NewVersion:
    """A made document as the ledger takes it: one page, its chunks the lines of it."""
    spans, start = [], 0
    for text in document.texts:
        spans.append(Span(1, start, start + len(text)))
        start += len(text) + 1
    name = f"{document.number:06d}.txt"
    return NewVersion(
        collection=department(document.number),
        source=f"made:{name}",
        file_name=name,
        title=document.title,
        media_type="text/plain",
        language=document.language,
        verdict=Verdict.READ,
        content_sha256=digest_of(document.texts),
        size_bytes=start,
        recipe=_RECIPE,
        added_by="benchmark",
        pages=[Page(1, "\n".join(document.texts))],
        chunks=[
            ChunkDraft(text, "", (span,), document.language)
            for text, span in zip(document.texts, spans, strict=True)
        ],
    )


def _fill(store: Store, articles: Sequence[Article], chunk_count: int) -> None:
    for number in range(DEPARTMENTS):
        _create(store.ledger, department(number))
    there = count_documents(store.ledger, OPERATOR)
    done = there * CHUNKS_A_DOCUMENT
    if done >= chunk_count:
        tell(f"{chunk_count} chunks: kept from an earlier run; nothing is embedded again")
        return
    tell(f"{chunk_count} chunks: {done} are there, {chunk_count - done} are embedded now")
    started, told, first = time.monotonic(), time.monotonic(), done
    for batch in _batches(islice(made_documents(articles, chunk_count), there, None)):
        _add(store, batch)
        done += sum(len(document.texts) for document in batch)
        if time.monotonic() - told > _TOLD_EVERY_S:
            told = time.monotonic()
            rate = (done - first) / (told - started)
            left = (chunk_count - done) / rate
            tell(f"{done} of {chunk_count} chunks, {rate:.0f}/s, {left:.0f} s to go")


def _add(store: Store, batch: Sequence[MadeDocument]) -> None:
    versions = [new_version(document) for document in batch]
    texts = [
        indexed_text(version.title, draft.section, draft.text)
        for version in versions
        for draft in version.chunks
    ]
    embedder = store.embedder
    vectors, tokens = store.index.tokens.embed(texts, embedder)
    begun, start = [], 0
    for version in versions:
        rows = vectors[start : start + len(version.chunks)]
        start += len(version.chunks)
        digest = embedder.digest
        begun.append(begin_version(store.ledger, version, vectors=rows, embedder_digest=digest))
    chunks = [chunk for pending in begun for chunk in pending.chunks]
    store.index.add(chunks, vectors, tokens, embedder_digest=embedder.digest)
    for pending in begun:
        activate_version(store.ledger, pending)


def _batches(found: Iterable[MadeDocument]) -> Iterator[list[MadeDocument]]:
    remaining = iter(found)
    while batch := list(islice(remaining, _DOCUMENTS_AT_ONCE)):
        yield batch


def _create(ledger: Ledger, name: str) -> None:
    try:
        create_collection(ledger, name, groups=[name])
    except NameTaken:
        return  # in an earlier run
