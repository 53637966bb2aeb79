"""A question in its conversation: what it takes over from what was said before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.courtesies import without_courtesies
from assistant.leaning import leans
from assistant.question import MOST_CHARACTERS
from assistant.words import STOP_WORDS
from storage.folding import words

_MOST_TAKEN = 20  # words taken over from the question before
_MOST_NAMES = 8  # words of names taken over from the answer before
_YEAR = re.compile(r"\b(?:[QqTt][1-4] )?(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<=[a-zà-ÿ,;:)] )[A-ZÀ-Þ][\w&-]+(?: [A-ZÀ-Þ][\w&-]+)*")


class Role(StrEnum):
    """Who said something in a conversation."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation before a question."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a question takes over from the conversation before it.

    `joined` is the question after the one before it, as both were asked. `about` is what an answer
    has to be about: where the question `leans`, it with the content words of those it leans on and
    the names in the last answer, without which it says nothing. `subject` is the question after
    the one that began the topic, where the one before leans too. `before` are the questions that
    it leans on, as they were asked; `several` is true where more than one was
    asked before.
    """

    joined: str
    leans: bool
    about: str
    subject: str = ""
    before: str = ""
    several: bool = False


def conversation(history: Sequence[Said | str]) -> list[Said]:
    """The messages of a history, oldest first; a plain text is a question.

    Questions are without greetings and thanks; those that were nothing else are left out.
    """
    said = [Said(Role.USER, one) if isinstance(one, str) else one for one in history]
    plain = [
        one if one.role is Role.ASSISTANT else Said(one.role, without_courtesies(one.content))
        for one in said
    ]
    return [one for one in plain if one.content]


def follow_up(question: str, said: Sequence[Said], language: str) -> FollowUp | None:
    """How `question` follows on a `conversation`; None for the first question.

    No model is asked. What the question before took over itself is taken over again: "how many
    days of telework?", "and for managers?", "and abroad?" all ask about telework.
    """
    earlier = [one.content for one in said if one.role is Role.USER]
    topic: list[str] = []  # the questions it may lean on, oldest first
    for asked in earlier:
        topic = [*topic, asked] if leans(asked, language) else [asked]
    if not topic:
        return None
    joined = _after(earlier[-1], question)
    if not leans(question, language):
        return FollowUp(joined, False, question)
    about = with_words(question, _undated(" ".join(reversed(topic)), question), language)
    if said[-1].role is Role.ASSISTANT:
        names = " ".join(_NAME.findall(said[-1].content))
        about = with_words(about, names, language, _MOST_NAMES)
        joined = with_words(joined, names, language, _MOST_NAMES)
    return FollowUp(
        joined,
        True,
        about,
        subject=_after(topic[0], question) if len(topic) > 1 else "",
        before=" ".join(topic)[-MOST_CHARACTERS:],
        several=len(earlier) > 1,
    )


def with_words(question: str, before: str, language: str, most: int = _MOST_TAKEN) -> str:
    """`question` with the first `most` content words of `before` that it lacks, folded."""
    stop_words = STOP_WORDS.get(language, STOP_WORDS["en"])
    present = set(words(question))
    taken = [word for word in dict.fromkeys(words(before)) if word not in stop_words | present]
    return f"{question} {' '.join(taken[:most])}".strip()[:MOST_CHARACTERS]


def _after(before: str, question: str) -> str:
    """`question` after another one, within MOST_CHARACTERS: the end of that one is left out."""
    room = MOST_CHARACTERS - len(question) - 1
    return f"{_undated(before, question)[: max(room, 0)]} {question}".strip()


def _undated(before: str, question: str) -> str:
    """`before` without its years where the question names another: "and in 2023?"."""
    return _YEAR.sub(" ", before) if _YEAR.search(question) else before
