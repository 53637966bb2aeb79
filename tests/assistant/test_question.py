import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionEmpty, QuestionTooLong
from assistant.follow_up import conversation, follow_up
from assistant.question import MOST_CHARACTERS, normalised_question
from storage.errors import BadInput


def test_a_question_is_cleaned_of_what_nobody_sees() -> None:
    assert normalised_question("  Combien\x00 de\u202ejours\ud800 ?\n") == "Combien de jours ?"


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\n", "?!", "—"])
def test_a_question_without_a_word_is_refused(nothing: str) -> None:
    with pytest.raises(QuestionEmpty):
        normalised_question(nothing)


def test_a_question_may_have_two_thousand_characters_and_no_more() -> None:
    assert len(normalised_question("a" * MOST_CHARACTERS)) == MOST_CHARACTERS
    for length in (MOST_CHARACTERS + 1, 10_000_000):
        with pytest.raises(QuestionTooLong) as raised:
            normalised_question("a" * length)
        assert isinstance(raised.value, BadInput)
        assert raised.value.code == "question-too-long"


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    try:
        question = normalised_question(text)
    except BadInput:
        return
    question.encode("utf-8")
    assert normalised_question(question) == question
    follow_up(question, conversation([question]), "fr")
