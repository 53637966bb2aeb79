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
    """Token rows of chunks, of one embedder all through one projection. Thread-safe.

    Where an embedder gives no token embeddings, so does this: `projection` is None. `disk` gives
    the generation that answers, None while none does; its embedder may be exchanged, so that
    whoever asks says which one is meant.
    """

    def __init__(self, ledger: Ledger, *, disk: Callable[[], DiskIndex | None]) -> None:
        self.ledger = ledger
        self.disk = disk
        self._projections: dict[str, TokenProjection] = {}  # by token_digest
        self._fitting = threading.Lock()

    @property
    def missing(self) -> int:
        """How many chunks on disk have no tokens yet: they are computed in the background."""
        disk = self.disk()
        return disk.tokens_missing() if disk else 0

    def known(
        self, keys: Collection[str], projection: TokenProjection
    ) -> dict[str, NDArray[np.int8]]:
        """The rows by that projection of the chunks on disk that have one of these input hashes,
        by hash."""
        disk = self.disk()
        own = disk.tokens.projection if disk and disk.tokens else None
        if own is None or own.digest != projection.digest or disk is None or disk.tokens is None:
            return {}
        return disk.tokens.rows_of(keys)

    def projection(self, embedder: Embedder) -> TokenProjection | None:
        """The projection of the generation in use; where it has none yet, one fitted now.

        Fitting takes a forward pass over up to SAMPLE_CHUNKS chunks. Raises EmbedderError.
        """
        if not isinstance(embedder, TokenEmbedder):
            return None
        digest = embedder.token_digest
        disk = self.disk()
        own = disk.tokens.projection if disk and disk.tokens else None
        if own is not None and own.token_digest == digest:
            return own  # a generation that was gone back to has brought its own
        with self._fitting:
            if digest not in self._projections:
                folder = current(self.ledger.home)
                kept = folder and projection_of(folder / TOKENS, digest)
                self._projections[digest] = kept or fitted(embedder, self._sample())
            return self._projections[digest]

    def embed(
        self,
        texts: Sequence[str],
        embedder: Embedder,
        *,
        check: Callable[[], None] = lambda: None,
    ) -> tuple[NDArray[np.float32], CompressedTokens | None]:
        """Vectors and rows of texts from one forward pass; no rows where there are no tokens.

        With tokens, `check` is called for every batch, from any thread, and may raise to end it.
        """
        projection = self.projection(embedder)
        if projection is None or not isinstance(embedder, TokenEmbedder):
            return embedder.embed_passages(texts), None

        def compress(tokens: NDArray[np.float32]) -> NDArray[np.int8]:
            check()
            return projection.compress(tokens)

        vectors, rows = embedder.embed_passages_with_tokens(texts, compress)
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
