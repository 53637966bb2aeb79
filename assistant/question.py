"""A question as it may be searched: cleaned and bounded."""

import unicodedata

from assistant.courtesies import without_courtesies
from assistant.errors import QuestionEmpty, QuestionTooLong, QuestionVague
from assistant.words import STOP_WORDS
from storage.folding import words

MOST_CHARACTERS = 2_000
_SAY_LITTLE = STOP_WORDS["fr"] | STOP_WORDS["en"] | {"es"}  # "Qui es-tu ?"


def normalised_question(text: str) -> str:
    """`text` without characters nobody sees, spaces made single.

    Raises QuestionEmpty where nothing is left to search for, QuestionTooLong past
    MOST_CHARACTERS.
    """
    if len(text) > 10 * MOST_CHARACTERS:  # before any work is spent on it
        raise _too_long(len(text))
    question = cleaned(text)
    if len(question) > MOST_CHARACTERS:
        raise _too_long(len(question))
    if not words(question):
        raise QuestionEmpty("The question is empty.", hint="Ask in a few words.")
    return question


def cleaned(text: str) -> str:
    """`text` without characters nobody sees, spaces made single."""
    seen = "".join(" " if _is_unseen(character) else character for character in text)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def what_is_asked(question: str) -> str:
    """`question` without greetings and thanks. Raises QuestionVague where it asks nothing else."""
    asked = without_courtesies(question)
    if not words(asked):
        raise _vague()
    return asked


def require_subject(question: str) -> None:
    """Raise QuestionVague where every word of a question is one that says little."""
    if _SAY_LITTLE.issuperset(words(question)):
        raise _vague()


def _vague() -> QuestionVague:
    return QuestionVague(
        "The question names no subject.", hint="Say in a few words what you are looking for."
    )


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _too_long(length: int) -> QuestionTooLong:
    return QuestionTooLong(
        f"The question has {length} characters; it may have {MOST_CHARACTERS}.",
        hint="Ask one thing at a time, in your own words.",
    )
