"""Words that carry a meaning, and their weights: no sum follows from the order of a set."""

import random

from hypothesis import given
from hypothesis import strategies as st

from assistant.words import WordWeights, content_words, coverage

STEMS = st.lists(st.text(alphabet="abcdefg", min_size=1, max_size=3), max_size=30)
TEXTS = [["prime", "bonus"], ["prime"], ["conge"], *([f"mot{n}"] * (n % 7) for n in range(40))]


def test_the_stems_of_both_languages_are_kept_in_order_without_what_says_little() -> None:
    assert content_words("Quels sont les congés payés ?", "fr") == ["cong", "pay"]
    assert content_words("What are the paid holidays?", "en") == ["paid", "holiday"]


def test_a_rare_stem_weighs_more_and_one_that_no_text_has_most() -> None:
    weights = WordWeights(TEXTS)
    assert weights["prime"] < weights["conge"] < weights["licorne"]


@given(STEMS, st.randoms(use_true_random=False))
def test_the_weight_of_stems_is_the_same_in_any_order(
    stems: list[str], drawn: random.Random
) -> None:
    weights = WordWeights([*TEXTS, *([stem] for stem in stems)])
    shuffled = drawn.sample(stems, len(stems))
    assert weights.total(shuffled) == weights.total(stems)


def test_coverage_is_the_share_of_the_weight_that_is_there() -> None:
    weights = WordWeights(TEXTS)
    assert coverage({"prime", "bonus"}, frozenset({"prime", "bonus"}), weights) == 1.0
    assert 0.5 < coverage({"prime", "bonus"}, {"bonus"}, weights) < 1.0
    assert coverage(set(), {"prime"}, weights) == 0.0
