"""The stem of a folded word, French or English: what the lexical index and a query compare."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from storage.function_words import FUNCTION_WORDS

if TYPE_CHECKING:
    import tantivy

_STEMMERS = {"fr": "french", "en": "english"}
# The French stemmer takes -ée off by its accent, which folding has taken away: employée, employé
# would be two words. hit@1 on piaf .681 without this rule, .685 with it (November 2026).
_FEMININE = re.compile(r"ee(s?)(?= |$)")
# Plurals that the French stemmer leaves alone, each with its singular.
_IRREGULAR = """
    baux bail coraux corail emaux email soupiraux soupirail travaux travail vantaux vantail
    vitraux vitrail yeux oeil cieux ciel aveux aveu cheveux cheveu enjeux enjeu feux feu jeux jeu
    lieux lieu milieux milieu neveux neveu pieux pieu voeux voeu bijoux bijou cailloux caillou
    choux chou genoux genou hiboux hibou
"""
_PLURALS = dict(zip(_IRREGULAR.split()[::2], _IRREGULAR.split()[1::2], strict=True))
_PLURAL = re.compile(rf"(?<!\S)(?:{'|'.join(_PLURALS)})(?!\S)")
# British endings to American: organise, analyse, labour, centre, defence, programme.
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e[drs]?|ers|ing|ations?)(?!\S))"), "iz"),
    (re.compile(r"(?<=[a-z]{2}l)ys(?=(?:e[drs]?|ers|ing)(?!\S))"), "yz"),
    (
        re.compile(
            r"(?<!\S)((?:dis)?(?:col|fav|lab|hon|hum|rum|vap)|(?:mis)?behavi|neighb|endeav)our"
        ),
        r"\1or",
    ),
    (re.compile(r"(?<!\S)((?:kilo|centi|milli)?met|cent|theat|fib|lit)re(?=s?(?!\S))"), r"\1er"),
    (re.compile(r"(?<=def|off|lic)ence(?=s?(?!\S))"), "ense"),
    (re.compile(r"(?<!\S)programme(?=s?(?!\S))"), "program"),
)


@lru_cache(maxsize=65_536)  # words come again: 1.6 times as fast over a corpus, all that is indexed
def stem(word: str, language: str) -> str:
    """The stem of `word`, which is folded; English where the language is neither."""
    text = word
    if language == "fr":
        text = _FEMININE.sub(r"e\1", text)
        text = _PLURAL.sub(lambda found: _PLURALS[found[0]], text)
    else:
        for british, american in _BRITISH:
            text = british.sub(american, text)
    found = _stemmer(_STEMMERS.get(language, "english")).analyze(text)
    return found[0] if found else word


def stems(words: Sequence[str], language: str) -> list[str]:
    """The stems of folded words in order."""
    return [stem(word, language) for word in words]


def stem_pairs(words: Sequence[str], language: str) -> list[str]:
    """The stems of each two folded words that are neighbours once function words are gone."""
    dropped = FUNCTION_WORDS.get(language, frozenset())
    left = stems([word for word in words if word not in dropped], language)
    return [f"{one}_{other}" for one, other in pairwise(left)]


@lru_cache(maxsize=len(_STEMMERS))
def _stemmer(name: str) -> "tantivy.TextAnalyzer":
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer(name)).build()
