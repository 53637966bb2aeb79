"""The answer without a language model: the sentences of the evidence that answer, as they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.citations import Embed
from assistant.evidence import Evidence
from assistant.quantities import quantities
from assistant.quotable import Quotable, quotable
from assistant.words import WordWeights, content_words, coverage
from storage.folding import fold

MOST_SENTENCES = 3
_NEAR_BEST = 0.85  # of the best score, for a further sentence
_EMBEDDED = 12  # best sentences by words, which are also compared by meaning
# Weights of a sentence's features, chosen on piaf (see tests and docs/decisions.md).
# _RANK and _AROUND again once passages grew, on the halves of northwind, clapnq and piaf that
# choose (CRC-32 of the id modulo 2): mean F1 .3264 with 0.8, .3247 with 0.6; without _AROUND
# northwind loses .005 and the others nothing (November 2026).
_CONTEXT = 0.6  # a question word in the title or section, beside one in the sentence
_RANK = 0.8  # from the first passage to the last
_HINT = 0.25  # it has the kind of thing that is asked for
_MEANING = 0.5  # cosine with the question
_AROUND = 0.2  # less for a sentence that only stands around what was found
# What a follow-up or a part says itself weighs besides; the words it took over reach _NEAR_OWN of
# the best score more easily. Chosen on one half of examples/questions_quoted.jsonl (CRC-32
# of the pair modulo 2; several parts and follow-ups in the language of the page): all that was
# asked was quoted for 26 of 39 with 0.5 and 0.75, 24 with 0 and 0.75, with 0.5 and 0.85, with 1.0
# and 0.85 (26 November 2026, before "the X and the Y" were two parts and questions no quotes; since
# then 28 of 39 with 0.5 and 0.75, as docs/benchmarks.md has it; the others not measured again).
_OWN = 0.5
_NEAR_OWN = 0.75

_WANTS_NUMBER = re.compile(
    r"\b(?:combien|quel (?:est le )?(?:nombre|montant|taux|prix|age|delai|pourcentage)"
    r"|quelle (?:est la )?(?:duree|somme|population|superficie|distance|hauteur|taille)"
    r"|how (?:many|much|long|old|often|far|large|high|big)|what (?:percentage|number|amount))\b"
)
_WANTS_DATE = re.compile(
    r"\b(?:quand|quelle (?:est la )?(?:date|annee|periode)|en quelle|quel (?:jour|mois|siecle)"
    r"|depuis quand|when|what (?:year|date|day|month))\b"
)
_WANTS_NAME = re.compile(r"\b(?:qui|par qui|a qui|who|whom|whose)\b")
_HAS_DATE = re.compile(
    r"\b(?:1\d{3}|20\d\d|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre"
    r"|novembre|decembre|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|siecle|century|lundi|mardi|mercredi|jeudi|vendredi|monday|tuesday"
    r"|wednesday|thursday|friday)\b"
)
_HAS_NAME = re.compile(r"(?<=[\w,] )[A-ZÀ-Þ][\w'’-]{2,}")


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters `start` to `end` of the text of passage `passage` (an index)."""

    passage: int
    start: int
    end: int


def best_quotes(
    question: str,
    evidence: Sequence[Evidence],
    *,
    language: str,
    weights: WordWeights,
    embed: Embed,
    own: str = "",
    places: Sequence[int] = (),
) -> list[Quote]:
    """One to MOST_SENTENCES quotes that answer `question` best, the best first.

    Equal scores: the first in the evidence. Empty only where the evidence has no sentence.
    `own` is the question as it was asked, where `question` has taken over words from others;
    `places` are the ranks of the evidence, from 0, where they are not its order.
    """
    asked = _Asked(
        fold(own or question),
        frozenset(content_words(question, language)),
        frozenset(content_words(own, language)),
        language,
    )
    places = places or range(len(evidence))
    by_words = {
        Quote(index, one.start, one.end): _score(asked, one, weights)
        + _RANK * (1 - places[index] / len(evidence))
        - (0.0 if passage.was_found(one.start, one.end) else _AROUND)
        for index, passage in enumerate(evidence)
        for one in quotable(passage)
    }
    likely = sorted(by_words, key=lambda quote: (-by_words[quote], _place(quote)))[:_EMBEDDED]
    if not likely:
        return []
    texts = [evidence[quote.passage].text[quote.start : quote.end] for quote in likely]
    vectors = embed([question, *texts])
    scores = {
        quote: by_words[quote] + _MEANING * float(cosine)
        for quote, cosine in zip(likely, vectors[1:] @ vectors[0], strict=True)
    }
    ranked = sorted(scores, key=lambda quote: (-round(scores[quote], 6), _place(quote)))
    best = scores[ranked[0]]
    near = _NEAR_OWN if own else _NEAR_BEST
    return [quote for quote in ranked if scores[quote] >= near * best][:MOST_SENTENCES]


@dataclass(frozen=True, slots=True)
class _Asked:
    folded: str
    stems: frozenset[str]
    own: frozenset[str]
    language: str


def _score(asked: _Asked, one: Quotable, weights: WordWeights) -> float:
    present = frozenset(content_words(one.text, asked.language))
    around = frozenset(content_words(one.above, asked.language)) - present
    score = coverage(set(asked.stems), present, weights)
    score += _CONTEXT * coverage(set(asked.stems), around, weights)
    score += _OWN * coverage(set(asked.own), present, weights)
    score += _OWN * _CONTEXT * coverage(set(asked.own), around, weights)
    return score + (_HINT if _has_what_is_wanted(asked.folded, one.text) else 0.0)


def _has_what_is_wanted(question: str, text: str) -> bool:
    if _WANTS_NUMBER.search(question):
        return bool(quantities(text))
    if _WANTS_DATE.search(question):
        return bool(_HAS_DATE.search(fold(text)))
    if _WANTS_NAME.search(question):
        return bool(_HAS_NAME.search(text))
    return False


def _place(quote: Quote) -> tuple[int, int]:
    return (quote.passage, quote.start)
