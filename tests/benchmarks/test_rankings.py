from collections.abc import Sequence

import pytest

from assistant.evaluation import Unit
from benchmarks.rankings import FIRST_ASKED, Ranking, deepened, distinct, figures


def unit(number: int) -> Unit:
    return ("a.pdf", number)


def test_a_page_found_by_three_passages_counts_once_where_it_came_first() -> None:
    found = [unit(7), unit(7), unit(2), unit(7), unit(3)]
    assert distinct(found) == (unit(7), unit(2), unit(3))
    assert len(distinct(unit(number) for number in range(30))) == 10


def test_more_passages_are_asked_for_until_there_are_ten_units() -> None:
    asked: list[int] = []

    def search(k: int) -> Sequence[Unit]:
        asked.append(k)
        return [unit(place // 15) for place in range(k)]  # fifteen passages a page

    assert deepened(search) == tuple(unit(number) for number in range(10))
    assert asked == [FIRST_ASKED, 4 * FIRST_ASKED]


def test_a_search_that_has_no_more_is_not_asked_again() -> None:
    asked: list[int] = []

    def search(k: int) -> Sequence[Unit]:
        asked.append(k)
        return [unit(1)] * min(k, 12)

    assert deepened(search) == (unit(1),)
    assert asked == [FIRST_ASKED]


def test_what_was_found_first_stays_first_when_a_deeper_search_ranks_otherwise() -> None:
    def search(k: int) -> Sequence[Unit]:
        if k == FIRST_ASKED:
            return [unit(1)] * k
        return [unit(number) for number in range(20, 31)]

    assert deepened(search)[:2] == (unit(1), unit(20))


def test_figures_by_hand() -> None:
    first = Ranking("1", (unit(1), unit(2)), frozenset({unit(1)}), 0.010)
    second = Ranking("2", (unit(9), unit(8), unit(1), unit(2)), frozenset({unit(1), unit(2)}), 0.03)
    missed = Ranking("3", (unit(9),), frozenset({unit(1)}), 0.020)
    found = figures([first, second, missed])
    assert found.questions == 3
    assert found.hit_at == pytest.approx({1: 1 / 3, 3: 2 / 3, 5: 2 / 3, 10: 2 / 3})
    assert found.mrr == pytest.approx((1 + 1 / 3) / 3)
    assert found.all_at_5 == pytest.approx(2 / 3)
    assert found.p50_ms == pytest.approx(20)


def test_all_of_five_needs_each_of_them_within_the_first_five() -> None:
    relevant = frozenset({unit(1), unit(6)})
    ranked = tuple(unit(number) for number in range(1, 11))
    assert figures([Ranking("1", ranked, relevant)]).all_at_5 == 0
    assert figures([Ranking("1", ranked[1:], relevant - {unit(1)})]).all_at_5 == 1
