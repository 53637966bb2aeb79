"""Where merged cells stand in the rows of their table, and what absurd ones cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import merged_cells
from ingest.formats.merged_cells import (
    Cell,
    MergedTable,
    fill_down,
    joined_table,
    spanned_table,
)

C = Cell
LEFT, ABOVE = Cell(joins_left=True), Cell(joins_above=True)


def laid(table: MergedTable, *rows: str) -> list[list[str]]:
    return table.rows([row.split() for row in rows])


def test_a_cell_merged_over_rows_stands_in_each_and_over_columns_once() -> None:
    table = spanned_table([[C(rows=3), C(columns=2), C()], [C(), C(), C()], [C(columns=3)]])
    assert laid(table, "a b c", "d e f", "g") == [
        ["a", "b", "", "c"],
        ["a", "d", "e", "f"],
        ["a", "g"],
    ]


def test_cells_that_say_they_are_covered_come_out_the_same() -> None:
    table = joined_table([[C(), C(), LEFT, C()], [ABOVE, C(), C(), C()], [ABOVE, C(), LEFT, LEFT]])
    rows = table.rows([["a", "b", "", "c"], ["", "d", "e", "f"], ["", "g", "", ""]])
    assert rows == [["a", "b", "", "c"], ["a", "d", "e", "f"], ["a", "g"]]


def test_a_block_of_cells_stands_at_its_upper_left_and_below_that() -> None:
    by_span = spanned_table([[C(), C(columns=2, rows=2)], [C()], [C(), C(), C()]])
    assert laid(by_span, "a b", "c", "d e f") == [["a", "b"], ["c", "b"], ["d", "e", "f"]]
    covered = joined_table([[C(), C(), LEFT], [C(), ABOVE, LEFT], [C(), C(), C()]])
    rows = covered.rows([["a", "b", ""], ["c", "", ""], ["d", "e", "f"]])
    assert rows == [["a", "b"], ["c", "b"], ["d", "e", "f"]]


def test_columns_in_which_no_cell_begins_are_none() -> None:
    table = spanned_table([[C(columns=1_000), C()], [C(columns=1_000), C()]])
    assert laid(table, "a b", "c d") == [["a", "b"], ["c", "d"]]


def test_nothing_merged_leaves_the_rows_as_they_are() -> None:
    rows = [["a", "b"], ["c"]]
    for table in (spanned_table([[C()] * 2, [C()]]), joined_table([[C()] * 2, [C()]])):
        assert table.rows(rows) == rows
        assert not table.is_alone(1)
        assert table.shows(0, 1)


def test_a_row_in_which_nothing_is_said_is_not_filled_from_above() -> None:
    table = spanned_table([[C(rows=3), C()], [C()], [C()]])
    assert table.rows([["a", "b"], [" "], ["c"]]) == [["a", "b"], [], ["a", "c"]]


def test_a_row_of_one_cell_over_columns_is_alone() -> None:
    table = spanned_table([[C(columns=2)], [C(), C()], [C()]])
    assert [table.is_alone(number) for number in range(3)] == [True, False, False]
    layout = spanned_table([[C(columns=2)], [C(columns=2)]])
    assert not layout.is_alone(0)  # the table has one column


def test_a_cell_of_the_header_over_two_rows_makes_both_the_header() -> None:
    table = spanned_table([[C(rows=2), C(columns=2)], [C(), C()], [C()] * 3, [C()] * 3])
    rows = laid(table, "Service Jours", "2023 2024", "Paie 1 2", "Achats 3 4")
    assert table.headers(rows) == 2
    assert table.headers(rows, marked=1) == 2
    column = spanned_table([[C(), C(rows=4)], [C()], [C()], [C()]])
    assert column.headers(laid(column, "Nom note", "1", "2", "3"), marked=1) == 1


def test_cells_under_others_are_not_shown() -> None:
    table = joined_table([[C(), LEFT], [ABOVE, C()]])
    assert [[table.shows(row, at) for at in (0, 1)] for row in (0, 1)] == [
        [True, False],
        [False, True],
    ]


def test_a_mark_without_a_cell_above_is_a_cell() -> None:
    table = joined_table([[ABOVE, C()], [C(), C()]])
    assert table.rows([["a", "b"], ["c", "d"]]) == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize(
    "rows",
    [
        [[C(1_000, 65_534)]] * 3_000,
        [[C(rows=65_534)] * 900, *[[C()]] * 30_000],
        [[C(number % 1_000 + 1), C()] for number in range(3_000)],
        [[C(columns=10**9, rows=10**9), C()]] * 400,
    ],
)
def test_absurd_tables_grow_within_bounds(rows: list[list[Cell]]) -> None:
    table = spanned_table(rows)
    written = table.rows([["a"] * len(row) for row in rows])
    cells = sum(map(len, rows))
    assert sum(map(len, written)) <= max(merged_cells.MOST_CELLS, merged_cells.GROWTH * cells)


def test_what_merged_cells_repeat_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_cells, "MOST_REPEATED", 10)
    table = spanned_table([[C(rows=5), C()], *[[C()]] * 4])
    rows = table.rows([["abcd", "x"], ["x"], ["x"], ["x"], ["x"]])
    assert [row[0] for row in rows] == ["abcd", "abcd", "abcd", "", ""]


@given(st.lists(st.lists(st.builds(C, st.integers(-1, 4), st.integers(-1, 4)), max_size=5),
                max_size=6))  # fmt: skip
def test_every_cell_stands_in_its_own_row_in_order(rows: list[list[Cell]]) -> None:
    texts = [[f"{number}.{at}" for at in range(len(row))] for number, row in enumerate(rows)]
    written = spanned_table(rows).rows(texts)
    for number, (row, own) in enumerate(zip(written, texts, strict=True)):
        assert [text for text in row if text.startswith(f"{number}.")] == own


def test_cells_of_sheets_are_filled_down_into_rows_that_are_there() -> None:
    rows = {0: {0: "a", 1: "b"}, 1: {1: "c"}, 3: {1: "d"}, 4: {0: "own", 1: "e"}, 9: {1: "f"}}
    fill_down(rows, [(0, 0, 4), (7, 0, 9)])
    assert rows == {
        0: {0: "a", 1: "b"},
        1: {0: "a", 1: "c"},
        3: {0: "a", 1: "d"},
        4: {0: "own", 1: "e"},
        9: {1: "f"},
    }
