"""A question as it may be searched: cleaned, bounded, and complete in itself."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import QuestionEmpty, QuestionTooLong
from assistant.words import STOP_WORDS, content_words
from storage.folding import fold, words

MOST_CHARACTERS = 2_000
_MOST_TAKEN = 20  # words taken over from the question before

# How a question begins that leans on the one before. Folded.
_LEANING_START = re.compile(
    r"(?:et|mais|ou|sinon|idem|meme chose|qu'en est-il|quid|pareil|dans ce cas"
    r"|and|but|or|also|so|what about|how about|same|in that case|otherwise)\b"
    r"|(?:pour|avec|sans|dans|chez|a|au|aux|for|with|without|in|at|on|if|si)\b(?!.*\b(?:quel|quelle"
    r"|quels|quelles|combien|comment|quand|ou|qui|que|what|how|when|where|who|which|can|do|does|is"
    r"|are|peut|puis|dois|faut|est|sont|ai|as|ont)\b)"
)
_LEANING_WORD = {
    "fr": re.compile(
        r"\b(?:celui|celle|ceux|celles|cela|ca|cette|cet|ces|leur|leurs|lui|eux|ci-dessus"
        r"|ce dernier|cette derniere)\b"
        r"|\b(?:ils?|elles?)\b(?! (?:faut|y a|est possible|suffit))"
    ),
    "en": re.compile(
        r"\b(?:it|its|they|them|their|he|she|him|his|her|this|these|those|the same)\b|\bthat\W*$"
    ),
}
_IMPERSONAL = re.compile(
    r"\b(?:faut-il|faudrait-il|y a-t-il|existe-t-il|suffit-il"
    r"|est-il (?:possible|permis|obligatoire|necessaire|interdit)"
    r"|is it (?:possible|allowed|mandatory|necessary|required|forbidden))\b"
)


def normalised_question(text: str) -> str:
    """`text` without characters nobody sees, spaces made single.

    Raises QuestionEmpty where nothing is left to search for, QuestionTooLong past
    MOST_CHARACTERS.
    """
    if len(text) > 10 * MOST_CHARACTERS:  # before any work is spent on it
        raise _too_long(len(text))
    seen = "".join(" " if _is_unseen(character) else character for character in text)
    question = " ".join(unicodedata.normalize("NFC", seen).split())
    if len(question) > MOST_CHARACTERS:
        raise _too_long(len(question))
    if not words(question):
        raise QuestionEmpty("The question is empty.", hint="Ask in a few words.")
    return question


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a question takes over from the conversation before it.

    `joined` is the question with the content words of the one before; where it `leans`, the
    question says nothing without them.
    """

    joined: str
    leans: bool


def follow_up(question: str, earlier: Sequence[str], language: str) -> FollowUp | None:
    """How `question` follows on the questions asked before, oldest first; None for the first.

    No model is asked. What the question before took over itself is taken over again: "how many
    days of telework?", "and for managers?", "and abroad?" all ask about telework.
    """
    topic = ""
    for asked in earlier:
        topic = _joined(asked, topic, language) if leans(asked, language) else asked
    if not topic:
        return None
    return FollowUp(_joined(question, topic, language), leans(question, language))


def leans(question: str, language: str) -> bool:
    """True where a question cannot be understood without the one before it."""
    folded = fold(question).strip()
    if _LEANING_START.match(folded) or len(set(content_words(question, language))) < 2:
        return True
    pattern = _LEANING_WORD.get(language, _LEANING_WORD["en"])
    return bool(pattern.search(_IMPERSONAL.sub(" ", folded)))


def _joined(question: str, before: str, language: str) -> str:
    stop_words = STOP_WORDS.get(language, STOP_WORDS["en"])
    present = set(words(question))
    taken = [word for word in dict.fromkeys(words(before)) if word not in stop_words | present]
    return f"{question} {' '.join(taken[:_MOST_TAKEN])}".strip()[:MOST_CHARACTERS]


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _too_long(length: int) -> QuestionTooLong:
    return QuestionTooLong(
        f"The question has {length} characters; it may have {MOST_CHARACTERS}.",
        hint="Ask one thing at a time, in your own words.",
    )
