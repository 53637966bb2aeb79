"""Indexes made from the ledger: one in memory within seconds, one on disk beside the old."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from storage.chunks import (
    active_digest,
    active_entries,
    add_vectors,
    cached_vectors,
    iter_active_chunks,
    iter_active_vectors,
)
from storage.embedding import Embedder
from storage.generations import begin, current, entries_digest
from storage.index_pair import DiskIndex, MemoryIndex
from storage.ledger import Ledger
from storage.records import Chunk
from storage.token_embedding import token_digest_of
from storage.token_folder import TOKENS, TokenSnapshot
from storage.token_recovery import carry_over
from storage.token_table import token_key
from storage.vectors import BUILDING_BATCH
from storage.version_rows import input_sha256

# Chunks a step: a rebuild can be stopped, and tells how far it is, between two steps. 500 that
# must be embedded take 3 to 5 s.
_STEP = 500

Step = Callable[[int], None]
"""Called with the number of chunks done so far; may raise to stop."""


def load_memory_index(ledger: Ledger, embedder: Embedder) -> MemoryIndex:
    """All active chunks in memory: 20,000 take about 5 s and 40 MB.

    Chunks without a vector of this embedder are found by their words only.
    """
    memory = MemoryIndex(embedder, tokens=_tokens_on_disk(ledger, embedder))
    for ids, audiences, vectors in iter_active_vectors(ledger, embedder.digest):
        memory.vectors.add(ids.tolist(), audiences.tolist(), vectors)
    for chunks in iter_active_chunks(ledger):
        memory.lexical.add(chunks)
        if memory.tokens is not None:
            memory.tokens.drop_unlike({chunk.id: token_key(chunk) for chunk in chunks})
    memory.commit()
    return memory


def build_generation(
    ledger: Ledger, embedder: Embedder, *, step: Step, memory: MemoryIndex | None = None
) -> DiskIndex:
    """A new generation with all active chunks, neither sealed nor current yet.

    Chunks without a vector of this embedder are embedded from their text, and the ledger keeps
    their vectors; `memory`, where it answers meanwhile, gets them too. Tokens are carried over
    where the generation in use has them of the same texts and embedder.
    """
    disk = DiskIndex(begin(ledger.home), embedder, batch=BUILDING_BATCH)
    tokens = memory.tokens if memory is not None else _tokens_on_disk(ledger, embedder)
    try:
        done = 0
        for chunks in iter_active_chunks(ledger, batch=_STEP):
            step(done)
            vectors, embedded = _vectors(ledger, embedder, chunks)
            disk.add(chunks, vectors)
            if tokens is not None:
                carry_over(tokens, disk, chunks)
            if embedded and memory is not None:
                memory.vectors.add([c.id for c in chunks], [c.audience for c in chunks], vectors)
            done += len(chunks)
        disk.commit()
    except BaseException:
        disk.close()
        raise
    finally:
        if memory is None and tokens is not None:
            tokens.close()
    return disk


def missing_chunks(ledger: Ledger, entries: Mapping[int, int]) -> list[Chunk]:
    """Active chunks that are not among `entries`, or there under another audience."""
    if active_digest(ledger) == (len(entries), entries_digest(entries)):
        return []
    return [
        chunk
        for chunks in iter_active_chunks(ledger)
        for chunk in chunks
        if entries.get(chunk.id) != chunk.audience
    ]


def catch_up(ledger: Ledger, disk: DiskIndex, *, step: Step = lambda _: None) -> None:
    """Let a generation hold what is active now and nothing else, whatever it held before.

    What has no vector of its embedder is embedded. `step` is called between parts.
    """
    entries = disk.entries()
    if active_digest(ledger) == (len(entries), entries_digest(entries)):
        return
    active = active_entries(ledger)
    disk.remove([chunk_id for chunk_id in entries if chunk_id not in active])
    done = 0
    for chunks in iter_active_chunks(ledger, batch=_STEP):
        missing = [chunk for chunk in chunks if entries.get(chunk.id) != chunk.audience]
        step(done)
        if missing:
            disk.add(missing, vectors_of(ledger, disk.embedder, missing))
        done += len(chunks)
    disk.commit()


def vectors_of(ledger: Ledger, embedder: Embedder, chunks: Sequence[Chunk]) -> NDArray[np.float32]:
    """The vectors of chunks in order, from the ledger, or embedded now and kept there."""
    vectors, _ = _vectors(ledger, embedder, chunks)
    return vectors


def _tokens_on_disk(ledger: Ledger, embedder: Embedder) -> TokenSnapshot | None:
    """The tokens of the generation in use, sealed or not, as far as they are whole."""
    folder, token_digest = current(ledger.home), token_digest_of(embedder)
    if folder is None or not token_digest:
        return None
    return TokenSnapshot.open(folder / TOKENS, token_digest)


def _vectors(
    ledger: Ledger, embedder: Embedder, chunks: Sequence[Chunk]
) -> tuple[NDArray[np.float32], bool]:
    """The vectors of chunks in order, and whether any had to be embedded."""
    keys = [input_sha256(chunk.title, chunk.section, chunk.text) for chunk in chunks]
    known: dict[str, NDArray[np.floating]] = {**cached_vectors(ledger, embedder.digest, keys)}
    texts = {
        key: chunk.indexed_text for key, chunk in zip(keys, chunks, strict=True) if key not in known
    }
    if texts:
        embedded = embedder.embed_passages(list(texts.values()))
        add_vectors(ledger, embedder.digest, list(texts), embedded)
        known.update(zip(texts, embedded, strict=True))
    rows = np.empty((len(chunks), embedder.dimension), dtype=np.float32)
    for row, key in enumerate(keys):
        rows[row] = known[key]
    return rows, bool(texts)
