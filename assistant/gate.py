"""The gate before the language model: is anything near enough to answer from?"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.retrieval import Nearness, Retrieval

NEAREST_TITLES = 3


@dataclass(frozen=True, slots=True)
class GateWeights:
    """A linear score of nearness; a question is answered where it is not below zero."""

    bias: float
    coverage: float
    cosine: float


# Slopes: logistic regressions on one half of piaf-refusal (fr) and of clapnq (en), the half being
# CRC-32 of the question's id modulo 2. Bias: what refuses 2 % of the answerable questions of that
# half. On the other half, with today's ranking: fr 2 % of the answerable refused, 74 % of the
# unanswerable answered; en 1 % and 68 % (November 2026, bundled embedder). A stricter bias, 11 %
# refused for a third answered, did not carry over: it refused half of the answerable questions of
# examples/, which are asked in other words than the documents'. At this one it is 24 %, and 2 % of
# northwind. The distance from the first to the tenth cosine raised the AUC of clapnq by .01 and
# refused two thirds of northwind, whose plans resemble each other: not used.
# Proximity added less than .01.
GATES: Mapping[str, GateWeights] = {
    "fr": GateWeights(bias=-7.0, coverage=5.45, cosine=11.12),
    "en": GateWeights(bias=-4.5, coverage=1.87, cosine=8.08),
}


def is_near_enough(retrieval: Retrieval) -> bool:
    """True where the passages may answer the question, or one part of it; else it is refused."""
    near = (retrieval.nearness, *(part.nearness for part in retrieval.parts))
    return bool(retrieval.passages) and any(
        gate_score(one, retrieval.language) >= 0 for one in near
    )


def gate_score(nearness: Nearness, language: str) -> float:
    """How far the nearness lies above (or below zero: under) what an answer needs."""
    weights = GATES.get(language, GATES["en"])
    return weights.bias + weights.coverage * nearness.coverage + weights.cosine * nearness.cosine


def nearest_titles(retrieval: Retrieval) -> tuple[str, ...]:
    """Titles of the nearest documents, at most NEAREST_TITLES, best first, each once."""
    titles = dict.fromkeys(passage.chunk.title for passage in retrieval.passages)
    return tuple(titles)[:NEAREST_TITLES]
