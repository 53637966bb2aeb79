"""What each depth of reranking costs and gains: quality against milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.metrics import mean
from benchmarks.corpora import QuestionSet
from benchmarks.halves import CHOSE, REPORTS, of_half
from benchmarks.homes import home_of, open_ready
from benchmarks.methods import our_units
from benchmarks.ranking_run import rank
from benchmarks.rankings import FIRST_ASKED, Figures, Ranking, figures
from benchmarks.table import Table
from benchmarks.telling import tell
from storage.store import Store

DEPTHS = (0, 10, 20, 50, 100, 200)
SETS = ("northwind", "piaf", "sec10q", "mtrag, with history")


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of one set at one depth of reranking; `p50_ms` is over both halves."""

    set_name: str
    depth: int
    chose: Figures
    reports: Figures
    p50_ms: float


def measure(data: Path, sets: Sequence[QuestionSet]) -> list[Point]:
    """A point a set and depth, of the sets that are named in SETS."""
    points = []
    for question_set in (one for one in sets if one.name in SETS):
        tell(f"{question_set.name}: reranked {', '.join(map(str, DEPTHS))} deep")
        home = home_of(data / question_set.folder / "documents", question_set.folder)
        with open_ready(home) as store:
            found = _rankings(store, question_set, DEPTHS)
        points += [_point(question_set.name, depth, found[depth]) for depth in DEPTHS]
    return points


def curve_table(points: Sequence[Point]) -> Table:
    """The points as a table."""
    rows = [
        [
            point.set_name,
            str(point.depth),
            *(f"{value:.3f}" for value in _values(point)),
            f"{point.p50_ms:.1f}",
        ]
        for point in points
    ]
    rows += [_mean_row(points, depth) for depth in DEPTHS]
    return Table(
        "Quality against milliseconds, by the depth of reranking",
        "The depth is how many candidates are reranked; 0: none. It is chosen on half 0; half 1 "
        "is the report. The milliseconds are the median of the whole search, both halves. The last "
        "rows are the means of the sets.",
        [
            "questions",
            "depth",
            *(f"{name}, half 1 (report)" for name in ("hit@1", "hit@5", "MRR@10")),
            *(f"{name}, half 0 (chose)" for name in ("hit@1", "hit@5", "MRR@10")),
            "p50 ms",
        ],
        rows,
    )


def _values(point: Point) -> list[float]:
    """hit@1, hit@5 and MRR of the half that reports, then of the one that chose."""
    halves = (point.reports, point.chose)
    return [value for half in halves for value in (half.hit_at[1], half.hit_at[5], half.mrr)]


def _mean_row(points: Sequence[Point], depth: int) -> list[str]:
    """The means over the sets at one depth."""
    of_depth = [point for point in points if point.depth == depth]
    means = [mean(values) for values in zip(*map(_values, of_depth), strict=True)]
    return [
        "mean of the sets",
        str(depth),
        *(f"{value:.3f}" for value in means),
        f"{mean([one.p50_ms for one in of_depth]):.1f}",
    ]


def _rankings(
    store: Store, question_set: QuestionSet, depths: Sequence[int]
) -> dict[int, list[Ranking]]:
    found: dict[int, list[Ranking]] = {depth: [] for depth in depths}
    our_units(store, question_set.questions[0], FIRST_ASKED)  # what is loaded once is loaded now
    for question in question_set.questions:
        for depth in depths:
            search = partial(our_units, store, rerank_depth=depth)
            found[depth].append(rank(search, question))
    return found


def _point(set_name: str, depth: int, rankings: Sequence[Ranking]) -> Point:
    return Point(
        set_name,
        depth,
        chose=figures(of_half(rankings, CHOSE)),
        reports=figures(of_half(rankings, REPORTS)),
        p50_ms=figures(rankings).p50_ms,
    )
