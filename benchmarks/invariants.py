"""What must hold of a home whose owner was killed: as it was left, and once it is open again.

Each function returns what does not hold, a sentence each; none is right. Tests and `make
bench-kills` ask the same.
"""

import hashlib
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from storage.chunks import active_digest, iter_active_chunks
from storage.documents import count_chunks, count_documents, list_documents
from storage.generations import CHROMA, TANTIVY, current, entries_digest, verify
from storage.ledger import FILE_NAME, Ledger
from storage.originals import Originals
from storage.query_vector import QueryVector
from storage.records import OPERATOR, Chunk
from storage.store import Store
from storage.unused_originals import ON_ITS_WAY_S

MADE = "made:"  # how the sources of documents begin that never had a file
READY_WITHIN_S = 3600.0
_NEAREST = _FIRST = 100
_NEARLY_ONE = 0.999

_ACTIVE = """SELECT c.id FROM chunks c
  JOIN versions v ON v.id = c.version_id
  JOIN documents d ON d.id = v.document_id AND d.active_version_id = v.id ORDER BY c.id"""
_HELD = """SELECT embedding_id FROM embeddings
  UNION SELECT id FROM embeddings_queue WHERE operation <> 3"""
# What is wrong, and which rows are: SQL beside the program's own, so that it has not its faults.
_LEDGER_RULES = {
    "A version is still pending": "SELECT id FROM versions WHERE state = 'pending'",
    "A document has no active version": "SELECT d.source FROM documents d LEFT JOIN versions v "
    "ON v.id = d.active_version_id AND v.state = 'active' WHERE v.id IS NULL",
    "An active version is not its document's": "SELECT v.id FROM versions v LEFT JOIN documents d "
    "ON d.active_version_id = v.id WHERE v.state = 'active' AND d.id IS NULL",
    "A job runs and nobody works": "SELECT source FROM jobs WHERE state = 'running'",
    "A job is over without a verdict": "SELECT source FROM jobs "
    "WHERE state IN ('done', 'failed') AND verdict IS NULL",
    "A job is done and its document is not there": "SELECT j.source FROM jobs j "
    "WHERE j.state = 'done' AND j.id = (SELECT max(k.id) FROM jobs k WHERE k.state = 'done' "
    "AND k.collection_id = j.collection_id AND k.source = j.source) AND NOT EXISTS (SELECT 1 "
    "FROM documents d JOIN versions v ON v.id = d.active_version_id WHERE d.source = j.source "
    "AND d.collection_id = j.collection_id AND v.content_sha256 = j.content_sha256)",
    "A version lacks pages": "SELECT v.id FROM versions v WHERE v.page_count <> "
    "(SELECT count(*) FROM pages p WHERE p.version_id = v.id)",
    "A version lacks chunks": "SELECT v.id FROM versions v WHERE v.chunk_count <> "
    "(SELECT count(*) FROM chunks c WHERE c.version_id = v.id)",
    "A chunk has no vector": "SELECT c.id FROM chunks c JOIN versions v ON v.id = c.version_id "
    "LEFT JOIN embeddings e ON e.input_sha256 = c.input_sha256 "
    "AND e.embedder_digest = v.embedder_digest WHERE e.vector IS NULL",
}
_NEEDED = f"""SELECT v.content_sha256 FROM versions v JOIN documents d ON d.id = v.document_id
  WHERE d.source NOT LIKE '{MADE}%'
  UNION SELECT content_sha256 FROM jobs WHERE state IN ('queued', 'running')"""


def broken_as_left(home: Path) -> list[str]:
    """What a reader could have seen at the moment of the kill: originals that are torn, chunks of
    visible documents that one of the indexes in use does not hold.

    Looks at copies: the home stays as the kill left it. It need not have an index yet.
    """
    return [*_torn(Originals(home)), *_unindexed(home)]


def broken_in_ledger(ledger: Ledger) -> list[str]:
    """What a crash left in the ledger or among the originals after the home was opened by its
    owner, and before anybody works."""
    broken = []
    with ledger.read() as connection:
        for wrong, query in _LEDGER_RULES.items():
            if rows := connection.exec_driver_sql(query).scalars().all():
                broken.append(f"{wrong}: {_named(rows)}")
        needed = set(connection.exec_driver_sql(_NEEDED).scalars())
    listed = list_documents(ledger, OPERATOR)
    counts = count_documents(ledger, OPERATOR), count_chunks(ledger, OPERATOR)
    if counts != (len(listed), active_digest(ledger)[0]):
        broken.append(f"Counts differ: {counts} are counted, {len(listed)} are listed")
    return [*broken, *_broken_originals(ledger.home, needed)]


def broken_in_index(store: Store, *, sample: int | None = None) -> list[str]:
    """What cannot be found, or is held and is no visible document's, once the index is ready.

    Each chunk is looked for by its own vector and by its own words; with `sample` so many of them,
    chosen by chance. Seals the index.
    """
    wait_until_ready(store)
    store.index.seal()
    chunks = [chunk for some in iter_active_chunks(store.ledger) for chunk in some]
    chosen = chunks if sample is None else _sampled(chunks, sample)
    return [*_broken_digests(store), *_unfound(store, chosen)]


