"""One text into chunks that an embedder reads whole, cut where the text itself pauses."""

import re
from collections.abc import Callable, Iterator

from storage.records import ChunkDraft, Span, indexed_text

MOST_CHARACTERS = 2_000  # an embedder may count a word of any length as one unknown token
# The best place to cut first: between paragraphs, lines, sentences, words.
_PAUSES = tuple(re.compile(pause) for pause in (r"\n\s*\n", r"\n", r"(?<=[.!?…])\s", r"\s"))


def divide_text(
    text: str,
    *,
    title: str,
    language: str,
    count_tokens: Callable[[str], int],
    max_tokens: int,
) -> list[ChunkDraft]:
    """Chunks that cover `text` (page 1) but for space, in order; one where all of it fits.

    Title and text of a chunk have at most `max_tokens` by `count_tokens`. None for a text that
    is blank.
    """

    def fits(start: int, end: int) -> bool:
        part = indexed_text(title, "", text[start:end])
        return end - start <= MOST_CHARACTERS and count_tokens(part) <= max_tokens

    return [
        ChunkDraft(text[start:end], "", (Span(1, start, end),), language)
        for start, end in _parts(text, 0, len(text), fits)
    ]


def _parts(
    text: str, start: int, end: int, fits: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """Halves of halves, without the space around them, until each fits or is one character."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    if start >= end:
        return
    if end - start == 1 or fits(start, end):
        yield start, end
        return
    middle = _pause(text, start, end)
    yield from _parts(text, start, middle, fits)
    yield from _parts(text, middle, end, fits)


def _pause(text: str, start: int, end: int) -> int:
    """Where to cut: the best pause nearest to the middle, within the middle half; else there."""
    middle, quarter = (start + end) // 2, (end - start) // 4
    for pause in _PAUSES:
        found = [
            match.start() for match in pause.finditer(text, middle - quarter, middle + quarter)
        ]
        inside = [place for place in found if start < place < end]
        if inside:
            return min(inside, key=lambda place: (abs(place - middle), place))
    return middle
