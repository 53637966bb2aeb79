"""`make bench-retrieval`: five ways to find the page or the document, side by side."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks import depth_curve, plot, ranking_run
from benchmarks.corpora import FOLDERS, question_sets
from benchmarks.halves import REPORTS, of_half
from benchmarks.ranking_run import SetRankings
from benchmarks.ranking_table import SHORT_DEPTH, full_table, short_table
from benchmarks.rankings import figures
from benchmarks.telling import tell

COMMAND = "make bench-retrieval"
BARS, CURVES = "benchmarks-retrieval.svg", "benchmarks-reranking.svg"

INTRODUCTION = """## Finding the right page or document

Made by `{command}`. The methods, all in one run on the same files:

- **canonical**: what most tutorials build. pypdf's text by page, LangChain's recursive character
  splitter 1000/200, all-MiniLM-L6-v2 in float32, Chroma, the nearest chunks. pypdf's limit of
  elements in an array is raised for it: as it comes, it refuses two of the files of `sec10q`.
- **BM25 alone**: our lexical index over our chunks.
- **rank fusion**: our dense and our lexical list, by reciprocal rank (k = 60).
- **ours, not reranked**, and **ours**: what the assistant does.

Only questions count that have an answer and say where it is. Units are counted once, in rank
order: the first five are five different pages. Each set has two halves, by the CRC-32 of the
question's id modulo 2: half 0 is where weights and depths were chosen, **half 1 is the report**.
Where it is not, because both halves were seen, the table of the set says so.
The milliseconds are the median of one search for 40 passages, on one thread of a warm process."""


def measure(data: Path, docs: Path, folders: Sequence[str] = FOLDERS) -> list[str]:
    """The parts of the section; the plots are written into `docs`.

    The table of a set is printed as soon as it is measured: a run that is ended early has shown
    what it had.
    """
    sets = question_sets(data, folders)
    runs = []
    for run in ranking_run.run(data, sets):
        runs.append(run)
        tell(f"{run.question_set.name}:\n{full_table(run).text(level=3)}")
    points = depth_curve.measure(data, sets)
    introduction = INTRODUCTION.format(command=command_for(folders))
    plot.bars(docs / BARS, report_hits(runs), label=f"hit@{SHORT_DEPTH}, half 1 (the report)")
    plot.curves(docs / CURVES, points)
    return [
        introduction,
        short_table(runs).text(level=3),
        f"![The table above as bars, a group a question set]({BARS})",
        *(full_table(run).text(level=3) for run in runs),
        depth_curve.curve_table(points).text(level=3),
        f"![MRR against milliseconds for each depth of reranking, a panel a set]({CURVES})",
    ]


def command_for(folders: Sequence[str]) -> str:
    """The command that measures the question sets of these folders."""
    return COMMAND if tuple(folders) == FOLDERS else f'{COMMAND} SETS="{" ".join(folders)}"'


def report_hits(runs: list[SetRankings]) -> dict[str, dict[str, float]]:
    """hit@5 on the half that reports, by set and method."""
    return {
        run.question_set.name: {
            method: figures(of_half(rankings, REPORTS)).hit_at[SHORT_DEPTH]
            for method, rankings in run.by_method.items()
        }
        for run in runs
    }
