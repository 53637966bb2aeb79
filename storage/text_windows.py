"""Texts longer than an embedder reads at once, embedded in windows and joined again.

A text of more tokens than the limit is cut between words into windows of about equal length, each
within the limit; its vector is the mean of theirs, weighted by their tokens and scaled to length
one. So nothing of a text is ever left out, whatever embedder its chunks were made for.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

CountTokens = Callable[[str], int]
Number = TypeVar("Number", bound=np.generic)

_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class WindowedTexts:
    """The windows of several texts, in order. `owners` says of which text each window is."""

    windows: list[str]
    owners: NDArray[np.intp]  # (windows,)
    tokens: NDArray[np.float32]  # (windows,), at least 1 each

    @classmethod
    def of(cls, texts: Sequence[str], *, count_tokens: CountTokens, max_tokens: int) -> Self:
        """Every text in windows of at most `max_tokens`; most texts are one window."""
        cut = [windows(text, count_tokens=count_tokens, max_tokens=max_tokens) for text in texts]
        flat = [window for some in cut for window in some]
        owners = [number for number, some in enumerate(cut) for _ in some]
        # A text of one window needs no weight, and is not counted a second time.
        tokens = [
            max(1, count_tokens(window)) if len(some) > 1 else 1 for some in cut for window in some
        ]
        return cls(flat, np.array(owners, dtype=np.intp), np.array(tokens, dtype=np.float32))

    def joined(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """One row a text from one unit row a window; not scaled to length one yet."""
        count = int(self.owners[-1]) + 1 if len(self.owners) else 0
        if count == len(self.windows):
            return vectors
        rows = np.zeros((count, vectors.shape[1]), dtype=np.float32)
        np.add.at(rows, self.owners, vectors * self.tokens[:, None])
        return rows


class WindowRows(Generic[Number]):
    """Gathers the rows of texts, one a token, from those of their windows, in any order."""

    def __init__(self, cut: WindowedTexts) -> None:
        self._owners = cut.owners.tolist()
        self._rows: dict[int, NDArray[Number]] = {}  # by the window's position

    def add(self, positions: Sequence[int], rows: Sequence[NDArray[Number]]) -> None:
        """The rows, shape (tokens, width), of the windows at those positions."""
        self._rows |= zip(positions, rows, strict=True)

    def of_texts(self) -> list[NDArray[Number]]:
        """The rows of each text, those of its windows one after the other."""
        windows: dict[int, list[NDArray[Number]]] = {}
        for position, owner in enumerate(self._owners):
            windows.setdefault(owner, []).append(self._rows[position])
        return [np.concatenate(windows[text]) for text in range(len(windows))]


def windows(text: str, *, count_tokens: CountTokens, max_tokens: int) -> list[str]:
    """`text` cut between words into windows of at most `max_tokens`, which joined are `text`.

    A single word beyond the limit is cut between characters.
    """
    total = count_tokens(text)
    if total <= max_tokens:
        return [text]
    target = ceil(total / ceil(total / max_tokens))
    found: list[str] = []
    group: list[str] = []
    held = 0
    for word in _words(text):
        tokens = count_tokens(word)
        if group and held + tokens > target:
            found += _within([*group], count_tokens, max_tokens)
            group, held = [], 0
        group.append(word)
        held += tokens
    return found + _within(group, count_tokens, max_tokens)


def _words(text: str) -> list[str]:
    """The words with the spaces before them; what follows the last is part of it."""
    found: list[str] = _WORD.findall(text)
    if not found:
        return [text]
    found[-1] += text[sum(map(len, found)) :]
    return found


def _within(words: list[str], count_tokens: CountTokens, max_tokens: int) -> list[str]:
    """The words as one window, or halved until each part is within the limit.

    Words counted one by one may give fewer tokens than together: some tokenizers see the space.
    """
    joined = "".join(words)
    if count_tokens(joined) <= max_tokens or len(joined) < 2:
        return [joined] if joined else []
    parts = words if len(words) > 1 else list(joined)
    middle = len(parts) // 2
    halves = (parts[:middle], parts[middle:])
    if len(words) == 1:
        halves = (["".join(halves[0])], ["".join(halves[1])])
    return [window for half in halves for window in _within(half, count_tokens, max_tokens)]
