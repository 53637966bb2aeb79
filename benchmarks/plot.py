"""The figures of docs/benchmarks.md as plots: the same bytes for the same figures.

Transparent, in greys and colours that stand out from a white and from a black page.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.depth_curve import Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#808080"  # contrast 3.9 with white and 5.3 with black
# Okabe and Ito's colours, which colour-blind people tell apart, those near black left out.
COLOURS = ("#999999", "#E69F00", "#56B4E9", "#CC79A7", "#009E73")
LEAST_SPAN = 0.1  # of the axis of MRR
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "benchmarks",
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "savefig.transparent": True,
}


def bars(path: Path, shares: Mapping[str, Mapping[str, float]], *, label: str) -> None:
    """A group of bars a row of `shares`, a bar a method, each 0 to 1 with its value beside it."""
    methods = list(next(iter(shares.values())))
    height = 0.8 / len(methods)
    with _figure(path, width=8.0, height=0.6 + 1.05 * len(shares)) as figure:
        axes = figure.subplots()
        for place, method in enumerate(methods):
            centres = [row + (place + 0.5) * height - 0.4 for row in range(len(shares))]
            values = [row[method] for row in shares.values()]
            drawn = axes.barh(
                centres, values, height * 0.9, color=COLOURS[place % len(COLOURS)], label=method
            )
            axes.bar_label(drawn, fmt="%.2f", padding=3, fontsize=8)
        axes.set_yticks(range(len(shares)), list(shares))
        axes.invert_yaxis()
        axes.set_xlim(0, 1.08)
        axes.set_xlabel(label)
        _open_frame(axes)
        figure.legend(loc="outside upper center", ncols=len(methods), frameon=False, fontsize=9)


def curves(path: Path, points: Sequence[Point]) -> None:
    """MRR against milliseconds, a panel a set: each point is a depth of reranking.

    The full line is the half that reports, the dotted one the half that chose.
    """
    names = list(dict.fromkeys(point.set_name for point in points))
    rows = (len(names) + 1) // 2
    with _figure(path, width=8.0, height=0.6 + 2.7 * rows) as figure:
        panels = figure.subplots(rows, 2, squeeze=False)
        for axes in panels.flat[len(names) :]:
            axes.set_visible(False)
        for name, axes in zip(names, panels.flat, strict=False):
            _curve(axes, [point for point in points if point.set_name == name])
            axes.set_title(name, fontsize=10, color=INK)
            _open_frame(axes)
        handles, labels = panels.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=2, frameon=False)
        figure.supxlabel("median milliseconds of a search", fontsize=10)
        figure.supylabel("MRR@10", fontsize=10)


def _curve(axes: "Axes", points: Sequence[Point]) -> None:
    milliseconds = [point.p50_ms for point in points]
    reports = [point.reports.mrr for point in points]
    chose = [point.chose.mrr for point in points]
    axes.plot(milliseconds, reports, "o-", color=COLOURS[4], label="half 1, the report")
    axes.plot(milliseconds, chose, "s:", color=COLOURS[0], label="half 0, chose", markersize=4)
    above = sum(reports) >= sum(chose)  # the depths are written on the side of the other line's
    for point in points:
        axes.annotate(
            str(point.depth),
            (point.p50_ms, point.reports.mrr),
            xytext=(0, 7 if above else -15),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    axes.margins(x=0.08)
    axes.set_ylim(*_limits([*reports, *chose]))


def _limits(shares: Sequence[float]) -> tuple[float, float]:
    """Room around all shares, and never less than LEAST_SPAN: noise shall not look like gain."""
    middle = (min(shares) + max(shares)) / 2
    half = max(LEAST_SPAN, 1.5 * (max(shares) - min(shares))) / 2
    return middle - half, middle + half


def _open_frame(axes: "Axes") -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color=INK, alpha=0.25, linewidth=0.6)
    axes.set_axisbelow(True)


@contextmanager
def _figure(path: Path, *, width: float, height: float) -> Iterator["Figure"]:
    """A figure of so many inches, written to `path` at the end."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure
        dated = {"Date": None} if path.suffix == ".svg" else None
        figure.savefig(path, metadata=dated)
