"""How much each token of a query weighs when passages are compared token by token."""

import re
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from storage.folding import ELIDED, words
from storage.function_words import FUNCTION_WORDS

# A word, and whether an apostrophe follows that it may have been elided before.
_WORD = re.compile(r"([^\W_]+)(['’]?)")


def query_words(query: str) -> list[str]:
    """The distinct folded words of a query whose rarity weighs its tokens, in order."""
    return list(dict.fromkeys(word for found, _ in _WORD.findall(query) for word in words(found)))


def token_weights(
    query: str,
    spans: Sequence[tuple[int, int]],
    *,
    language: str,
    frequencies: Mapping[str, int],
    chunks: int,
) -> NDArray[np.float32]:
    """A weight for each token of `query`, shape (len(spans),): the idf of the word it is part of.

    `spans` are the characters [start, end) of the tokens; `frequencies` say how many of `chunks`
    chunks have each of `query_words`. Function words, elided ones (l', qu') and signs weigh
    nothing, unless nothing else is asked: then all tokens weigh the same.
    """
    weights = np.zeros(len(spans), dtype=np.float32)
    function_words = FUNCTION_WORDS.get(language, FUNCTION_WORDS["en"])
    for match in _WORD.finditer(query):
        folded = words(match[1])
        if match[2] and folded[0] in ELIDED:  # no chunk has an "l": it would be the rarest word
            continue
        counts = (frequencies.get(word, 0) for word in folded if word not in function_words)
        weight = max((_idf(count, chunks) for count in counts), default=0.0)
        for place, (start, end) in enumerate(spans):
            if start >= match.start() and end <= match.end(1):
                weights[place] = weight
    return weights if weights.any() else np.ones_like(weights)


def _idf(count: int, chunks: int) -> float:
    """BM25's form; above 0 also for a word that every chunk has."""
    return log(1 + (max(chunks - count, 0) + 0.5) / (count + 0.5))
