"""The two indexes that hold the same chunks: one by vector, one by words."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage.embedding import Embedder
from storage.exact import ExactVectors
from storage.generations import CHROMA, TANTIVY
from storage.lexical import LexicalIndex
from storage.records import Chunk
from storage.vectors import ChromaVectors, VectorIndex


class IndexPair:
    """A vector index and a lexical index that are written together. Thread-safe.

    All its vectors are those of `embedder`, and it is searched with vectors of that one only.
    """

    def __init__(self, vectors: VectorIndex, lexical: LexicalIndex, embedder: Embedder) -> None:
        self.embedder = embedder
        self.vectors = vectors
        self.lexical = lexical

    def add(self, chunks: Sequence[Chunk], vectors: NDArray[np.floating]) -> None:
        """Add chunks, or replace those that are there; words are found after `commit`."""
        ids, audiences = [chunk.id for chunk in chunks], [chunk.audience for chunk in chunks]
        self.vectors.add(ids, audiences, vectors)
        self.lexical.add(chunks)

    def remove(self, ids: Sequence[int]) -> None:
        """Take chunks out; ids that are not there are passed over."""
        self.vectors.remove(ids)
        self.lexical.remove(ids)

    def commit(self) -> None:
        """Let the words of what was added and removed count."""
        self.lexical.commit()

    def close(self) -> None:
        """Release files, threads and memory."""
        self.lexical.close()
        self.vectors.close()


class DiskIndex(IndexPair):
    """The pair of one generation on disk, opened or begun in its folder."""

    vectors: ChromaVectors

    def __init__(self, folder: Path, embedder: Embedder, *, batch: int) -> None:
        vectors = ChromaVectors(folder / CHROMA, batch=batch)
        try:
            words = folder / TANTIVY
            words.mkdir(mode=0o700, exist_ok=True)
            super().__init__(vectors, LexicalIndex(words), embedder)
        except BaseException:
            vectors.close()
            raise
        self.folder = folder

    def entries(self) -> dict[int, int]:
        """Chunk id → audience of all it holds, as the vector index has them."""
        return self.vectors.entries()


class MemoryIndex(IndexPair):
    """The pair in memory: exact search by vector, and the same search by words."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(ExactVectors(embedder.dimension), LexicalIndex(), embedder)
