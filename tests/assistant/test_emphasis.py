from hypothesis import given
from hypothesis import strategies as st

from assistant.emphasis import lifted, steered, within
from assistant.fusion import ranked
from assistant.steering import Steering

SCORES = {1: 3.0, 2: 2.0, 3: 1.0, 4: 0.0}
DOCUMENTS = {1: "a", 2: "a", 3: "b", 4: "c"}

score_maps = st.dictionaries(st.integers(1, 50), st.floats(-10, 10), min_size=1, max_size=20)


def test_a_question_that_names_nothing_leaves_the_scores_alone() -> None:
    assert steered(SCORES, DOCUMENTS, Steering()) == SCORES


def test_passages_of_a_named_document_rise_and_no_other_is_lost() -> None:
    found = steered(SCORES, DOCUMENTS, Steering({"c": 1.0}))
    assert ranked(found) == [4, 1, 2, 3]
    assert found.keys() == SCORES.keys()


def test_where_several_are_asked_about_the_best_of_each_comes_first() -> None:
    together = Steering({"a": 1.0, "b": 1.0, "c": 1.0}, frozenset("abc"))
    assert ranked(steered(SCORES, DOCUMENTS, together)) == [1, 2, 3, 4]
    apart = Steering(together.strengths, together.foremost, apart=True)
    assert ranked(steered(SCORES, DOCUMENTS, apart)) == [1, 3, 4, 2]


def test_only_puts_all_of_the_named_document_before_the_others() -> None:
    found = steered(SCORES, DOCUMENTS, Steering({"c": 0.01}, frozenset("c"), only=True))
    assert ranked(found)[0] == 4
    assert ranked(steered(SCORES, DOCUMENTS, Steering({"c": 0.01}, frozenset("c"))))[0] == 1


@given(score_maps, st.sets(st.integers(1, 50)))
def test_lifted_ones_come_first_and_nothing_else_changes_places(
    scores: dict[int, float], wanted: set[int]
) -> None:
    chosen = [one for one in wanted if one in scores]
    before = [one for one in ranked(scores) if one not in chosen]
    order = ranked(lifted(scores, chosen))
    assert set(order[: len(chosen)]) == set(chosen)
    assert order[len(chosen) :] == before


def test_a_late_one_is_brought_within_the_first_places() -> None:
    assert ranked(within(SCORES, [4], 2)) == [1, 4, 2, 3]
    assert within(SCORES, [1], 2) == SCORES
    assert within(SCORES, [], 2) == SCORES
    assert within({}, [], 2) == {}
