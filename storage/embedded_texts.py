"""Texts with their vectors and their token rows, of which what is known is not computed again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage.chunks import cached_vectors
from storage.embedding import Embedder
from storage.ledger import Ledger
from storage.token_projection import CompressedTokens, TokenProjection
from storage.token_source import TokenSource

EMBED_AT_ONCE = 256  # texts of an embedder without tokens; between two such parts a stop is heard
MOST_AT_ONCE = 1_024  # texts of one that hears it at every batch; their tokens are held until then


def _go_on() -> None:
    """Nobody asks to stop."""


@dataclass(frozen=True, slots=True)
class EmbeddedTexts:
    """Vectors and token rows of texts by their input hashes, all of the embedder of that digest.

    `rows` are those of `projection`, which is None where the embedder gives no tokens.
    """

    embedder_digest: str
    vectors: Mapping[str, NDArray[np.floating]]
    rows: Mapping[str, NDArray[np.int8]]
    projection: TokenProjection | None

    def vectors_of(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """A row a key, in order, shape (len(keys), dimension); (0, 0) for none."""
        if not keys:  # documents in quarantine
            return np.zeros((0, 0), dtype=np.float32)
        return np.array([self.vectors[key] for key in keys], dtype=np.float32)

    def tokens_of(self, keys: Sequence[str]) -> CompressedTokens | None:
        """The token rows of the texts of those keys, in order."""
        if self.projection is None:
            return None
        return CompressedTokens(self.projection, [self.rows[key] for key in keys])


def embedded(
    ledger: Ledger,
    source: TokenSource,
    embedder: Embedder,
    texts: Mapping[str, str],
    *,
    in_flight: Sequence[EmbeddedTexts] = (),
    check: Callable[[], None] = _go_on,
) -> EmbeddedTexts:
    """Texts by input hash, embedded where neither ledger nor index nor `in_flight` has them.

    A vector that the ledger has stays, though the text is read again for its tokens. `check` is
    called between parts of the work and may raise to end it. Raises EmbedderError.
    """
    known = cached_vectors(ledger, embedder.digest, texts.keys())
    vectors: dict[str, NDArray[np.floating]] = {**known}
    projection = source.projection(embedder) if texts else None
    rows = source.known(texts.keys(), projection) if projection else {}
    for other in in_flight:
        if other.embedder_digest == embedder.digest and _same(other.projection, projection):
            vectors = {key: other.vectors[key] for key in texts.keys() & other.vectors} | vectors
            rows = {key: other.rows[key] for key in texts.keys() & other.rows} | rows
    lacking = texts.keys() - (vectors.keys() & rows.keys() if projection else vectors.keys())
    missing = sorted(lacking, key=lambda key: (len(texts[key]), key))
    # Larger parts end less often with a core that waits for the other.
    at_once = EMBED_AT_ONCE if projection is None else MOST_AT_ONCE
    for start in range(0, len(missing), at_once):
        check()
        some = missing[start : start + at_once]
        made, tokens = source.embed([texts[key] for key in some], embedder, check=check)
        for key, row in zip(some, made, strict=True):
            vectors.setdefault(key, row)  # a kept vector stays
        if tokens is not None:
            rows |= zip(some, tokens.rows, strict=True)
    return EmbeddedTexts(embedder.digest, vectors, rows, projection)


def _same(one: TokenProjection | None, other: TokenProjection | None) -> bool:
    return (one.digest if one else "") == (other.digest if other else "")
