"""What a method found for one question, as distinct units in rank order, and its figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.evaluation import Unit
from assistant.metrics import (
    HIT_DEPTHS,
    NDCG_DEPTH,
    all_relevant_at,
    first_hit,
    mean,
    ndcg,
    percentile,
)

DEPTH = 10  # units that count
FIRST_ASKED = 40  # passages asked for, as `assistant evaluate` does: ten pages are among them
MOST_ASKED = 640
ALL_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first ten distinct units found for a question, and how long the first search took."""

    question_id: str
    units: tuple[Unit, ...]
    relevant: frozenset[Unit]
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a list of rankings, each 0 to 1; `p50_ms` is the median search.

    `all_at_5` is the share of questions all of whose relevant units are among the first five.
    """

    questions: int
    hit_at: dict[int, float]
    mrr: float  # of the first ten units
    ndcg: float
    all_at_5: float
    p50_ms: float


def distinct(units: Iterable[Unit], *, most: int = DEPTH) -> tuple[Unit, ...]:
    """The first `most` different units, each where it came first."""
    return tuple(dict.fromkeys(units))[:most]


def deepened(search: Callable[[int], Sequence[Unit]]) -> tuple[Unit, ...]:
    """Ten different units: `search` is asked for more and more passages until there are ten.

    `search(k)` gives the unit of each of the `k` best passages. What was found first stays first.
    """
    asked, found = FIRST_ASKED, list(search(FIRST_ASKED))
    exhausted = len(found) < asked
    while len(set(found)) < DEPTH and asked < MOST_ASKED and not exhausted:
        asked *= 4
        deeper = search(asked)
        exhausted = len(deeper) < asked
        found += deeper
    return distinct(found)


def figures(rankings: Sequence[Ranking]) -> Figures:
    """The figures over all of `rankings`."""
    hits = [first_hit(one.units, one.relevant) for one in rankings]
    return Figures(
        questions=len(rankings),
        hit_at={
            depth: mean([float(hit is not None and hit <= depth) for hit in hits])
            for depth in HIT_DEPTHS
        },
        mrr=mean([1 / hit if hit else 0.0 for hit in hits]),
        ndcg=mean([ndcg(one.units, one.relevant, NDCG_DEPTH) for one in rankings]),
        all_at_5=mean(
            [float(all_relevant_at(one.units, one.relevant, ALL_DEPTH)) for one in rankings]
        ),
        p50_ms=1000 * percentile([one.seconds for one in rankings], 50),
    )
