"""The words of a question or a sentence that carry its meaning, and how much each weighs."""

from collections.abc import Iterable
from functools import lru_cache
from math import log

from storage.folding import words

# Folded. Question words, articles, pronouns, auxiliaries and modals: claims.py reads the modals.
_FRENCH = (
    "a ai ainsi alors as au aucun aucune auquel aussi autre autres aux avait avec avez avoir "
    "avons ayant c ca ce ceci cela celle celles celui ces cet cette ceux chez ci combien comme "
    "comment d dans de depuis des desquels doit doivent donc dont du duquel elle elles en "
    "entre es est et etaient etait etant etat ete etes etre eu eux fait faire faut font fut "
    "ici il ils j jamais je l la laquelle le lequel les lesquelles lesquels leur leurs lors "
    "lorsque lui m ma mais me meme memes mes moi mon n ne ni non nos notre nous on ont or ou "
    "par parce parmi pas pendant peut peuvent peux plus plutot pour pourquoi pouvez pouvons "
    "puis puisque qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera "
    "seront ses si soit son sont sous suis sur t ta te tes toi ton tous tout toute toutes tres "
    "tu un une va vers vos votre vous y"
)
_ENGLISH = (
    "a about after all also am an and any are as at be been before being between both but by "
    "can cannot could d did do does doing done during each either for from get gets got had "
    "has have having he her here hers him his how i if in into is it its itself ll m many may "
    "me might more most much must my no nor not of on one or other our ours out over own per "
    "please re s shall she should since so some such t than that the their theirs them then "
    "there these they this those through to too under until up us ve very was we were what "
    "when where whether which while who whom whose why will with within would you your "
    "yours"
)
STOP_WORDS = {"fr": frozenset(_FRENCH.split()), "en": frozenset(_ENGLISH.split())}


def content_words(text: str, language: str) -> list[str]:
    """The folded stems of the words of `text` in order, without those that say nothing alone."""
    stop_words = STOP_WORDS.get(language, STOP_WORDS["en"])
    return [stem(word, language) for word in words(text) if word not in stop_words]


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The stem of a folded word, as the lexical index makes it."""
    return word if any(character.isdigit() for character in word) else word[:6]


class WordWeights:
    """How much each stem says: its inverse document frequency among some texts (BM25's form).

    A stem that none of the texts has weighs most.
    """

    def __init__(self, stems_of_texts: Iterable[Iterable[str]]) -> None:
        counts: dict[str, int] = {}
        self._texts = 0
        for stems in stems_of_texts:
            self._texts += 1
            for stem_ in set(stems):
                counts[stem_] = counts.get(stem_, 0) + 1
        self._counts = counts

    def __getitem__(self, stem_: str) -> float:
        count = self._counts.get(stem_, 0)
        return log(1 + (self._texts - count + 0.5) / (count + 0.5))

    def total(self, stems: Iterable[str]) -> float:
        """The weight of all of `stems` together."""
        return sum(self[stem_] for stem_ in stems)


def coverage(wanted: set[str], present: set[str] | frozenset[str], weights: WordWeights) -> float:
    """The share of the weight of `wanted` that is `present`, 0 to 1; 0 where nothing is wanted."""
    whole = weights.total(wanted)
    return weights.total(wanted & present) / whole if whole > 0 else 0.0
