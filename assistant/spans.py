"""From characters of joined texts back to the pages they stand on."""

from collections.abc import Sequence
from dataclasses import replace

from storage.records import Span


def locate(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """Page spans of characters `start` to `end` of the texts of `spans` joined by newlines."""
    found = []
    offset = 0
    for span in spans:
        length = span.end - span.start
        first, last = max(start - offset, 0), min(end - offset, length)
        if first < last:
            found.append(replace(span, start=span.start + first, end=span.start + last))
        offset += length + 1
    return tuple(found)
