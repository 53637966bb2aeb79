"""Which rows at the top of a table name its columns, where the file does not say so."""

import re
from collections.abc import Iterator, Sequence

from ingest.formats.blocks import TextBlock, row_text

LONGEST_NAME = 60  # characters; a longer cell is a sentence, not the name of a column
FILLED = 0.6  # of the columns; a row with fewer names is a group's name above the names
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(
    r"[(+–-]?\s*(?:[A-Z]{3}\s?|[^\w\s]\s?)?\d[\d\s.,:/'’-]*(?:e[+-]?\d+)?\s*"
    r"(?:%|[^\w\s]|[A-Z]{3}|[ap]m)?\s*\)?",
    re.I,
)


def header_count(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows name the columns: 0, 1, or 2 where groups have names above them.

    A header has names in most columns, none of them a number but for years, and below it a column
    of numbers; without any, three columns are asked for, as two are mostly a name and its value.
    """
    for count in (1, 2):
        if len(rows) <= count:
            return 0
        above, body = rows[count - 1], rows[count:]
        if _names_columns(above) and _differs(above, body):
            return count
        if count == 1 and not (_is_group_row(above) and len(rows) > 2):
            return 0
    return 0


def table_blocks(
    rows: Sequence[Sequence[str]], *, table: int, headers: int | None = None
) -> Iterator[TextBlock]:
    """The rows as blocks of the table numbered `table`; `headers` where the file says how many."""
    count = header_count(rows) if headers is None else headers
    for number, row in enumerate(rows):
        yield TextBlock(row_text(row), table=table, is_header=number < count)


def is_number(cell: str) -> bool:
    """True for numbers, amounts, percentages, dates and times."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def _names_columns(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    names = [cell for cell in filled if not is_number(cell)]
    return (
        len(filled) >= max(2 if row[0].strip() else 1, FILLED * len(row))
        and all(len(cell) <= LONGEST_NAME for cell in filled)
        and all(_YEAR.fullmatch(cell) for cell in filled if is_number(cell))
        and len(set(filled)) == len(filled)
        and (bool(names) or not row[0].strip())
        and not any(name.endswith((".", ";", ",")) and " " in name for name in names)
    )


def _differs(header: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    for column, name in enumerate(header):
        below = [row[column] for row in body if column < len(row) and row[column].strip()]
        if name.strip() and below and 2 * sum(map(is_number, below)) > len(below):
            return True
    return len(header) >= 3 and len(body) >= 2


def _is_group_row(row: Sequence[str]) -> bool:
    """True for the upper of two header rows: names over groups of columns."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return 1 <= len(filled) < FILLED * len(row) + 1 and not any(
        is_number(cell) and not _YEAR.fullmatch(cell) for cell in filled
    )
