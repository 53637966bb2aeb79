"""A question as it may be searched: cleaned, bounded, and complete in itself."""

import re
import unicodedata
from collections.abc import Sequence

from assistant.errors import QuestionEmpty, QuestionTooLong
from assistant.words import STOP_WORDS, content_words
from storage.folding import fold, words

MOST_CHARACTERS = 2_000

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
    r"\b(?:faut-il|y a-t-il|est-il (?:possible|permis|obligatoire)|is it|it is)\b"
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


def standalone_query(question: str, earlier: Sequence[str], language: str) -> str:
    """`question` with the words it leaves to the questions before it, oldest first.

    No model is asked: a question that leans on the one before (it begins with "and", refers
    with a pronoun, or has one content word) takes over that one's content words.
    """
    query = ""
    for asked in [*earlier, question]:
        query = _joined(asked, query, language) if query and leans(asked, language) else asked
    return query[:MOST_CHARACTERS]


def leans(question: str, language: str) -> bool:
    """True where a question cannot be understood without the one before it."""
    folded = fold(question).strip()
    if _LEANING_START.match(folded) or len(set(content_words(question, language))) < 2:
        return True
    pattern = _LEANING_WORD.get(language, _LEANING_WORD["en"])
    return bool(pattern.search(_IMPERSONAL.sub(" ", folded)))


def _joined(question: str, before: str, language: str) -> str:
    stop_words = STOP_WORDS[language if language in STOP_WORDS else "en"]
    present = set(words(question))
    taken = [word for word in dict.fromkeys(words(before)) if word not in stop_words | present]
    return f"{question} {' '.join(taken)}".strip()


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _too_long(length: int) -> QuestionTooLong:
    return QuestionTooLong(
        f"The question has {length} characters; it may have {MOST_CHARACTERS}.",
        hint="Ask one thing at a time, in your own words.",
    )
