"""What a mistyped word may have meant: by edits, then by frequency, then by alphabet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.spelling import distance, edits_tolerated, meant

WORDS = st.text(alphabet="abc", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0), ("", "abc", 3), ("conge", "conge", 0), ("cogne", "conge", 1),
        ("conges", "conge", 1), ("teletravial", "teletravail", 1), ("prime", "prise", 1),
        ("reimbursment", "reimbursement", 1), ("abcdef", "badcef", 2), ("ca", "abc", 3),
    ],
)  # fmt: skip
def test_a_swap_of_neighbours_is_one_edit(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == edits


@given(WORDS, WORDS)
def test_the_distance_is_symmetric_and_bounded_by_the_lengths(one: str, other: str) -> None:
    edits = distance(one, other)
    assert edits == distance(other, one)
    assert abs(len(one) - len(other)) <= edits <= max(len(one), len(other))
    assert (edits == 0) == (one == other)


@given(WORDS, WORDS, st.integers(0, 3))
def test_a_distance_beyond_the_most_is_told_as_one_more(one: str, other: str, most: int) -> None:
    assert distance(one, other, most=most) == min(distance(one, other), most + 1)


@given(WORDS, st.integers(0, 5), st.sampled_from("abcz"))
def test_one_letter_put_in_is_one_edit(word: str, place: int, letter: str) -> None:
    assert distance(word, word[:place] + letter + word[place:]) == 1


@pytest.mark.parametrize(
    ("word", "edits"),
    [("abc", 0), ("prix", 1), ("salaire", 1), ("telework", 2), ("iso27001", 0), ("27001", 0)],
)
def test_short_words_numbers_and_codes_are_not_corrected(word: str, edits: int) -> None:
    assert edits_tolerated(word) == edits


def among(vocabulary: dict[str, int], word: str) -> list[str]:
    """What `word` may mean where the words are as frequent as `vocabulary` says."""
    return meant(word, vocabulary, vocabulary.__getitem__)


def test_the_nearest_come_first_and_the_more_frequent_among_them() -> None:
    vocabulary = {"prise": 3, "prune": 90, "primo": 3, "prime": 7, "prim1": 50}
    assert among(vocabulary, "prima") == ["prime", "primo"]
    assert among({"prime": 4}, "prime") == []


def test_no_more_than_three_are_meant() -> None:
    vocabulary = {"prima": 1, "primi": 4, "primo": 2, "primu": 3, "primy": 2}
    assert among(vocabulary, "prime") == ["primi", "primu", "primo"]


def test_two_edits_count_only_in_a_long_word_and_where_one_does_not_do() -> None:
    vocabulary = {"remboursement": 2, "remboursements": 9}
    assert among(vocabulary, "remboursemen") == ["remboursement"]
    assert among(vocabulary, "rembousemen") == ["remboursement"]
    assert among({"salarie": 1}, "saliare") == []


@given(st.dictionaries(WORDS, st.integers(1, 9)), st.dictionaries(WORDS, st.just(0)))
def test_words_that_are_nowhere_change_nothing(
    held: dict[str, int], absent: dict[str, int]
) -> None:
    for word in ("abcabcab", "cabb", "aabbccab"):
        assert among(absent | held, word) == among(held, word)
