"""Whether two sentences of different documents say the same, or the same thing otherwise."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from assistant.claims import INTERCHANGED, Claim, Conflict, conflict, read_claim
from assistant.quantities import NUMBER_WORDS
from assistant.sentences import sentence_spans
from assistant.words import content_words
from storage.stemming import stem

FEWEST_STEMS = 4  # a shorter sentence says too little to be recognised
# Share of the stems of two sentences that both have, numbers and words of the titles aside. Read on
# northwind, whose two plans are described in like words: what is below says other things, or says
# them in words of its own (November 2026).
ALIKE = 0.8
# Numbers that point elsewhere change with every version and say nothing: "4.2", "(see section 5)".
_POINTERS = re.compile(
    r"^\s*(?:\(?[0-9]+(?:\.[0-9]+)*[.)]?|\([a-z]\)|[a-z]\))\s+"
    r"|\b(?:sections?|articles?|art\.|pages?|p\.|chapters?|chapitres?|annexe?s?|appendix"
    r"|rubriques?|paragraphe?s?|points?|tables?|tableaux?|figures?)\s+\d+(?:\.\d+)*"
    r"|§+\s*\d+(?:\.\d+)*",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?…;]\W*$")


class Relation(StrEnum):
    """How a sentence of one document stands to one of another."""

    SAME = "same"
    DIFFERENT = "different"  # word for word alike, but for a number, a date, a name or a "not"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as it is compared; `start` and `end` are its characters in its text."""

    start: int
    end: int
    text: str
    language: str
    stems: frozenset[str]  # without what may be otherwise in a twin

    @property
    def is_comparable(self) -> bool:
        """True where it has words enough to be recognised in another document."""
        return len(self.stems) >= FEWEST_STEMS

    @property
    def claim(self) -> Claim:
        """What it asserts, without the numbers that only point elsewhere."""
        return read_claim(_POINTERS.sub(" ", self.text), self.language)


@dataclass(frozen=True, slots=True)
class TitleWords:
    """What the titles of two documents say, which may stand in the sentences of each."""

    stems: frozenset[str]
    claim: Claim


def statements(text: str, language: str) -> list[Statement]:
    """The sentences of `text` in order."""
    return [
        Statement(start, end, text[start:end], language, _stems(text[start:end], language))
        for start, end in sentence_spans(text)
    ]


@lru_cache(maxsize=256)
def title_words(one: str, other: str, language: str) -> TitleWords:
    """What a brand or a year in a title may change without the sentence saying anything else."""
    both = f"{one} {other}"
    return TitleWords(frozenset(content_words(both, language)), read_claim(both, language))


def relation(one: Statement, other: Statement, titles: TitleWords) -> Relation | None:
    """How the statements stand to each other, the same both ways; None: they say other things."""
    if one.language != other.language:
        return None
    stems, others = one.stems - titles.stems, other.stems - titles.stems
    if min(len(stems), len(others)) < FEWEST_STEMS:
        return None
    if len(stems & others) < ALIKE * len(stems | others):
        return None
    claim, second = one.claim, other.claim
    conflicts = {
        conflict(claim, second, context=titles.claim),
        conflict(second, claim, context=titles.claim),
    } - {None}
    if not conflicts:
        return Relation.SAME
    # The capitals of a heading look like names.
    if conflicts == {Conflict.NAME} and not (_ENDED.search(one.text) and _ENDED.search(other.text)):
        return None
    return Relation.DIFFERENT


def _stems(text: str, language: str) -> frozenset[str]:
    """What makes the sentence this one, whatever number, date or "must" stands in it."""
    return frozenset(
        found
        for found in content_words(_POINTERS.sub(" ", text), language)
        if found not in NUMBER_WORDS
        and not found[0].isdigit()
        and found not in _interchanged(language)
    )


@cache
def _interchanged(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in INTERCHANGED)
