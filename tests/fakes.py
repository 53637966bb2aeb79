"""Stand-ins whose results can be computed by hand."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storage.embedder_choice import EmbedderChoice
from storage.folding import words


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

    def warm(self) -> None:
        """Nothing to load."""
