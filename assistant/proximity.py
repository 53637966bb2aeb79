"""How near together a passage has the words that stand together in the query."""

from collections.abc import Sequence
from itertools import pairwise

from assistant.words import WordWeights

FARTHEST = 8  # words apart, content words only


def proximity(query: Sequence[str], passage: Sequence[str], weights: WordWeights) -> float:
    """0 to 1: 1 where every pair of neighbouring query stems stands side by side in the passage.

    A pair counts with the weight of its commoner word, divided by the root of the distance (an
    ordered-pairs feature after Metzler & Croft, SIGIR 2005). 0 for a query of one word.
    """
    positions: dict[str, list[int]] = {}
    for position, stem in enumerate(passage):
        positions.setdefault(stem, []).append(position)
    near = whole = 0.0
    for one, other in pairwise(query):
        weight = min(weights[one], weights[other])
        whole += weight
        distance = _distance(positions.get(one, ()), positions.get(other, ()))
        if 0 < distance <= FARTHEST:
            near += weight / distance**0.5
    return near / whole if whole > 0 else 0.0


def _distance(ones: Sequence[int], others: Sequence[int]) -> int:
    """The least distance of a position of `ones` from one of `others`; 0 where either is empty."""
    return min((abs(one - other) for one in ones for other in others), default=0)
