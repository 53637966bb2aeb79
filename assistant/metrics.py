"""Figures of retrieval and of answers, each over one question or over all."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from math import ceil, log2

HIT_DEPTHS = (1, 3, 5, 10)
NDCG_DEPTH = 10

_ARTICLES = {
    "en": re.compile(r"\b(?:a|an|the)\b"),
    # As FQuAD's own script (d'Hoffschmidt et al., Findings of EMNLP 2020), elisions included.
    "fr": re.compile(r"\b(?:le|la|les|un|une|des|du|de|au|aux|l|d)\b"),
}


def first_hit(ranked: Sequence[Hashable], relevant: Collection[Hashable]) -> int | None:
    """The rank, from 1, of the first relevant unit; None where none was found."""
    return next((rank for rank, unit in enumerate(ranked, start=1) if unit in relevant), None)


def recall_at(ranked: Sequence[Hashable], relevant: Collection[Hashable], depth: int) -> float:
    """The share of the relevant units among the first `depth`, 0 to 1; 0 where none is relevant."""
    wanted = set(relevant)
    return len(wanted & set(ranked[:depth])) / len(wanted) if wanted else 0.0


def all_relevant_at(ranked: Sequence[Hashable], relevant: Collection[Hashable], depth: int) -> bool:
    """Whether every relevant unit is among the first `depth`; False where none is relevant.

    What a question needs that is answered from several places together.
    """
    return bool(relevant) and set(relevant) <= set(ranked[:depth])


def ndcg(ranked: Sequence[Hashable], relevant: Collection[Hashable], depth: int) -> float:
    """Normalised discounted cumulative gain of distinct `ranked` units, a relevant unit gaining 1.

    0 where nothing is relevant. Järvelin & Kekäläinen, TOIS 2002, with log2(rank + 1).
    """
    gained = sum(
        1 / log2(rank + 1) for rank, unit in enumerate(ranked[:depth], start=1) if unit in relevant
    )
    best = sum(1 / log2(rank + 1) for rank in range(1, min(len(set(relevant)), depth) + 1))
    return gained / best if best else 0.0


def token_f1(answer: str, expected: str, language: str) -> float:
    """SQuAD's token F1 of two answers: case, punctuation and articles do not count."""
    said, wanted = _tokens(answer, language), _tokens(expected, language)
    if not said or not wanted:
        return float(said == wanted)
    common = sum((Counter(said) & Counter(wanted)).values())
    return 2 * common / (len(said) + len(wanted))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` per cent of `values` do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(ceil(percent / 100 * len(ordered)), 1) - 1] if ordered else 0.0


def mean(values: Sequence[float]) -> float:
    """The mean; 0 where there are no values."""
    return sum(values) / len(values) if values else 0.0


@dataclass(frozen=True, slots=True)
class RefusalFigures:
    """How well refusals meet the unanswerable questions, each 0 to 1."""

    precision: float
    recall: float
    f1: float


def refusal_figures(outcomes: Sequence[tuple[bool, bool]]) -> RefusalFigures:
    """Of pairs (refused, answerable): precision, recall and F1 of "unanswerable".

    A figure that would divide by nothing is 0.
    """
    right = sum(1 for refused, answerable in outcomes if refused and not answerable)
    refusals = sum(1 for refused, _ in outcomes if refused)
    unanswerable = sum(1 for _, answerable in outcomes if not answerable)
    precision = right / refusals if refusals else 0.0
    recall = right / unanswerable if unanswerable else 0.0
    f1 = 2 * right / (refusals + unanswerable) if right else 0.0
    return RefusalFigures(precision, recall, f1)


def _tokens(text: str, language: str) -> list[str]:
    plain = "".join(
        " " if unicodedata.category(character)[0] in "PSZC" else character
        for character in text.casefold()
    )
    return _ARTICLES.get(language, _ARTICLES["en"]).sub(" ", plain).split()
