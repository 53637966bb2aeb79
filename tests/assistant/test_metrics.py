import pytest

from assistant.metrics import (
    RefusalFigures,
    first_hit,
    mean,
    ndcg,
    percentile,
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
