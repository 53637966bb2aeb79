"""The words of a question or a sentence that carry its meaning, and how much each weighs."""

from collections.abc import Iterable
from math import fsum, log

from storage.folding import words
from storage.function_words import FUNCTION_WORDS
from storage.stemming import stem

# Folded. Beside the function words, which leave every query, these say little in a sentence;
# claims.py reads what "may" and "must", "more" and "less" change.
_FRENCH = (
    "auquel ca ceci cela celui chacun chacune depuis desormais dont egalement ensuite et etat eu "
    "eux font fut ici jamais lequel lorsque lorsqu lors meme memes non notamment nous parce parmi "
    "pourra pourront pouvez pouvons plus plutot puisque puisqu quoique sans selon sinon suivant "
    "tandis tant tel telle telles tels toujours tres va vont c d j l m n s t y qu jusqu"
)
_ENGLISH = (
    "accordingly additionally after all also although because before between both cannot don "
    "doesn didn isn aren wasn weren won didnt dont doesnt isnt arent during each either every get "
    "gets got however himself itself just let like ll many may me more moreover most much my "
    "myself neither one only other others per please re s same since still t therefore through "
    "thus too until upon us ve very via well whereas whether while will within without yes yours"
)
STOP_WORDS = {
    "fr": FUNCTION_WORDS["fr"] | frozenset(_FRENCH.split()),
    "en": FUNCTION_WORDS["en"] | frozenset(_ENGLISH.split()),
}


def content_words(text: str, language: str) -> list[str]:
    """The folded stems of the words of `text` in order, without those that say little."""
    stop_words = STOP_WORDS.get(language, STOP_WORDS["en"])
    return [stem(word, language) for word in words(text) if word not in stop_words]


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
        """The weight of all of `stems` together: exact, so that their order does not matter."""
        return fsum(self[stem_] for stem_ in stems)


def coverage(wanted: set[str], present: set[str] | frozenset[str], weights: WordWeights) -> float:
    """The share of the weight of `wanted` that is `present`, 0 to 1; 0 where nothing is wanted."""
    whole = weights.total(wanted)
    return weights.total(wanted & present) / whole if whole > 0 else 0.0
