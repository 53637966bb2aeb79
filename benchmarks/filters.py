"""What a reader's filter costs: searches for who may read 1, 10, 50 and 100 % of the chunks.

`python -m benchmarks.filters [CHUNKS]` prints the table; it needs no documents.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.metrics import mean, percentile
from benchmarks.table import Table
from storage.embedding import unit_rows
from storage.exact import ExactVectors
from storage.lexical import LexicalIndex
from storage.records import Chunk, Span
from storage.vector_rows import FileRows

CHUNKS = 100_000
SHARES = (100, 50, 10, 1)  # percent; chunk n has audience n % 100
QUERIES = 40
DEPTH = 100  # chunks asked of each search, as the assistant does
DIMENSION = 384
_WORDS_A_CHUNK = 60


def measure(chunks: int = CHUNKS) -> Table:
    """Recall@10 of vectors against brute force; processor time of both searches, as ratios."""
    with tempfile.TemporaryDirectory() as folder:
        vectors = _clustered(chunks)
        dense = ExactVectors(DIMENSION, rows=FileRows(Path(folder) / "rows", DIMENSION))
        ids = range(1, chunks + 1)
        dense.add(ids, [chunk_id % 100 for chunk_id in ids], vectors)
        (Path(folder) / "words").mkdir()
        lexical, questions = _texts(Path(folder) / "words", chunks)
        rows = _rows(dense, vectors, lexical, questions)
        dense.close()
        lexical.close()
    return Table(
        "Filters of readers",
        f"{chunks:,} chunks of generated words and clustered vectors, {QUERIES} queries, the "
        f"{DEPTH} best of each search. Times are the median processor time of one search; beside "
        "them, how many times that of a reader of everything.",
        ["may read", "recall@10", "vectors ms", "ratio", "words ms", "ratio", "both, ratio"],
        rows,
    )


def _rows(
    dense: ExactVectors,
    vectors: NDArray[np.float32],
    lexical: LexicalIndex,
    questions: Sequence[str],
) -> list[list[str]]:
    drawn = np.random.default_rng(2)
    near = vectors[drawn.integers(0, len(vectors), QUERIES)]
    queries = unit_rows(near + drawn.normal(0, 0.03, near.shape))
    audiences = np.arange(1, len(vectors) + 1) % 100
    rows, all_dense, all_lexical = [], 0.0, 0.0
    for share in SHARES:
        reader = frozenset(range(share))
        readable = np.flatnonzero(audiences < share)
        recalls = []
        for query in queries:
            scores = vectors[readable] @ query
            expected = set((readable[np.argsort(-scores)[:10]] + 1).tolist())
            hits = dense.search(query, audiences=reader, k=10)
            recalls.append(len(expected & {hit.chunk_id for hit in hits}) / 10)
        by_vector = _median_ms(
            lambda query, reader=reader: dense.search(query, audiences=reader, k=DEPTH),
            list(queries),
        )
        by_words = _median_ms(
            lambda text, reader=reader: lexical.search(
                text, language="fr", audiences=reader, k=DEPTH
            ),
            questions,
        )
        all_dense, all_lexical = all_dense or by_vector, all_lexical or by_words
        rows.append(
            [
                f"{share} %",
                f"{mean(recalls):.3f}",
                f"{by_vector:.2f}",
                f"{by_vector / all_dense:.2f}",
                f"{by_words:.2f}",
                f"{by_words / all_lexical:.2f}",
                f"{(by_vector + by_words) / (all_dense + all_lexical):.2f}",
            ]
        )
    return rows


def _median_ms(search: Callable[..., object], queries: Sequence[object]) -> float:
    """Processor time, which others at work on the machine do not change; the first call apart."""
    search(queries[0])
    times = []
    for query in queries:
        start = time.thread_time()
        search(query)
        times.append((time.thread_time() - start) * 1000)
    return percentile(times, 50)


def _clustered(count: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(1)
    centres = drawn.normal(size=(2000, DIMENSION)).astype(np.float32)
    noise = drawn.normal(0, 0.8, (count, DIMENSION)).astype(np.float32)
    return unit_rows(centres[drawn.integers(0, len(centres), count)] + noise)


def _texts(folder: Path, count: int) -> tuple[LexicalIndex, list[str]]:
    """Texts of words whose frequencies fall as their ranks rise, and questions to them.

    Each asks for words of one chunk that every reader may read: a word that a reader's chunks do
    not have is looked up as mistyped, which takes its own time.
    """
    drawn = random.Random(3)
    vocabulary = [
        "".join(drawn.choice("bcdfglmnprst") + drawn.choice("aeiou") for _ in range(letters))
        for letters in drawn.choices((2, 3, 4, 5), k=60_000)
    ]
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))

    def text(size: int) -> str:
        return " ".join(drawn.choices(vocabulary, cum_weights=weights, k=size))

    index, questions = LexicalIndex(folder), []
    for start in range(1, count + 1, 1000):
        numbers = range(start, min(start + 1000, count + 1))
        chunks = [
            Chunk(n, "d", n % 100, "", "", text(_WORDS_A_CHUNK), (Span(1, 0, 1),), "fr")
            for n in numbers
        ]
        index.add(chunks)
        questions += [" ".join(c.text.split()[:6]) for c in chunks if c.audience == 0][:1]
    index.settle()
    return index, questions[:QUERIES]


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else CHUNKS
    sys.stdout.write(f"{measure(size).text()}\n")
