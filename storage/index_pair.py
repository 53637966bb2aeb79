"""The indexes that hold the same chunks: by vector, by words, and perhaps by token."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage.embedding import Embedder
from storage.exact import ExactVectors
from storage.generations import CHROMA, TANTIVY
from storage.lexical import LexicalIndex
from storage.records import Chunk
from storage.token_embedding import token_digest_of
from storage.token_folder import TOKENS, TokenSnapshot
from storage.token_index import TokenIndex
from storage.token_projection import CompressedTokens
from storage.token_table import token_key
from storage.vectors import ChromaVectors, VectorIndex


class IndexPair:
    """A vector index and a lexical index that are written together. Thread-safe.

    All its vectors are those of `embedder`, and it is searched with vectors of that one only.
    `tokens` is None where there are none to compare.
    """

    tokens: TokenIndex | TokenSnapshot | None = None

    def __init__(self, vectors: VectorIndex, lexical: LexicalIndex, embedder: Embedder) -> None:
        self.embedder = embedder
        self.vectors = vectors
        self.lexical = lexical

    def add(self, chunks: Sequence[Chunk], vectors: NDArray[np.floating]) -> None:
        """Add chunks, or replace those that are there; words are found after `commit`."""
        ids, audiences = [chunk.id for chunk in chunks], [chunk.audience for chunk in chunks]
        self.vectors.add(ids, audiences, vectors)
        self.lexical.add(chunks)

    def add_tokens(self, chunks: Sequence[Chunk], tokens: CompressedTokens) -> None:
        """Keep the token rows of chunks that are there, where this pair keeps any."""

    def remove(self, ids: Sequence[int]) -> None:
        """Take chunks out; ids that are not there are passed over."""
        self.vectors.remove(ids)
        self.lexical.remove(ids)

    def commit(self) -> None:
        """Let the words of what was added and removed count."""
        self.lexical.commit()

    def close(self) -> None:
        """Release files, threads and memory."""
        if self.tokens is not None:
            self.tokens.close()
        self.lexical.close()
        self.vectors.close()


class DiskIndex(IndexPair):
    """The pair of one generation on disk, opened or begun in its folder.

    It has tokens where the embedder gives any.
    """

    vectors: ChromaVectors
    tokens: TokenIndex | None

    def __init__(self, folder: Path, embedder: Embedder, *, batch: int) -> None:
        vectors = ChromaVectors(folder / CHROMA, batch=batch)
        try:
            words = folder / TANTIVY
            words.mkdir(mode=0o700, exist_ok=True)
            super().__init__(vectors, LexicalIndex(words), embedder)
            self._token_digest = token_digest_of(embedder)
            has_tokens = bool(self._token_digest)
            self.tokens = TokenIndex(folder / TOKENS, self._token_digest) if has_tokens else None
        except BaseException:
            vectors.close()
            raise
        self.folder = folder

    def add_tokens(self, chunks: Sequence[Chunk], tokens: CompressedTokens) -> None:
        """Keep the token rows of chunks; those that left meanwhile are passed over, and all where
        the rows are another embedder's."""
        if self.tokens is None or tokens.projection.token_digest != self._token_digest:
            return
        there = set(self.vectors.held([chunk.id for chunk in chunks]))
        places = [place for place, chunk in enumerate(chunks) if chunk.id in there]
        kept = [chunks[place] for place in places]
        rows = CompressedTokens(tokens.projection, [tokens.rows[place] for place in places])
        self.tokens.add([c.id for c in kept], [token_key(c) for c in kept], rows)

    def remove(self, ids: Sequence[int]) -> None:
        """Take chunks out, with their tokens."""
        super().remove(ids)
        if self.tokens is not None:
            self.tokens.remove(ids)

    def tokens_missing(self) -> int:
        """How many of its chunks have no tokens yet; 0 where none are kept."""
        return 0 if self.tokens is None else max(0, len(self.vectors) - len(self.tokens))

    def entries(self) -> dict[int, int]:
        """Chunk id → audience of all it holds, as the vector index has them."""
        return self.vectors.entries()


class MemoryIndex(IndexPair):
    """The pair in memory: exact search by vector, and the same search by words.

    Its tokens are those of a generation on disk, as they were when it was made.
    """

    tokens: TokenSnapshot | None

    def __init__(self, embedder: Embedder, *, tokens: TokenSnapshot | None = None) -> None:
        super().__init__(ExactVectors(embedder.dimension), LexicalIndex(), embedder)
        self.tokens = tokens
