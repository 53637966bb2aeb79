"""The gate before the language model: is anything near enough to answer from?"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.retrieval import Nearness, Retrieval

NEAREST_TITLES = 3


@dataclass(frozen=True, slots=True)
class GateWeights:
    """A linear score of nearness; the question is answered where it is not below zero."""

    bias: float
    coverage: float
    cosine: float
    proximity: float


GATES: Mapping[str, GateWeights] = {
    "fr": GateWeights(bias=-7.5, coverage=5.1, cosine=9.7, proximity=1.9),
    "en": GateWeights(bias=-5.5, coverage=2.7, cosine=7.8, proximity=0.0),
}


def is_near_enough(retrieval: Retrieval) -> bool:
    """True where the passages may answer the question; false where it is better to refuse."""
    return bool(retrieval.passages) and gate_score(retrieval.nearness, retrieval.language) >= 0


def gate_score(nearness: Nearness, language: str) -> float:
    """How far the nearness lies above (or below zero: under) what an answer needs."""
    weights = GATES.get(language, GATES["en"])
    return (
        weights.bias
        + weights.coverage * nearness.coverage
        + weights.cosine * nearness.cosine
        + weights.proximity * nearness.proximity
    )


def nearest_titles(retrieval: Retrieval) -> tuple[str, ...]:
    """Titles of the nearest documents, at most NEAREST_TITLES, best first, each once."""
    titles = dict.fromkeys(passage.chunk.title for passage in retrieval.passages)
    return tuple(titles)[:NEAREST_TITLES]