def wait_until_ready(store: Store) -> None:
    """Wait until a generation on disk answers, with the tokens of every chunk. Raises
    TimeoutError."""
    until = time.monotonic() + READY_WITHIN_S
    while store.index.state != "ready" or store.index.tokens.missing:
        if time.monotonic() > until:
            raise TimeoutError(f"The index of {store.home} is not ready: {store.index.why}")
        time.sleep(0.02)


def _unindexed(home: Path) -> list[str]:
    """What is visible and not held by the generation in use, where there is one."""
    generation = current(home)
    if generation is None:
        return []
    with tempfile.TemporaryDirectory() as scratch:
        kept = Path(scratch)
        for path in [*home.glob(f"{FILE_NAME}*"), *(generation / CHROMA).glob("chroma.sqlite3*")]:
            shutil.copy(path, kept)
        shutil.copytree(generation / TANTIVY, kept / TANTIVY)
        with closing(sqlite3.connect(kept / FILE_NAME)) as ledger:
            active = [row[0] for row in ledger.execute(_ACTIVE)]
        with closing(sqlite3.connect(kept / "chroma.sqlite3")) as chroma:
            held = {int(row[0]) for row in chroma.execute(_HELD)}
        worded = _with_words(kept / TANTIVY, active)
    found = []
    if without := [chunk_id for chunk_id in active if chunk_id not in held]:
        found.append(f"A visible chunk has no vector in the index: {_named(without)}")
    if without := [chunk_id for chunk_id in active if chunk_id not in worded]:
        found.append(f"The words of a visible chunk are not in the index: {_named(without)}")
    return found


def _named(rows: Sequence[object]) -> str:
    """How many there are, and which the first ones."""
    return f"{len(rows)}, {', '.join(map(str, rows[:3]))}"


def _with_words(folder: Path, ids: Sequence[int]) -> set[int]:
    """Those of the chunks that the lexical index in `folder` has committed."""
    import tantivy

    index = tantivy.Index.open(str(folder))
    searcher, schema = index.searcher(), index.schema
    return {
        chunk_id
        for chunk_id in ids
        if searcher.search(tantivy.Query.term_query(schema, "chunk", chunk_id), 1).hits
    }


def _broken_originals(home: Path, needed: set[str]) -> Iterator[str]:
    originals = Originals(home)
    kept = set(originals.contents())
    if lost := sorted(needed - kept):
        yield f"An original is missing: {_named(lost)}"
    yield from _torn(originals)
    left = [one for one in sorted(kept - needed) if originals.age_s(one) >= ON_ITS_WAY_S]
    if left:
        yield f"An old original belongs to nothing: {_named(left)}"
    copies = sorted((home / "originals" / "incoming").glob("*"))
    if unfinished := [one for one in copies if time.time() - one.stat().st_mtime >= ON_ITS_WAY_S]:
        yield f"A copy was left unfinished: {_named(unfinished)}"


def _torn(originals: Originals) -> Iterator[str]:
    kept = sorted(originals.contents())
    if torn := [sha256 for sha256 in kept if _sha256(originals.path(sha256)) != sha256]:
        yield f"An original is not what its name says: {_named(torn)}"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _broken_digests(store: Store) -> Iterator[str]:
    folder, embedder = current(store.home), store.embedder
    if folder is None:
        yield "There is no index"
        return
    verified = verify(folder, embedder_digest=embedder.digest, dimension=embedder.dimension)
    if isinstance(verified, str):
        yield verified
        return
    if not verified.tokens_whole:
        yield "The tokens are not as they were sealed"
    held = len(verified.entries), entries_digest(verified.entries)
    if held != active_digest(store.ledger):
        yield f"The index holds {held[0]} chunks, the ledger others: {active_digest(store.ledger)}"


def _unfound(store: Store, chunks: Sequence[Chunk]) -> Iterator[str]:
    by_vector, by_words = [], []
    for start in range(0, len(chunks), 256):
        some = chunks[start : start + 256]
        vectors = store.embedder.embed_passages([chunk.indexed_text for chunk in some])
        for chunk, vector in zip(some, vectors, strict=True):
            own = frozenset({chunk.audience})
            query = QueryVector(None, vector.astype(np.float32), store.embedder.digest)
            near = store.index.search_dense(query, audiences=own, k=_NEAREST)
            if chunk.id not in {hit.chunk_id for hit in near if hit.score > _NEARLY_ONE}:
                by_vector.append(chunk.id)
            hits = store.index.search_lexical(
                chunk.text, language=chunk.language, audiences=own, k=_FIRST
            )
            if chunk.id not in {hit.chunk_id for hit in hits}:
                by_words.append(chunk.id)
    if by_vector:
        yield f"A chunk is not found by its vector: {_named(by_vector)}"
    if by_words:
        yield f"A chunk is not found by its words: {_named(by_words)}"


def _sampled(chunks: Sequence[Chunk], count: int) -> list[Chunk]:
    chance = random.Random(len(chunks))
    return chance.sample(chunks, min(count, len(chunks)))
