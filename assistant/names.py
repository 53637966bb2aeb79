"""What a document is called, and how much it says that a question has one of its names."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import PurePath

from assistant.periods import Period, periods_in
from assistant.words import STOP_WORDS
from storage.catalogue import CatalogueEntry
from storage.folding import words

# A document of fewer chunks says on its first page what it is about, not what it is called.
LEAST_CHUNKS = 8
MOST_NAMES = 60  # of a first page
_CAPITALISED = re.compile(r"\b[^\W\d_a-zà-öø-ÿ][\w&.'-]*")
_NO_NAME = re.compile(r"(?:[\d-]+|[^\d]|[qths][1-4])$")
_NO_WORDS = STOP_WORDS["fr"] | STOP_WORDS["en"]


@dataclass(frozen=True, slots=True)
class Named:
    """How one document is called. Words are bare: folded, without a plural's ending.

    `title` has the words of its title and file name; `names` those, and of a long document the
    capitalised words with which its first page begins.
    """

    document_id: str
    audience: int
    collection: str
    title: frozenset[str]
    names: frozenset[str]
    periods: frozenset[Period]
    is_long: bool = True


def named(entry: CatalogueEntry, audience: int) -> Named:
    """An entry of the ledger's catalogue as questions are compared with it."""
    called = f"{entry.title} {PurePath(entry.file_name).stem}"
    title = frozenset(bare_words(called.replace("_", " ")))
    is_long = entry.chunk_count >= LEAST_CHUNKS
    page = capitalised_words(entry.beginning)[:MOST_NAMES] if is_long else []
    return Named(
        entry.document_id,
        audience,
        entry.collection,
        title,
        title.union(page),
        periods_in(called),
        is_long,
    )


def bare_words(text: str) -> list[str]:
    """The words of `text` in order, each once, without function words and plural endings.

    Numbers and parts of a year (q3, t3) are left out: they are periods, or say little.
    """
    names = map(_name, words(text))
    return list(dict.fromkeys(name for name in names if name))


def capitalised_words(text: str) -> list[str]:
    """The bare words of `text` that are written as names: with a capital, wherever they stand."""
    return bare_words(" ".join(_CAPITALISED.findall(text)))


@lru_cache(maxsize=65_536)  # words come again: twice as fast over a catalogue
def _name(word: str) -> str:
    """A word as a name, bare; empty where it can be none."""
    return "" if word in _NO_WORDS or _NO_NAME.match(word) else bare(word)


def bare(word: str) -> str:
    """A folded word without a plural's ending, French or English: "plan" of "plans"."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word


def rarity(holding: int, readable: int) -> float:
    """How much it says that `holding` of `readable` documents are meant, 0 to 1.

    1 for a quarter of them or fewer, 0 where it is all or none of them.
    """
    return min(1.0, log(readable / holding) / log(4)) if 0 < holding < readable else 0.0
