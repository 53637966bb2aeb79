"""From a sentence of an answer to the span of the evidence that supports it, or to none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.claims import Claim, Conflict, conflict, read_claim
from assistant.sentences import sentence_spans
from assistant.words import WordWeights, coverage

FULL_COVERAGE = 0.8
TEXT_COVERAGE = 0.5
PARAPHRASE_COVERAGE = 0.65
PARAPHRASE_COSINE = 0.88
LONGEST_WINDOW = 3  # sentences that may support one sentence together

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Window:
    """One to LONGEST_WINDOW neighbouring sentences of one evidence passage."""

    passage: int  # index of the passage in the evidence
    start: int  # characters of its text
    end: int
    claim: Claim


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
        claim = claims[first]
        for last in range(first, min(first + LONGEST_WINDOW, len(spans))):
            claim = claim if last == first else claim | claims[last]
            found.append(Window(passage, spans[first][0], spans[last][1], claim))
    return found


def _preference(support: Support) -> tuple[float, int, int, int]:
    window = support.window
    return (round(support.coverage, 6), window.start - window.end, -window.passage, -window.start)


__all__ = ["Aligner", "CitableText", "Conflict", "Support", "Window", "windows"]
