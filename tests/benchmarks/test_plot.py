from dataclasses import replace
from pathlib import Path

from benchmarks.depth_curve import Point
from benchmarks.plot import bars, curves
from benchmarks.rankings import Figures

FIGURES = Figures(10, {1: 0.5, 3: 0.6, 5: 0.7, 10: 0.8}, 0.6, 0.6, 0.4, 20.0)
POINTS = [
    Point(name, depth, replace(FIGURES, mrr=0.5 + depth / 500), FIGURES, 20.0 + depth)
    for name in ("northwind", "piaf", "sec10q")
    for depth in (0, 20, 50)
]
SHARES = {"northwind": {"canonical": 0.54, "ours": 0.78}, "piaf": {"canonical": 0.55, "ours": 0.9}}


def test_bars_are_the_same_bytes_for_the_same_figures(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        bars(tmp_path / name, SHARES, label="hit@5")
    one = (tmp_path / "one.svg").read_bytes()
    assert one.startswith(b"<?xml") and b"dc:date" not in one
    assert one == (tmp_path / "two.svg").read_bytes()
    bars(tmp_path / "other.svg", {"northwind": {"canonical": 0.1, "ours": 0.2}}, label="hit@5")
    assert one != (tmp_path / "other.svg").read_bytes()


def test_curves_are_the_same_bytes_for_the_same_figures(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        curves(tmp_path / name, POINTS)
    one = (tmp_path / "one.svg").read_bytes()
    assert one.startswith(b"<?xml") and b"dc:date" not in one
    assert one == (tmp_path / "two.svg").read_bytes()
