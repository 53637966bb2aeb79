"""Stand-ins whose results can be computed by hand."""

import hashlib
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from storage.embedder_choice import EmbedderChoice
from storage.folding import words
from storage.token_output import QueryTokens

Number = TypeVar("Number", bound=np.generic)


class WordEmbedder:
    """An embedder that counts words: each folded word adds 1 to one dimension.

    The dimension of a word is its SHA-256 modulo `dimension`, so two texts are near where they
    share words. A text without words points along the dimension of the empty word: never zero.
    Tokens are what whitespace separates. `embedded` keeps every passage it was given. Another
    `seed` is another embedder: other dimensions for the words, another digest.
    """

    def __init__(self, *, dimension: int = 64, max_tokens: int = 120, seed: str = "") -> None:
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.seed = seed
        self.choice = EmbedderChoice(f"words-{dimension}{seed}")
        self.digest = hashlib.sha256(f"words {dimension} {seed}".encode()).hexdigest()
        self.embedded: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def dimension_of(self, word: str) -> int:
        """The dimension to which a folded word adds 1."""
        return int(hashlib.sha256((self.seed + word).encode()).hexdigest(), 16) % self.dimension

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.embed_query(text)
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in words(text) or [""]:
            vector[self.dimension_of(word)] += 1
        unit: NDArray[np.float32] = vector / np.float32(np.linalg.norm(vector))
        return unit

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.embed_query(text) for text in texts])

    def warm(self) -> None:
        """Nothing to load."""


class WordTokenEmbedder(WordEmbedder):
    """A WordEmbedder whose tokens have embeddings: 1 along the dimension of their first word.

    So a query token's maximum is 1 where the passage has the word, and 0 elsewhere. `tokenised`
    keeps every passage whose tokens were asked for.
    """

    def __init__(self, *, dimension: int = 64, max_tokens: int = 120, seed: str = "") -> None:
        super().__init__(dimension=dimension, max_tokens=max_tokens, seed=seed)
        self.token_digest = f"tokens of {self.digest}"
        self.tokenised: list[str] = []

    def embed_passages_with_tokens(
        self, texts: Sequence[str], project: Callable[[NDArray[np.float32]], NDArray[Number]]
    ) -> tuple[NDArray[np.float32], list[NDArray[Number]]]:
        self.tokenised += texts
        rows = [project(self.embed_query_with_tokens(text)[1].vectors) for text in texts]
        return self.embed_passages(texts), rows

    def embed_query_with_tokens(self, text: str) -> tuple[NDArray[np.float32], QueryTokens]:
        found = list(re.finditer(r"\S+", text))
        vectors = np.zeros((len(found), self.dimension), dtype=np.float32)
        for row, token in enumerate(found):
            vectors[row, self.dimension_of((words(token[0]) or [""])[0])] = 1
        spans = tuple(match.span() for match in found)
        return self.embed_query(text), QueryTokens(vectors, spans, self.token_digest)
