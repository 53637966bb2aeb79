"""The parts of a question that asks two things, each complete in itself."""

import re

from assistant.follow_up import with_words
from assistant.leaning import leans
from assistant.words import content_words

MOST_PARTS = 3
_SENTENCE_END = re.compile(r"(?<=[?.!;])\s+(?=\S)")
# How a question begins. "et que" and "et ou" are left out: they go on with a clause.
_ASKING = {
    "fr": (
        r"(?:(?:à|a|de|avec|pour|dans|en|par|sur|sous) )?(?P<word>quel(?:le)?s?|combien|comment"
        r"|pourquoi|quand|qui|où|qu['’]est-ce|est-ce"
        r"|(?:peut|dois|doit|puis|suis|sont|est|a|faut|y a)(?:-t)?"
        r"-(?:on|ils?|elles?|je|nous|vous))\b"
    ),
    "en": (
        r"(?:(?:to|from|with|for|in|at|by|on|under) )?(?P<word>what|how|who|whom|whose|when|where"
        r"|which|why|(?:do|does|did|is|are|was|were|can|could|may|must|should|will|has|have)"
        r"(?= (?:i|we|you|they|he|she|it|there|the|an?|my|our|employees?|staff|managers?)\b))\b"
    ),
}
_AND = {"fr": r"(?:et aussi|ainsi que|et|puis)", "en": r"(?:and also|as well as|and)"}
_JOINT = {
    language: re.compile(rf"\s*,?\s{_AND[language]}\s+(?={asking})", re.IGNORECASE)
    for language, asking in _ASKING.items()
}
_BEGINNING = {
    language: re.compile(rf"(?:^|[.,:;]\s+){asking}", re.IGNORECASE)
    for language, asking in _ASKING.items()
}


def parts_of(question: str, language: str) -> tuple[str, ...]:
    """The parts of `question`, each to be searched by itself; empty where it asks one thing.

    A part that leans on the first ("and who approves them?") takes over its content words.
    Sentences that ask nothing stay with the question after them.
    """
    found = [part for asked in _questions(question) for part in _halves(asked, language)]
    if not 1 < len(found) <= MOST_PARTS:
        return ()
    first, *others = found
    parts = [first, *(_complete(part, first, language) for part in others)]
    return tuple(parts) if all(content_words(part, language) for part in parts) else ()


def _questions(question: str) -> list[str]:
    """Its sentences that ask, each with the statements before it."""
    found: list[str] = []
    said: list[str] = []
    for sentence in _SENTENCE_END.split(question.strip()):
        said.append(sentence)
        if sentence.endswith("?"):
            found.append(" ".join(said))
            said = []
    if not found:
        return [question]
    found[-1] = " ".join((found[-1], *said))
    return found


def _halves(asked: str, language: str) -> list[str]:
    """A question cut where "and" begins another one, if the first half asks already.

    "who works and who lives abroad" goes on with the clause that "who" began: it is not cut.
    """
    beginning = _BEGINNING.get(language, _BEGINNING["en"]).search(asked)
    joint = _JOINT.get(language, _JOINT["en"]).search(asked)
    if beginning is None or joint is None or joint.start() < beginning.end():
        return [asked]
    before = asked[beginning.end() : joint.start()]
    if re.search(rf"\b{re.escape(joint.group('word'))}\b", before, re.IGNORECASE):
        return [asked]
    return [asked[: joint.start()].strip(), asked[joint.end() :].strip()]


def _complete(part: str, first: str, language: str) -> str:
    return with_words(part, first, language) if leans(part, language) else part
