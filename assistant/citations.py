"""From a sentence of an answer to the span of the evidence that supports it, or to none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from assistant.claims import Claim, conflict, read_claim
from assistant.quantities import Quantity
from assistant.sentences import sentence_spans
from assistant.words import WordWeights, coverage

# Shares of a sentence's word weight. Chosen on one half of clapnq's 650 answer sentences (CRC-32
# of the question's id modulo 2) and on northwind's 111; on the other half of clapnq, of sentences
# against their own passage: 91 % supported as they are, with one number changed 2 %, a negation
# put in 1.5 %, a name changed 0 %, spliced with half of another answer 0.6 %; against five other
# near passages 3.5 %, some of which say the same (November 2026, bundled embedder).
FULL_COVERAGE = 0.8  # of the window, its title and its section
TEXT_COVERAGE = 0.5  # of the window alone
PARAPHRASE_COVERAGE = 0.65  # enough where the meaning is the same by PARAPHRASE_COSINE
PARAPHRASE_COSINE = 0.88  # northwind's answers, which paraphrase: 35 % supported without, 47 % with
LONGEST_WINDOW = 3  # sentences that may support one sentence together

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Window:
    """One to LONGEST_WINDOW neighbouring sentences of one evidence passage."""

    passage: int  # index of the passage in the evidence
    start: int  # characters of its text
    end: int
    sentences: tuple[Claim, ...]
    claim: Claim  # of all its sentences together


@dataclass(frozen=True, slots=True)
class Support:
    """The window that supports a sentence, and how much of the sentence it covers."""

    window: Window
    coverage: float


@dataclass(frozen=True, slots=True)
class CitableText:
    """The text of an evidence passage, and the title and section that stand above it."""

    text: str
    context: str
    language: str


class Aligner:
    """Finds the support of sentences in a few citable texts."""

    def __init__(self, texts: Sequence[CitableText], *, weights: WordWeights, embed: Embed) -> None:
        self._texts = texts
        self._weights = weights
        self._embed = embed
        self._contexts = [read_claim(text.context, text.language) for text in texts]
        self._windows = [
            window for passage, text in enumerate(texts) for window in windows(passage, text)
        ]

    def support(self, sentence: str, language: str) -> Support | None:
        """The window that supports `sentence`: best covered, then shortest, then first.

        None where no window covers its words, or where each that does conflicts with it.
        """
        claim = read_claim(sentence, language)
        if not claim.stems and not claim.quantities:
            return None
        candidates = [
            Support(window, covered)
            for window in self._windows
            if (covered := self._coverage(claim, window)) >= PARAPHRASE_COVERAGE
            and conflict(claim, window.claim, context=self._contexts[window.passage]) is None
            and _numbers_stand_with_their_words(claim, window)
        ]
        if not candidates:
            return None
        best = max(candidates, key=_preference)
        if best.coverage >= FULL_COVERAGE:
            return best
        return self._paraphrased(sentence, candidates)

    def _coverage(self, claim: Claim, window: Window) -> float:
        wanted = set(claim.stems)
        if not wanted:
            return 1.0
        if coverage(wanted, window.claim.stems, self._weights) < TEXT_COVERAGE:
            return 0.0
        around = window.claim.stems | self._contexts[window.passage].stems
        return coverage(wanted, around, self._weights)

    def _paraphrased(self, sentence: str, candidates: list[Support]) -> Support | None:
        """The best covered candidate that also means the same by its vector."""
        likely = sorted(candidates, key=_preference, reverse=True)[:4]
        texts = [self._text(support.window) for support in likely]
        vectors = self._embed([sentence, *texts])
        cosines = vectors[1:] @ vectors[0]
        for support, cosine in zip(likely, cosines, strict=True):
            if cosine >= PARAPHRASE_COSINE:
                return support
        return None

    def _text(self, window: Window) -> str:
        return self._texts[window.passage].text[window.start : window.end]


def windows(passage: int, text: CitableText) -> list[Window]:
    """Every run of one to LONGEST_WINDOW neighbouring sentences of a text."""
    spans = sentence_spans(text.text)
    claims = [read_claim(text.text[start:end], text.language) for start, end in spans]
    found = []
    for first in range(len(spans)):
        for last in range(first, min(first + LONGEST_WINDOW, len(spans))):
            inside = tuple(claims[first : last + 1])
            whole = reduce(or_, inside)
            found.append(Window(passage, spans[first][0], spans[last][1], inside, whole))
    return found


def _numbers_stand_with_their_words(claim: Claim, window: Window) -> bool:
    """False where a number of the claim may belong to something else that the window speaks of.

    "A costs 10. B costs 20." does not say that A costs 20: the sentence that has the number
    must share a word with the claim, and no sentence with another number of the same kind may
    have words of the claim that it lacks.
    """
    return all(
        any(_gives(sentence, quantity, claim, window) for sentence in window.sentences)
        for quantity in claim.quantities
        if any(quantity.agrees(other) for other in window.claim.quantities)
    )


def _gives(sentence: Claim, quantity: Quantity, claim: Claim, window: Window) -> bool:
    if not any(quantity.agrees(other) for other in sentence.quantities):
        return False
    if claim.stems and claim.stems.isdisjoint(sentence.stems):
        return False
    lacking = claim.stems - sentence.stems
    rivals = (other for other in window.sentences if other is not sentence)
    return not any(
        lacking & rival.stems
        and any(quantity.unit == other.unit for other in rival.quantities)
        and not any(quantity.agrees(other) for other in rival.quantities)
        for rival in rivals
    )


def _preference(support: Support) -> tuple[float, int, int, int]:
    window = support.window
    return (round(support.coverage, 6), window.start - window.end, -window.passage, -window.start)
