"""The figures of many questions together, against `ir-measures`, which asks trec_eval's C code."""

import random

import ir_measures
import pytest
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from benchmarks.rankings import Ranking, figures

QUESTIONS = 60


def made_rankings() -> list[Ranking]:
    """Rankings of none to ten units, with one to twelve relevant ones, found or not."""
    chance = random.Random(7)
    rankings = []
    for number in range(QUESTIONS):
        units = [("a.pdf", page) for page in chance.sample(range(14), chance.randint(1, 10))]
        relevant = [("a.pdf", page) for page in chance.sample(range(14), chance.randint(1, 12))]
        rankings.append(Ranking(f"q{number:02d}", tuple(units), frozenset(relevant)))
    return rankings


def theirs(rankings: list[Ranking], measures: list[ir_measures.Measure]) -> dict[str, list[float]]:
    """Each measure's value of every question, by its name."""
    qrels = [Qrel(one.question_id, str(u), 1) for one in rankings for u in one.relevant]
    found = [
        ScoredDoc(one.question_id, str(u), 100.0 - rank)
        for one in rankings
        for rank, u in enumerate(one.units)
    ]
    values: dict[str, dict[str, float]] = {str(measure): {} for measure in measures}
    for metric in ir_measures.iter_calc(measures, qrels, found):
        values[str(metric.measure)][metric.query_id] = metric.value
    return {name: [by_id[one.question_id] for one in rankings] for name, by_id in values.items()}


def test_the_means_over_many_questions_are_theirs() -> None:
    rankings = made_rankings()
    found = figures(rankings)
    expected = theirs(rankings, [RR @ 10, nDCG @ 10, Success @ 5, R @ 5])
    assert found.mrr == pytest.approx(sum(expected["RR@10"]) / QUESTIONS)
    assert found.ndcg == pytest.approx(sum(expected["nDCG@10"]) / QUESTIONS)
    assert found.hit_at[5] == pytest.approx(sum(expected["Success@5"]) / QUESTIONS)
    whole = sum(1 for recall in expected["R@5"] if recall == pytest.approx(1))
    assert 0 < whole < QUESTIONS
    assert found.all_at_5 == pytest.approx(whole / QUESTIONS)
