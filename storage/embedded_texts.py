"""Texts with their vectors and their token rows, of which what is known is not computed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage.chunks import cached_vectors
from storage.embedding import Embedder
from storage.ledger import Ledger
from storage.token_projection import CompressedTokens, TokenProjection
from storage.token_source import TokenSource


@dataclass(frozen=True, slots=True)
class EmbeddedTexts:
    """What an embedder makes of texts, by their input hashes; `rows` are those of `projection`.

    `projection` is None where the embedder gives no tokens.
    """

    dimension: int
    vectors: Mapping[str, NDArray[np.floating]]
    rows: Mapping[str, NDArray[np.int8]]
    projection: TokenProjection | None

    def vectors_of(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """A row a key, in order, shape (len(keys), dimension)."""
        found = np.array([self.vectors[key] for key in keys], dtype=np.float32)
        return found.reshape(-1, self.dimension)

    def tokens_of(self, keys: Sequence[str]) -> CompressedTokens | None:
        """The token rows of the texts of those keys, in order."""
        if self.projection is None:
            return None
        return CompressedTokens(self.projection, [self.rows[key] for key in keys])


def embedded(
    ledger: Ledger, source: TokenSource, embedder: Embedder, texts: Mapping[str, str]
) -> EmbeddedTexts:
    """Texts by their input hashes, embedded where the ledger or the index lacks them.

    A vector that the ledger has stays, though the text is read again for its tokens. Raises
    EmbedderError.
    """
    known = cached_vectors(ledger, embedder.digest, texts.keys())
    vectors: dict[str, NDArray[np.floating]] = {**known}
    projection = source.projection(embedder) if texts else None
    rows = source.known(texts.keys(), projection) if projection else {}
    missing = [key for key in texts if key not in vectors or (projection and key not in rows)]
    if missing:
        made, tokens = source.embed([texts[key] for key in missing], embedder)
        vectors = dict(zip(missing, made, strict=True)) | vectors
        if tokens is not None:
            rows |= zip(missing, tokens.rows, strict=True)
    return EmbeddedTexts(embedder.dimension, vectors, rows, projection)
