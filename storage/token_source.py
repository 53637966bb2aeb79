"""Where an index gets token rows from: the projection, fitted once, and the embedder."""

import threading
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from storage.chunk_selection import active_among, active_ids, spread
from storage.embedding import Embedder
from storage.generations import current
from storage.index_pair import DiskIndex
from storage.ledger import Ledger
from storage.projection_sample import SAMPLE
from storage.token_embedding import TokenEmbedder
from storage.token_folder import TOKENS, projection_of
from storage.token_projection import CompressedTokens, PrincipalAxes, TokenProjection

# Texts from which the projection is fitted.
SAMPLE_CHUNKS = 256


class TokenSource:
    """Token rows of chunks, all through one projection. Thread-safe.

    Where the embedder gives no token embeddings, so does this: `projection` is None. `disk` gives
    the generation that answers, None while none does.
    """

    def __init__(
        self, ledger: Ledger, embedder: Embedder, *, disk: Callable[[], DiskIndex | None]
    ) -> None:
        self.ledger = ledger
        self.disk = disk
        self._embedder = embedder
        self._projection: TokenProjection | None = None
        self._fitting = threading.Lock()

    @property
    def missing(self) -> int:
        """How many chunks on disk have no tokens yet: they are computed in the background."""
        disk = self.disk()
        return disk.tokens_missing() if disk else 0

    def known(self, keys: Collection[str]) -> dict[str, NDArray[np.int8]]:
        """The rows of the chunks on disk that have one of these input hashes, by hash."""
        disk = self.disk()
        return disk.tokens.rows_of(keys) if disk and disk.tokens else {}

    def projection(self) -> TokenProjection | None:
        """The projection of the generation in use; where it has none yet, one fitted now.

        Fitting takes a forward pass over up to SAMPLE_CHUNKS chunks. Raises EmbedderError.
        """
        if not isinstance(self._embedder, TokenEmbedder):
            return None
        with self._fitting:
            if self._projection is None:
                folder = current(self.ledger.home)
                kept = folder and projection_of(folder / TOKENS, self._embedder.token_digest)
                self._projection = kept or fitted(self._embedder, self._sample())
            return self._projection

    def embed(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], CompressedTokens | None]:
        """Vectors and rows of texts from one forward pass; no rows where there are no tokens."""
        projection = self.projection()
        if projection is None or not isinstance(self._embedder, TokenEmbedder):
            return self._embedder.embed_passages(texts), None
        vectors, rows = self._embedder.embed_passages_with_tokens(texts, projection.compress)
        return vectors, CompressedTokens(projection, rows)

    def _sample(self) -> list[str]:
        """Texts of active chunks, evenly by id; the built-in ones where they are too few."""
        ids = spread(active_ids(self.ledger), SAMPLE_CHUNKS)
        own = [chunk.indexed_text for chunk in active_among(self.ledger, ids)]
        return own if len(own) == SAMPLE_CHUNKS else [*own, *SAMPLE]


def fitted(embedder: TokenEmbedder, texts: Sequence[str]) -> TokenProjection:
    """A projection fitted on the tokens of texts. Raises EmbedderError."""
    axes = PrincipalAxes()
    embedder.embed_passages_with_tokens(texts, axes.add)
    return axes.projection(embedder.token_digest)
