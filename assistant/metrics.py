"""The figures of information retrieval and of answers, each for one question, as pure functions.

A ranking is judged by `relevances`: for each unit found, best first, whether it is relevant.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence

# Words that the SQuAD evaluation ignores, and their French counterparts.
_ARTICLES = frozenset(
    ("a", "an", "the", "le", "la", "les", "l", "un", "une", "des", "du", "de", "d")
)
_WORD = re.compile(r"\w+")


def hit_at(relevances: Sequence[bool], k: int) -> float:
    """1 where one of the first `k` is relevant, else 0."""
    return float(any(relevances[:k]))


def reciprocal_rank(relevances: Sequence[bool]) -> float:
    """1 / rank of the first relevant one, counted from 1; 0 where none is."""
    return next((1 / rank for rank, relevant in enumerate(relevances, 1) if relevant), 0.0)


def ndcg_at(relevances: Sequence[bool], k: int, *, relevant_count: int) -> float:
    """Normalised discounted cumulative gain at `k` with binary gains, 0 to 1.

    Järvelin and Kekäläinen, TOIS 2002. `relevant_count` is how many there are to be found.
    """
    gain = sum(1 / math.log2(rank + 1) for rank, one in enumerate(relevances[:k], 1) if one)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(relevant_count, k) + 1))
    return gain / ideal if ideal else 0.0


def token_f1(answer: str, expected: str) -> float:
    """Harmonic mean of the precision and recall of words, 0 to 1.

    Rajpurkar et al., EMNLP 2016 (SQuAD): case, punctuation and articles do not count.
    """
    given, wanted = Counter(_tokens(answer)), Counter(_tokens(expected))
    common = (given & wanted).total()
    if not common:
        return float(given == wanted)
    return 2 * common / (given.total() + wanted.total())


def precision_recall_f1(
    predicted: Collection[str], actual: Collection[str]
) -> tuple[float, float, float]:
    """Of ids predicted and ids that are so; a figure without anything to divide by is 0."""
    right = len(set(predicted) & set(actual))
    precision = right / len(predicted) if predicted else 0.0
    recall = right / len(actual) if actual else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` (0 to 1) of them do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 of none."""
    return sum(values) / len(values) if values else 0.0


def _tokens(text: str) -> list[str]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return [word for word in words if word not in _ARTICLES]
