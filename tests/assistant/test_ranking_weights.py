import pytest

from assistant.ranking_weights import KNOWN, KNOWN_ALONE, UNKNOWN, UNKNOWN_ALONE, weights_for


def test_the_ends_are_the_weights_that_were_chosen() -> None:
    assert weights_for(1.0, reranked=True) == KNOWN
    assert weights_for(0.0, reranked=True) == UNKNOWN
    assert weights_for(1.0, reranked=False) == KNOWN_ALONE
    assert weights_for(0.0, reranked=False) == UNKNOWN_ALONE


def test_the_better_a_language_is_known_the_more_its_vectors_count() -> None:
    half = weights_for(0.5, reranked=True)
    assert half.dense == pytest.approx((KNOWN.dense + UNKNOWN.dense) / 2)
    assert UNKNOWN.dense < half.dense < KNOWN.dense
    assert KNOWN.lexical < half.lexical < UNKNOWN.lexical


def test_nothing_counts_for_reranking_where_nothing_was_reranked() -> None:
    assert weights_for(0.3, reranked=False).reranking == 0.0
