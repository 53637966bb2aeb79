"""Cheap looks at many texts of a PDF page at once: which are pale, tiny, or outside of it."""

from array import array
from collections.abc import Iterator, Sequence

from ingest.formats.pdf_calls import numbers_of, write_fill
from ingest.formats.pdf_objects import Box, Matrix, boxes_of, text_sizes_of
from storage.page_findings import HiddenKind

TINY_POINTS = 2.0
PALE = 200  # of 255 in grey, from which a text is looked at on the page
FAINT_ALPHA = 100  # of 255
OUTSIDE_POINTS = 3.0  # beyond the page: ascenders may stick out of it
PARTLY_OUTSIDE = "partly outside"  # characters decide
_BLACK = array("I", [0, 0, 0, 255])  # what stands for a pattern, which has no colour


def pale_texts(texts: Sequence[int]) -> list[int]:
    """Those of the texts that may not stand out on white paper."""
    numbers = numbers_of(write_fill, texts, _BLACK, pointers=4)
    colours = list(zip(numbers[0::4], numbers[1::4], numbers[2::4], numbers[3::4], strict=True))
    pale = {colour for colour in set(colours) if _is_pale(*colour)}
    if not pale:
        return []
    return [text for text, colour in zip(texts, colours, strict=True) if colour in pale]


def misplaced_texts(
    texts: Sequence[int], matrix: Matrix | None, bounds: Box
) -> Iterator[tuple[int, HiddenKind | str]]:
    """Those of one layer's texts that are tiny, or wholly or partly outside the page."""
    x0, y0, x1, y1 = bounds
    odd = [
        (text, (left, bottom, right, top))
        for text, (left, bottom, right, top) in zip(texts, boxes_of(texts, matrix), strict=True)
        if not (
            x0 <= left
            and right <= x1
            and y0 <= bottom
            and top <= y1
            and right - left >= TINY_POINTS
            and top - bottom >= TINY_POINTS
        )
    ]
    sizes = text_sizes_of([text for text, _ in odd], matrix)
    for (text, (left, bottom, right, top)), size in zip(odd, sizes, strict=True):
        if size < TINY_POINTS and min(right - left, top - bottom) < TINY_POINTS:
            yield text, HiddenKind.TINY
        elif x0 <= left <= right <= x1 and y0 <= bottom <= top <= y1:
            continue  # a narrow letter
        elif is_outside((left, bottom, right, top), bounds):
            yield text, HiddenKind.OFF_PAGE
        elif max(x0 - left, right - x1, y0 - bottom, top - y1) > OUTSIDE_POINTS:
            yield text, PARTLY_OUTSIDE


def is_outside(box: Box, bounds: Box) -> bool:
    """True where nothing of the box is on the page."""
    left, bottom, right, top = box
    x0, y0, x1, y1 = bounds
    return right < x0 or left > x1 or top < y0 or bottom > y1


def _is_pale(red: int, green: int, blue: int, alpha: int) -> bool:
    return alpha < FAINT_ALPHA or 299 * red + 587 * green + 114 * blue > 1000 * PALE
