"""The candidates of a query in the order in which they answer it, by everything known of them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.fusion import fuse, ranked, z_scores
from assistant.neighbours import neighbour_scores
from assistant.proximity import proximity
from assistant.ranking_weights import RankingWeights, weights_for
from assistant.words import WordWeights, content_words
from storage.records import Passage

RANKED = 60  # passages among which words are weighed, and whose scores are told
_PROXIMITY_DEPTH = 30  # passages whose word pairs are looked at

Closeness = Callable[[Sequence[int]], Mapping[int, float]]
"""Looks at passages more closely, their ids given best first: see `assistant.reranking`."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores by chunk id, of the best `RANKED`; and how much each word says.

    `beyond` are the ids of the others, best first: whoever wants more than `RANKED` gets the same
    ranking as others, and these behind it.
    """

    scores: dict[int, float]
    words: WordWeights
    beyond: tuple[int, ...] = ()


def rank(
    text: str,
    passages: Mapping[int, Passage],
    *,
    language: str,
    knowledge: float,
    closer: Closeness,
    rerank_depth: int,
) -> Ranking:
    """The passages scored for `text`.

    `knowledge` is how well the embedder knows the languages, 0 to 1. The best `rerank_depth` by
    both searches are looked at more closely; with 0 none is. Ties are the caller's to settle.
    """
    dense = {i: p.dense for i, p in passages.items() if p.dense is not None}
    lexical = {i: p.lexical for i, p in passages.items() if p.lexical is not None}
    alone = weights_for(knowledge, reranked=False)
    beside = neighbour_scores(z_scores(lexical, sorted(passages)), passages)
    first = _fused(alone, passages, dense, lexical, beside, {})
    close = closer(ranked(first)[:rerank_depth]) if rerank_depth else {}
    weights = weights_for(knowledge, reranked=True) if close else alone
    fused = _fused(weights, passages, dense, lexical, beside, close) if close else first
    order = ranked(fused)
    order, beyond = order[:RANKED], order[RANKED:]
    stems = {i: content_words(passages[i].chunk.indexed_text, language) for i in order}
    words = WordWeights(stems.values())
    asked = content_words(text, language)
    scores = {i: fused[i] for i in order}
    for i in order[:_PROXIMITY_DEPTH]:
        scores[i] += weights.proximity * proximity(asked, stems[i], words)
    return Ranking(scores, words, tuple(beyond))


def main_language(passages: Mapping[int, Passage], *, default: str) -> str:
    """The language that most passages are written in; `default` where there are none."""
    counts = Counter(passage.chunk.language for passage in passages.values())
    return max(sorted(counts), key=counts.__getitem__, default=default)


def _fused(
    weights: RankingWeights,
    passages: Mapping[int, Passage],
    dense: Mapping[int, float],
    lexical: Mapping[int, float],
    beside: Mapping[int, float],
    close: Mapping[int, float],
) -> dict[int, float]:
    signals = ((dense, weights.dense), (lexical, weights.lexical), (close, weights.reranking))
    fused = fuse(signals, passages.keys())
    return {i: score + weights.neighbours * beside[i] for i, score in fused.items()}
