"""Nearness in meaning while it can be had: an embedder's server may be away for a while."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from storage.errors import EmbedderUnreachable
from storage.query_vector import QueryVector

if TYPE_CHECKING:
    from storage.embedding import Embedder
    from storage.index import Index
    from storage.records import Hit

logger = logging.getLogger(__name__)


def embedding_while_possible(
    embedder: "Embedder",
) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """`embed_passages`, which gives zeros while the embedder's server is away.

    Then no text counts as near another in meaning, and words alone decide.
    """

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        try:
            return embedder.embed_passages(texts)
        except EmbedderUnreachable as error:
            logger.warning("without meaning: %s", error.message)
            return np.zeros((len(texts), embedder.dimension), dtype=np.float32)

    return embed


def query_while_possible(embedder: "Embedder", text: str) -> QueryVector | None:
    """The query's vector; None while the embedder's server is away."""
    try:
        return QueryVector.of(embedder, text)
    except EmbedderUnreachable as error:
        logger.warning("without meaning: %s", error.message)
        return None


def nearest_while_possible(
    index: "Index", query: QueryVector | None, *, audiences: frozenset[int], k: int
) -> "list[Hit]":
    """The nearest chunks; none while the embedder's server is away, and words find what they
    can."""
    if query is None:
        return []
    try:
        return index.search_dense(query, audiences=audiences, k=k)
    except EmbedderUnreachable as error:  # another embedder took over, and its server is away
        logger.warning("without meaning: %s", error.message)
        return []
