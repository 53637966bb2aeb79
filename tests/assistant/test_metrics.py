import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from assistant.metrics import (
    HIT_DEPTHS,
    NDCG_DEPTH,
    RefusalFigures,
    all_relevant_at,
    first_hit,
    mean,
    ndcg,
    percentile,
    recall_at,
    refusal_figures,
    token_f1,
)


def test_the_first_relevant_unit_counts() -> None:
    assert first_hit(["a", "b", "c"], {"b", "c"}) == 2
    assert first_hit(["a"], {"b"}) is None


def test_ndcg_by_hand() -> None:
    assert ndcg(["a", "b", "c"], {"a"}, 10) == 1.0
    assert ndcg(["x", "a"], {"a"}, 10) == pytest.approx(0.6309, abs=1e-4)  # 1 / log2(3)
    # (1/log2(2) + 1/log2(4)) / (1/log2(2) + 1/log2(3))
    assert ndcg(["a", "x", "b"], {"a", "b"}, 10) == pytest.approx(0.9197, abs=1e-4)
    assert ndcg(["x", "a"], {"a"}, 1) == 0.0
    assert ndcg([], set(), 10) == 0.0


def test_recall_by_hand() -> None:
    ranked, relevant = ["a", "x", "b", "c"], {"a", "b"}
    assert [recall_at(ranked, relevant, depth) for depth in (1, 2, 3)] == [0.5, 0.5, 1.0]
    assert [all_relevant_at(ranked, relevant, depth) for depth in (1, 2, 3)] == [False, False, True]
    assert not all_relevant_at(ranked, {"a", "never"}, 10)
    assert recall_at(ranked, set(), 10) == 0.0
    assert not all_relevant_at(ranked, set(), 10)


RANKINGS = st.permutations([f"d{number}" for number in range(16)]).flatmap(
    lambda order: st.integers(0, 16).map(lambda count: order[:count])
)


@given(RANKINGS, st.sets(st.sampled_from([f"d{number}" for number in range(20)]), min_size=1))
def test_our_figures_are_those_of_ir_measures(ranked: list[str], relevant: set[str]) -> None:
    judged = [ir_measures.Qrel("q", unit, 1) for unit in relevant]
    found = [ir_measures.ScoredDoc("q", unit, -rank) for rank, unit in enumerate(ranked, start=1)]
    depths = [(Success @ depth, R @ depth, depth) for depth in HIT_DEPTHS]
    asked = [RR, nDCG @ NDCG_DEPTH, *(measure for *both, _ in depths for measure in both)]
    theirs = ir_measures.calc_aggregate(asked, judged, found)

    first = first_hit(ranked, relevant)
    assert theirs[RR] == pytest.approx(1 / first if first else 0.0)
    assert theirs[nDCG @ NDCG_DEPTH] == pytest.approx(ndcg(ranked, relevant, NDCG_DEPTH))
    for success, recall, depth in depths:
        assert theirs[success] == float(first is not None and first <= depth)
        assert theirs[recall] == pytest.approx(recall_at(ranked, relevant, depth))
        assert all_relevant_at(ranked, relevant, depth) == (theirs[recall] == pytest.approx(1))


@pytest.mark.parametrize(
    ("answer", "expected", "language", "f1"),
    [
        ("The Pope", "pope", "en", 1.0),
        ("le pape", "Le Pape.", "fr", 1.0),
        ("C'est l'église", "église", "fr", 0.5),
        ("two days a week", "two days", "en", 0.8),
        ("no", "yes", "en", 0.0),
        ("", "yes", "en", 0.0),
    ],
)
def test_token_f1_by_hand(answer: str, expected: str, language: str, f1: float) -> None:
    assert token_f1(answer, expected, language) == pytest.approx(f1)


def test_refusals_are_scored_as_detections_of_the_unanswerable() -> None:
    outcomes = [(True, False), (True, True), (False, False), (False, True)]
    assert refusal_figures(outcomes) == RefusalFigures(0.5, 0.5, 0.5)
    assert refusal_figures([(False, True)]) == RefusalFigures(0.0, 0.0, 0.0)


def test_percentiles_are_values_that_occur() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 50) == 2.0
    assert percentile([float(value) for value in range(1, 101)], 95) == 95.0
    assert percentile([7.0], 95) == 7.0
    assert percentile([], 50) == mean([]) == 0.0
