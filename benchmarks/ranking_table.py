"""The rankings of all sets and methods as tables: the report in short, then every figure."""

from collections.abc import Sequence

from assistant.metrics import HIT_DEPTHS
from benchmarks.halves import CHOSE, NAMES, REPORTS, of_half
from benchmarks.methods import NAMES as METHODS
from benchmarks.ranking_run import SetRankings
from benchmarks.rankings import ALL_DEPTH, Figures, figures
from benchmarks.table import Table

SHORT_DEPTH = 5


def short_table(runs: Sequence[SetRankings]) -> Table:
    """hit@5 of every method on the reporting half of every set."""
    rows = []
    for run in runs:
        found = [figures(of_half(run.by_method[name], REPORTS)) for name in METHODS]
        hits = [f"{one.hit_at[SHORT_DEPTH]:.3f}" for one in found]
        rows.append([run.question_set.name, str(found[0].questions), *hits])
    return Table(
        f"hit@{SHORT_DEPTH} on the half that reports",
        "The share of questions of which a relevant page (northwind) or document is among the "
        f"first {SHORT_DEPTH}. All methods search the same files in the same run.",
        ["questions", "n", *METHODS],
        rows,
    )


def full_table(run: SetRankings) -> Table:
    """Every figure of one set: the half that reports, the half that chose, both."""
    several = run.question_set.asks_for_several
    rows = []
    for half in (REPORTS, CHOSE, None):
        for name in METHODS:
            found = figures(of_half(run.by_method[name], half))
            rows.append([NAMES[half], name, *_cells(found, several)])
    counts = {
        NAMES[half]: len(of_half(run.by_method[METHODS[0]], half)) for half in (REPORTS, CHOSE)
    }
    counted = ", ".join(f"{name}: {count}" for name, count in counts.items())
    of_all = (
        f" all@{ALL_DEPTH}: all relevant {run.question_set.unit}s are among the first {ALL_DEPTH}."
        if several
        else ""
    )
    return Table(
        run.question_set.name,
        f"{run.question_set.note} By {run.question_set.unit}. Questions: {counted}.{of_all}",
        [
            "half",
            "method",
            *(f"hit@{depth}" for depth in HIT_DEPTHS),
            "MRR@10",
            "nDCG@10",
            *([f"all@{ALL_DEPTH}"] if several else []),
            "p50 ms",
        ],
        rows,
    )


def _cells(found: Figures, several: bool) -> list[str]:
    shares = [*found.hit_at.values(), found.mrr, found.ndcg]
    shares += [found.all_at_5] if several else []
    return [*(f"{share:.3f}" for share in shares), f"{found.p50_ms:.1f}"]
