"""Rows of tables in a text: which of them is the header of the others, and where captions stand."""

import re
from collections.abc import Iterator

CELL = " | "
# "Table 2 – Mileage rates", "Figure 1 : …": it names what stands beside it, and says nothing.
_CAPTION = re.compile(
    r"(?:table|tableau|figure|fig\.|graphique|chart)\s+\w+\s*[–—:.-]\s", re.IGNORECASE
)
_LONGEST_CAPTION = 12  # words; a longer one explains something


def is_caption(sentence: str) -> bool:
    """True where a sentence only names a table or a figure."""
    return bool(_CAPTION.match(sentence)) and len(sentence.split()) <= _LONGEST_CAPTION


def headers_of_rows(text: str) -> dict[int, tuple[int, int]]:
    """Where each row of a table in `text` starts, to the characters of that table's header.

    A header is the first of several rows, without a number; its own row leads to itself.
    """
    headers: dict[int, tuple[int, int]] = {}
    for rows in _tables(text):
        header = rows[0]
        if len(rows) > 1 and not any(map(str.isdigit, text[slice(*header)])):
            headers |= {start: header for start, _ in rows}
    return headers


def _tables(text: str) -> Iterator[list[tuple[int, int]]]:
    """Lines with cells that follow each other."""
    rows: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        if CELL in line[0]:
            rows.append(line.span())
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows
