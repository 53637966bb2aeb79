"""The rows of a sheet, as tables: without empty rows and columns, each with its header."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.formats.blocks import TextBlock
from ingest.formats.header_rows import header_count, table_blocks

Cells = Mapping[int, str]  # a row's texts by their column, from 0; empty ones may be left out


class Title(dict[int, str]):
    """A row that is one cell merged over columns: a title, or the name of a group."""


@dataclass(slots=True)
class Tables:
    """Gives tables their numbers, over all sheets of a file."""

    last: int = 0

    def next(self) -> int:
        """The number of one more table."""
        self.last += 1
        return self.last


@dataclass(slots=True)
class _Table:
    """Groups of rows below one header."""

    groups: list[list[Cells]]
    headers: int
    columns: set[int] = field(default_factory=set)


def sheet_blocks(rows: Iterable[Cells], tables: Tables) -> Iterator[TextBlock]:
    """The rows as blocks; an empty row ends a group.

    A group with a header of its own begins a table; one without goes on with the table above it
    if that has its columns. Lines of a single cell above a group are text, not rows.
    """
    open_table: _Table | None = None
    for group in _groups(rows):
        lines, body = _split_lines(group)
        headers = header_count(_aligned(body, _columns(body))) if body else 0
        columns = set(_columns(body))
        goes_on = open_table is not None and not headers and columns <= open_table.columns
        if open_table and goes_on and not (lines and len(body) > 1 and not open_table.headers):
            open_table.groups.append(group)
            continue
        if open_table:
            yield from _blocks(open_table, tables)
            open_table = None
        yield from (TextBlock(next(iter(line.values()))) for line in lines)
        if body:
            open_table = _Table([body], headers, columns)
    if open_table:
        yield from _blocks(open_table, tables)


def lines_with_gaps(
    rows: Mapping[int, Cells], hidden: Container[int], wide: Container[tuple[int, int]]
) -> Iterator[Cells]:
    """The rows in order, an empty one for each gap that is seen between them.

    `wide` are the cells that are merged over columns, as (row, column).
    """
    last = -1
    for number in sorted(rows):
        if any(between not in hidden for between in range(last + 1, number)):
            yield {}
        row = rows[number]
        is_title = len(row) == 1 and (number, next(iter(row))) in wide
        yield Title(row) if is_title else row
        last = number


def _groups(rows: Iterable[Cells]) -> Iterator[list[Cells]]:
    group: list[Cells] = []
    for row in rows:
        filled = {column: text for column, text in row.items() if text.strip()}
        if filled:
            group.append(Title(filled) if isinstance(row, Title) else filled)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _split_lines(group: list[Cells]) -> tuple[list[Cells], list[Cells]]:
    """The first rows with a single cell, and the rows of the table below them."""
    if all(len(row) == 1 for row in group):
        columns = {column for row in group for column in row}
        return (group, []) if len(columns) == 1 else ([], group)
    at = next(at for at, row in enumerate(group) if len(row) > 1)
    width = len(_columns(group))
    # A single cell right above a header of several columns may name a group of them.
    if at and min(group[at - 1]) > min(_columns(group)) and width > 2:
        at -= 1
    return group[:at], group[at:]


def _columns(rows: Iterable[Cells]) -> list[int]:
    return sorted({column for row in rows for column in row})


def _aligned(rows: Sequence[Cells], columns: Sequence[int]) -> list[list[str]]:
    return [[row.get(column, "") for column in columns] for row in rows]


def _blocks(table: _Table, tables: Tables) -> Iterator[TextBlock]:
    rows = [row for group in table.groups for row in group]
    columns = _columns(rows)
    aligned = _aligned(rows, columns)
    if len(columns) == 1:
        yield from (TextBlock(text) for (text,) in aligned)
        return
    written = [
        line[: columns.index(max(row)) + 1] if isinstance(row, Title) else line
        for row, line in zip(rows, aligned, strict=True)
    ]
    yield from table_blocks(written, table=tables.next(), headers=table.headers)
