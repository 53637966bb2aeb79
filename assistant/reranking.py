"""How well passages answer a query, looked at more closely than one vector or BM25 can.

Late interaction (Khattab and Zaharia, "ColBERT", SIGIR 2020): each token of the query meets the
nearest token of the passage, weighted by how rare its word is. The token embeddings lie in the
index; those of the best passages that lack them are computed. Where the operator names a
cross-encoder, that reads query and passage together instead.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.token_weights import query_words, token_weights
from storage.maxsim import cosines
from storage.query_vector import QueryVector
from storage.records import Passage
from storage.token_embedding import TokenEmbedder
from storage.token_output import QueryTokens
from storage.token_projection import TokenProjection

if TYPE_CHECKING:
    from storage.store import Store

# Passages whose token embeddings are computed where the index lacks them: a forward pass over each.
COMPUTED_DEPTH = 20
# Passages that a cross-encoder reads: the usual compromise of what it takes
# (docs/operations.md) and what it can find.
CROSS_ENCODER_DEPTH = 30


def closeness(
    store: "Store",
    query: QueryVector | None,
    text: str,
    passages: Mapping[int, Passage],
    *,
    order: Sequence[int],
    language: str,
    audiences: frozenset[int],
) -> dict[int, float]:
    """How close passages are to the query by chunk id, greater is better; their scale is their own.

    `order` are the ids of those to be looked at, best first. Absent are those that were not looked
    at: all, where the embedder gives no tokens. One that lacks tokens too far down to compute them
    counts as the middle one of the others (as the last: with half of the rows missing, MRR .734
    instead of .742 on mtrag, .584 instead of .588 on northwind pages, better on no half;
    November 2026, no command repeats it). Words weigh as they are rare in what `audiences` may
    read. Raises EmbedderError, RerankerError.
    """
    if store.reranker is not None:
        read = order[:CROSS_ENCODER_DEPTH]
        texts = [passages[chunk_id].chunk.indexed_text for chunk_id in read]
        scores = store.reranker.scores(text, texts)
        return {chunk_id: float(score) for chunk_id, score in zip(read, scores, strict=True)}
    if query is None or query.tokens is None or not len(query.tokens.spans):
        return {}
    maxima = dict(store.index.token_maxima(query.tokens, order))
    lacking = [chunk_id for chunk_id in order[:COMPUTED_DEPTH] if chunk_id not in maxima]
    if lacking:
        maxima |= _computed(store, query.tokens, passages, lacking)
    counts = store.index.document_frequencies(
        query_words(text), language=language, audiences=audiences
    )
    weights = token_weights(
        text, query.tokens.spans, language=language, frequencies=counts, chunks=counts.chunks
    )
    weights /= weights.sum()
    found = {chunk_id: float(of_chunk @ weights) for chunk_id, of_chunk in maxima.items()}
    return dict.fromkeys(order, median(found.values())) | found if found else {}


def _computed(
    store: "Store", tokens: QueryTokens, passages: Mapping[int, Passage], lacking: Sequence[int]
) -> dict[int, NDArray[np.float32]]:
    """The maxima of passages whose tokens are not in the index; none of another embedder's.

    Where others have theirs there, these are made as small as those: cosines of all coordinates
    are of another scale (half of the rows missing, northwind pages, MRR .54 so and .58 on one
    scale, of .60 with all; November 2026, no command repeats it).
    """
    embedder = store.embedder
    if not isinstance(embedder, TokenEmbedder) or embedder.token_digest != tokens.token_digest:
        return {}
    compared = _comparison(tokens, store.index.token_projection(tokens))
    texts = [passages[chunk_id].chunk.indexed_text for chunk_id in lacking]
    _, similar = embedder.embed_passages_with_tokens(texts, compared)
    return {i: rows.max(axis=0) for i, rows in zip(lacking, similar, strict=True) if len(rows)}


def _comparison(
    tokens: QueryTokens, projection: TokenProjection | None
) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """From token embeddings, shape (n, width), to their cosines with the query's, shape (n, t)."""
    if projection is None:
        return lambda rows: rows @ tokens.vectors.T
    query = projection.project(tokens.vectors)
    return lambda rows: cosines(query, projection.compress(rows))
