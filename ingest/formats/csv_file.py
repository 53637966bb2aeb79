"""CSV and TSV to raw pages: records as the rows of one table."""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice

from ingest.errors import UnreadableDocument
from ingest.formats.blocks import TextBlock, pages_of
from ingest.formats.file_type import FileType
from ingest.formats.header_rows import header_count, is_number, table_blocks
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.plain_text import decode
from ingest.formats.source import Source
from storage.records import Verdict

SEPARATORS = ",|;\t"  # the later of two that fit: commas stand in numbers and sentences too
NO_SEPARATOR = "\x1f"  # for a single column, whose commas are those of numbers and sentences
SAMPLE_CHARACTERS = 1 << 16
SAMPLE_ROWS = 200
FIELD_CHARACTERS = 10 << 20
_STATED = re.compile(r"\"?sep=([,;|\t])\"?\n", re.I)  # for Excel, which does not show the line


def read_csv(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a file of records; the first names the columns unless it holds numbers.

    Raises UnreadableDocument: TOO_MANY_PAGES, or DAMAGED where quotes never end.
    """
    text = decode(source.read()) or ""
    stated = _STATED.match(text)
    text = text[stated.end() :] if stated else text
    separated_by = stated[1] if stated else separator(text) or NO_SEPARATOR
    try:
        rows = [row for row in _rows(text, separated_by) if any(map(str.strip, row))]
    except csv.Error:
        raise UnreadableDocument(Verdict.DAMAGED, "Its quoted fields do not end.") from None
    return ParsedFile(pages_of(_blocks(rows), max_pages=max_pages), "", FileType.CSV.value)


def separator(text: str) -> str:
    """The character between the fields: the one that gives most rows the same number of fields,
    two or more; empty where none does."""
    best = (0.0, 0)
    for place, candidate in enumerate(SEPARATORS):
        sample = _rows(text[:SAMPLE_CHARACTERS], candidate)
        try:
            rows = [row for row in islice(sample, SAMPLE_ROWS) if row]
        except csv.Error:
            continue
        if candidate == "," and _is_of_decimals(rows):
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        if usual > 1:
            best = max(best, (widths.count(usual) / len(widths), place))
    return SEPARATORS[best[1]] if best[0] else ""


def _is_of_decimals(rows: Sequence[Sequence[str]]) -> bool:
    """True for one column, with its name, of numbers that are written 1,5."""
    return (
        len(rows) > 1
        and len(rows[0]) == 1
        and all(all(map(str.isdecimal, row)) and len(row) == 2 for row in rows[1:])
    )


def _rows(text: str, separated_by: str) -> Iterator[list[str]]:
    csv.field_size_limit(FIELD_CHARACTERS)
    return csv.reader(StringIO(text), delimiter=separated_by, skipinitialspace=True)


def _blocks(rows: Sequence[Sequence[str]]) -> Iterator[TextBlock]:
    """Lines of a single field above the others are text; the others are one table."""
    filled = [{at: cell for at, cell in enumerate(row) if cell.strip()} for row in rows]
    first = next((at for at, row in enumerate(filled) if len(row) > 1), len(filled))
    yield from (TextBlock(next(iter(row.values()))) for row in filled[:first])
    columns = sorted({column for row in filled[first:] for column in row})
    aligned = [[row.get(column, "") for column in columns] for row in filled[first:]]
    yield from table_blocks(aligned, table=1, headers=_headers(aligned))


def _headers(rows: Sequence[Sequence[str]]) -> int:
    """A file of records mostly starts with the names of its fields, whatever is below them."""
    found = header_count(rows)
    if found or len(rows) < 2:
        return found
    return int(all(cell.strip() and not is_number(cell) for cell in rows[0]))
