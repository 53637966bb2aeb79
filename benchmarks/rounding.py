"""`make bench-rounding`: what faster arithmetic changes in vectors of chunks, and what it gains."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.homes import home_of
from benchmarks.table import Table
from benchmarks.telling import tell
from storage.chunk_selection import active_among, active_ids
from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.ledger import Ledger
from storage.processor import DTYPES
from storage.token_embedding import TokenEmbedder

FOLDERS = ("northwind", "piaf", "sec10q")
CHUNKS = 400  # of each
RUNS = 3


@dataclass(frozen=True, slots=True)
class Made:
    """Unit vectors and unit token rows of all chunks, and the least seconds that took."""

    vectors: NDArray[np.float32]
    tokens: list[NDArray[np.float32]]
    seconds: float


def measure(data: Path) -> Table:
    """A row for each arithmetic, compared with float32."""
    texts = [text for folder in FOLDERS for text in chunks_of(data / folder / "documents", folder)]
    found = {}
    for dtype in reversed(DTYPES):
        found[dtype] = made(texts, dtype)
        tell(f"{dtype}: {len(texts) / found[dtype].seconds:.0f} chunks/s")
    exact = found["float32"]
    return Table(
        "Faster arithmetic",
        f"Made by `make bench-rounding`. {len(texts):,} chunks of {', '.join(FOLDERS)}, by the "
        "bundled embedder, with their token rows; the fastest of "
        f"{RUNS} runs. Cosine: of a chunk's vector, or of a token's, to the same in float32. In "
        "int8 are, of a chunk's pass, three of a layer's four products; all else, and questions, "
        "are in bfloat16.",
        ["", "times float32", "cosine", "least", "of tokens", "99 % of them at least"],
        [[dtype, *cells(one, exact)] for dtype, one in found.items()],
    )


def cells(found: Made, exact: Made) -> list[str]:
    """How many times as fast, and how near."""
    near = (found.vectors * exact.vectors).sum(axis=1)
    pairs = zip(found.tokens, exact.tokens, strict=True)
    of_tokens = np.concatenate([(one * other).sum(axis=1) for one, other in pairs])
    numbers = (near.mean(), near.min(), of_tokens.mean(), np.quantile(of_tokens, 0.01))
    return [f"{exact.seconds / found.seconds:.1f}", *(f"{float(one):.4f}" for one in numbers)]


def chunks_of(documents: Path, name: str) -> list[str]:
    """Chunks of a folder, evenly by id, as they are embedded."""
    ledger = Ledger.open(home_of(documents, name))
    try:
        ids = active_ids(ledger)
        some = ids[:: max(1, len(ids) // CHUNKS)][:CHUNKS]
        return [chunk.indexed_text for chunk in active_among(ledger, some)]
    finally:
        ledger.close()


def made(texts: Sequence[str], dtype: str) -> Made:
    """What the bundled embedder makes of texts in that arithmetic."""
    embedder = load_embedder(EmbedderChoice(BUNDLED, dtype=dtype))
    if not isinstance(embedder, TokenEmbedder):
        raise TypeError("the bundled embedder gives no tokens")
    embedder.embed_passages(texts[:64])
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        vectors, tokens = embedder.embed_passages_with_tokens(texts, lambda rows: rows)
        taken.append(time.perf_counter() - start)
    return Made(vectors, tokens, min(taken))
