"""The rows of HTML tables: how far merged cells reach, and what is said once all the same."""

import pytest

from ingest.formats.blocks import TextBlock
from ingest.formats.html_file import html_blocks


def rows(markup: str) -> list[str]:
    return [block.text for block in html_blocks(f"<table>{markup}</table>") if block.text]


def test_a_merged_cell_ends_with_its_section() -> None:
    markup = (
        "<thead><tr><td rowspan=9>Nom<td>Jours</thead>"
        "<tbody><tr><td rowspan=0>Durand<td>1<tr><td>2</tbody><tbody><tr><td>Petit<td>3</tbody>"
    )
    assert rows(markup) == ["Nom | Jours", "Durand | 1", "Durand | 2", "Petit | 3"]


@pytest.mark.parametrize(
    ("stated", "read"),
    [("65534", "a | c"), ("2px", "a | c"), ("-2", "c"), ("x", "c"), ("", "c"), ("9" * 40, "a | c")],
)
def test_what_is_stated_is_read_as_browsers_read_it(stated: str, read: str) -> None:
    assert rows(f'<tr><td rowspan="{stated}">a<td>b<tr><td>c') == ["a | b", read]


def test_a_table_that_only_states_one_everywhere_is_read_as_it_stands() -> None:
    assert rows("<tr><td colspan=1>a<td><td rowspan=1>b<td><tr><td>c") == ["a |  | b |", "c"]


def test_a_row_that_lays_out_the_page_keeps_the_places_of_the_others() -> None:
    markup = f"<tr><td rowspan=3>a<td>b<tr><td>{'mot ' * 200}<tr><td>c"
    assert rows(markup) == ["a | b", ("mot " * 200).strip(), "a | c"]


def test_what_is_hidden_in_a_merged_cell_is_told_once() -> None:
    markup = "<table><tr><td rowspan=3>a<b hidden>secret</b><td>b<tr><td>c<tr><td>d</table>"
    blocks = list(html_blocks(markup))
    assert [block.text for block in blocks] == ["a | b", "a | c", "a | d"]
    assert [one.text for block in blocks for one in block.hidden] == ["secret"]


def test_a_picture_in_a_merged_cell_is_told_once() -> None:
    markup = "<table><tr><td rowspan=2>a<img src=x><td>b<tr><td>c</table>"
    blocks = list(html_blocks(markup, places=lambda element: (7,)))
    assert [block.pictures for block in blocks] == [(7,), ()]


def test_tables_within_a_table_have_cells_of_their_own() -> None:
    markup = (
        "<tr><td><table><tr><td rowspan=2>a<td>b<tr><td>c</table><td>d"
        "<tr><td rowspan=2>e<td>f<tr><td>g"
    )
    assert rows(markup) == ["a | b", "a | c", "d", "e | f", "e | g"]


def test_a_merged_header_cell_keeps_both_rows_of_names() -> None:
    markup = (
        "<table><tr><th rowspan=2>Nom<th colspan=2>Jours<tr><th>2023<th>2024"
        "<tr><td>Durand<td>12<td>14</table>"
    )
    blocks: list[TextBlock] = list(html_blocks(markup))
    assert [block.is_header for block in blocks] == [True, True, False]
    assert blocks[1].text == "Nom | 2023 | 2024"
