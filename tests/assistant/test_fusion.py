import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.fusion import fuse, ranked, weighted_sum, z_scores


def test_scores_are_added_in_standard_deviations_of_the_query() -> None:
    dense, lexical = {1: 0.9, 2: 0.5}, {1: 10.0, 2: 30.0}
    assert fuse([(dense, 1.0), (lexical, 1.0)], {1, 2}) == pytest.approx({1: 0.0, 2: 0.0})
    assert fuse([(dense, 0.5), (lexical, 1.0)], {1, 2}) == pytest.approx({1: -0.5, 2: 0.5})


def test_a_chunk_that_one_search_did_not_find_has_its_lowest_score() -> None:
    fused = fuse([({1: 0.9, 2: 0.5}, 1.0), ({1: 7.0}, 1.0)], {1, 2})
    assert fused == pytest.approx({1: 1.0, 2: -1.0})


def test_equal_scores_are_ordered_by_id() -> None:
    assert ranked(fuse([({3: 0.5, 1: 0.5, 2: 0.5}, 1.0)], {3, 1, 2})) == [1, 2, 3]
    assert fuse([({}, 1.0)], ()) == {}


def test_a_signal_that_says_nothing_changes_nothing() -> None:
    assert z_scores({}, [1, 2]) == {1: 0.0, 2: 0.0}
    assert z_scores({1: 4.0, 2: 4.0}, [1, 2]) == {1: 0.0, 2: 0.0}


def test_a_weighted_sum_gives_the_lowest_score_where_one_is_missing() -> None:
    assert weighted_sum({1: 3.0, 2: 1.0}, {1: 4.0, 3: 2.0}, 0.5) == {1: 5.0, 2: 2.0, 3: 2.0}


@given(st.dictionaries(st.integers(0, 50), st.floats(-1e6, 1e6), max_size=20))
def test_one_search_alone_keeps_its_order(scores: dict[int, float]) -> None:
    fused = fuse([(scores, 1.0)], scores.keys())
    for higher, lower in zip(ranked(fused), ranked(fused)[1:], strict=False):
        assert scores[higher] >= scores[lower] or fused[higher] == fused[lower]
