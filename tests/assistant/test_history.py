"""What a program says was said before a question: taken as the chat's own, within bounds."""

import pytest

from assistant.errors import HistoryTooLong, QuestionEmpty, QuestionTooLong
from assistant.follow_up import Role, Said
from assistant.history import MOST_ANSWER_CHARACTERS, MOST_MESSAGES, MOST_TOGETHER, said_before
from assistant.question import MOST_CHARACTERS

ASKED = Said(Role.USER, "Combien de jours ?")


def test_what_nobody_sees_is_taken_out_and_empty_answers_are_left_out() -> None:
    said = [
        Said(Role.USER, "Combien\x00 de\u200b  jours ?"),
        Said(Role.ASSISTANT, " \ud800\n "),
        Said(Role.ASSISTANT, "Deux\x00 jours."),
    ]
    assert said_before(said) == [
        Said(Role.USER, "Combien de jours ?"),
        Said(Role.ASSISTANT, "Deux jours."),
    ]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ([ASKED] * (MOST_MESSAGES + 1), "51 messages; it may have 50"),
        ([Said(Role.ASSISTANT, "a" * (MOST_ANSWER_CHARACTERS + 1))], "20001 characters in one"),
        ([Said(Role.ASSISTANT, "a" * (MOST_TOGETHER // 6))] * 7, "characters together"),
    ],
)
def test_too_much_is_refused_with_what_was_found_and_what_may_be(
    said: list[Said], message: str
) -> None:
    with pytest.raises(HistoryTooLong, match=message):
        said_before(said)
    assert said_before([ASKED] * MOST_MESSAGES) == [ASKED] * MOST_MESSAGES


def test_a_question_in_it_is_bounded_like_any_question() -> None:
    with pytest.raises(QuestionEmpty):
        said_before([Said(Role.USER, "?!")])
    with pytest.raises(QuestionTooLong):
        said_before([Said(Role.USER, "a" * (MOST_CHARACTERS + 1))])
