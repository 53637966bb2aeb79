from assistant.proximity import proximity
from assistant.words import WordWeights, content_words, coverage

WEIGHTS = WordWeights([["a"], ["a", "b"], ["c"]])


def test_words_side_by_side_are_nearer_than_words_apart() -> None:
    query = ["b", "c"]
    assert proximity(query, ["x", "b", "c"], WEIGHTS) == 1.0
    assert proximity(query, ["c", "b"], WEIGHTS) == 1.0
    assert proximity(query, ["b", "x", "x", "x", "c"], WEIGHTS) == 0.5
    assert proximity(query, ["b", *["x"] * 20, "c"], WEIGHTS) == 0.0


def test_a_query_of_one_word_has_no_pairs() -> None:
    assert proximity(["b"], ["b"], WEIGHTS) == 0.0
    assert proximity([], [], WEIGHTS) == 0.0


def test_rare_words_weigh_more_and_unknown_ones_most() -> None:
    assert WEIGHTS["a"] < WEIGHTS["b"] < WEIGHTS["unknown"]


def test_coverage_is_the_share_of_weight_that_is_present() -> None:
    assert coverage({"a", "b"}, {"a", "b", "x"}, WEIGHTS) == 1.0
    assert 0 < coverage({"a", "b"}, {"a"}, WEIGHTS) < 0.5
    assert coverage(set(), {"a"}, WEIGHTS) == 0.0


def test_content_words_are_folded_stems_without_words_that_say_little() -> None:
    assert content_words("Les employées ont-elles droit au télétravail ?", "fr") == [
        "employ",
        "droit",
        "teletravail",
    ]
    assert content_words("Does the policy cover employees?", "en") == ["polici", "cover", "employe"]
