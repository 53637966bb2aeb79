"""The running lines of a PDF: headers and footers, which come again on other pages.

Everything here is computed from the lines' text and place, so it can be tested without a file.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ingest.formats.pdf_lines import Line, PageLines

MARGIN_ZONE = 0.12  # of the page's height, above and below, where running lines stand
MARGIN_DRIFT = 8.0  # points between the heights of the same running line on two pages
MOST_MARGIN = 0.5  # of all characters; where more would be left out, nothing is
# Of a line of which one may be that of its page. Not tuned: a date has three, "page 2 of 9" two and
# a reference one; each number is tried, in a row of a wide table for nothing.
MOST_NUMBERS = 6
_NUMBER = re.compile(r"\d{1,9}|\b[ivxlc]{1,12}\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

# What a line must share with those of other pages to be a running one: its words and numbers, one
# of which may count the pages, and its height in steps; or to be the lowest line, at height 0.
_MarginKey = tuple[str, int]


def running_lines(pages: Sequence[PageLines], *, body_size: float) -> list[frozenset[Line]]:
    """The lines of each page that come again at the same height on others.

    Their numbers are the same there, but for one that grows by one from page to page: rows of a
    table differ in theirs. `body_size` is the font size of most of the text.
    """
    places: defaultdict[_MarginKey, set[int]] = defaultdict(set)
    keyed: list[list[tuple[Line, _MarginKey]]] = []
    for index, page in enumerate(pages):
        found = list(_margin_keys(page, index))
        keyed.append(found)
        for _, (text, height) in found:
            for near in (height - 1, height, height + 1) if height else (height,):
                places[text, near].add(index)
    spread = {key: (len(on), max(on) - min(on) + 1) for key, on in places.items()}
    running = [
        frozenset(line for line, key in found if _runs(line, *spread[key], len(pages), body_size))
        for found in keyed
    ]
    total = sum(len(line.text) for page in pages for line in page.lines)
    margins = sum(len(line.text) for lines in running for line in lines)
    return running if margins <= MOST_MARGIN * total else [frozenset() for _ in pages]


def _margin_keys(page: PageLines, index: int) -> Iterator[tuple[Line, _MarginKey]]:
    """The lines at the edges of the page, each with what makes it the same on another."""
    lowest = min((line.bottom for line in page.lines), default=0.0)
    for line in page.lines:
        middle = (line.bottom + line.top) / 2
        at_edge = not MARGIN_ZONE * page.height < middle < (1 - MARGIN_ZONE) * page.height
        if at_edge or line.bottom <= lowest:
            for text in _same_on_others(line.text, index):
                if at_edge:
                    yield line, (text, 1 + max(0, round(line.bottom / MARGIN_DRIFT)))
                if line.bottom <= lowest and _NUMBER.search(line.text.casefold()):
                    yield line, (text, 0)


def _same_on_others(text: str, index: int) -> Iterator[str]:
    """The text as it stands, and with each of its numbers counted from the page's own."""
    text = " ".join(text.casefold().split())
    yield text
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) <= MOST_NUMBERS:
        for found in numbers:
            yield f"{text[: found.start()]}#{_value(found[0]) - index}{text[found.end() :]}"


def _value(number: str) -> int:
    """What a number in digits or small Roman letters says."""
    if number.isdecimal():
        return int(number)
    values = [_ROMAN[letter] for letter in number]
    return sum(
        -one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)
    )


def _runs(line: Line, count: int, reach: int, total: int, body_size: float) -> bool:
    """True for a line found on `count` pages, which lie within `reach`, of a document of `total`.

    It stands on three pages or more (two of a document of up to four), on at least two in five
    from its first to its last; one larger than the text, on nearly all.
    """
    if count < (2 if total <= 4 else 3):
        return False
    if line.size > 1.12 * body_size:
        return count >= max(4, 0.8 * total)
    return count >= 0.4 * (total if total <= 4 else reach)
