"""Raised digits of a PDF page: smaller than what they stand behind, and above its line."""

import re

from ingest.formats.pdf_characters import Characters
from ingest.formats.pdf_view import View
from ingest.formats.superscripts import written_raised

SMALLER = 0.85  # of the size before; programs write 0.58 to 0.7 of it
HIGHER = 0.15  # of the size before, by which its lower edge is above; 0.3 is usual, a base has 0
# Digits behind what is no space; looked for from where they begin, as a page may be one number.
DIGITS = re.compile(r"(?:(?<=[^\s\d])|(?<!\d)\d)(?P<behind>\d++)(?!\w)")
MOSTDIGITS = 4  # of the number of a note


def with_raised(text: str, characters: Characters, view: View) -> str:
    """The page's text with raised digits behind numbers and words as raised characters.

    As long as it was: `text[i]` is still PDFium's character i.
    """
    parts: list[str] = []
    done = 0
    for found in DIGITS.finditer(text):
        behind = found.start("behind")
        last = characters.text_object(found.end() - 1)
        if last == characters.text_object(behind - 1):
            continue  # as nearly all numbers are: drawn at once
        start = _start_of_last(characters, last, behind, found.end())
        if found.end() - start > MOSTDIGITS or not _is_raised(characters, view, text, start):
            continue
        parts += [
            text[done:start],
            written_raised(text[start : found.end()], text[max(0, start - 3) : start]),
        ]
        done = found.end()
    return "".join([*parts, text[done:]]) if parts else text


def _start_of_last(characters: Characters, last: int | None, start: int, end: int) -> int:
    """Where the object `last`, which draws the last of these digits, begins among them."""
    first = end - 1
    while first > start and end - first <= MOSTDIGITS:
        if characters.text_object(first - 1) != last:
            break
        first -= 1
    return first


def _is_raised(characters: Characters, view: View, text: str, index: int) -> bool:
    """True where the character is smaller than the one before it, and stands higher."""
    if characters.text_object(index) == characters.text_object(index - 1):
        return False
    size, _ = characters.style(index, text[index])
    before, _ = characters.style(index - 1, text[index - 1])
    if not 0 < size < SMALLER * before:
        return False
    _, bottom, _, top = view.seen(characters.box(index))
    _, base, _, _ = view.seen(characters.box(index - 1))
    return base + HIGHER * before < bottom < top
