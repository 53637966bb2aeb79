"""What a program says was asked and answered before a question, cleaned and bounded."""

from collections.abc import Iterable

from assistant.errors import HistoryTooLong
from assistant.follow_up import Role, Said
from assistant.question import cleaned, normalised_question

MOST_MESSAGES = 50
MOST_ANSWER_CHARACTERS = 20_000
MOST_TOGETHER = 100_000  # characters


def said_before(messages: Iterable[Said]) -> list[Said]:
    """The messages as the chat hands its own over, oldest first; empty answers are left out.

    Raises HistoryTooLong past the bounds above, and for each question what a question raises:
    QuestionEmpty, QuestionTooLong.
    """
    messages = list(messages)
    together = sum(len(one.content) for one in messages)
    longest = max((len(one.content) for one in messages if one.role is Role.ASSISTANT), default=0)
    for found, most, what in (
        (len(messages), MOST_MESSAGES, "messages"),
        (longest, MOST_ANSWER_CHARACTERS, "characters in one answer"),
        (together, MOST_TOGETHER, "characters together"),
    ):
        if found > most:
            raise HistoryTooLong(
                f"The history has {found} {what}; it may have {most}.",
                hint="Send the last messages only.",
            )
    said = [_as_said(one) for one in messages]
    return [one for one in said if one.content]


def _as_said(one: Said) -> Said:
    is_question = one.role is Role.USER
    return Said(one.role, normalised_question(one.content) if is_question else cleaned(one.content))
