"""Blocks become pages, and rows in a row become tables that know their header and their parts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.blocks import LONG_PAGE_CHARACTERS, PAGE_CHARACTERS, TextBlock, pages_of
from ingest.formats.parsed import RawPage
from ingest.reading_child import cleaned


def row(text: str, table: int = 1, *, is_header: bool = False) -> TextBlock:
    return TextBlock(text, table=table, is_header=is_header)


def tables_of(page: RawPage) -> list[tuple[str, str, bool]]:
    """The text of each table of a page and of its header, and whether it goes on."""
    return [
        (page.text[one.start : one.end], page.text[one.start : one.header_end], one.goes_on)
        for one in page.tables
    ]


def test_rows_with_one_number_are_a_table_and_its_first_rows_the_header() -> None:
    blocks = [
        TextBlock("Agences", level=1),
        row("Ville | Agence", is_header=True),
        row("(lieu) | (nom)", is_header=True),
        row("Paris | Nord"),
        row("Total | 1", is_header=True),
        TextBlock("Fin."),
        row("a | b", 2),
        row("c | d", 3, is_header=True),
    ]
    (page,) = pages_of(blocks, max_pages=1)
    head = "Ville | Agence\n\n(lieu) | (nom)"
    assert tables_of(page) == [
        (f"{head}\n\nParis | Nord\n\nTotal | 1", head, False),
        ("a | b", "", False),
        ("c | d", "c | d", False),
    ]


def test_a_table_over_pages_goes_on_in_parts() -> None:
    long = "mot " * (PAGE_CHARACTERS // 12)
    blocks = [row("Ville | Agence", is_header=True), *[row(f"{n} | {long}") for n in range(5)]]
    first, second, third = pages_of([*blocks, row("x | y", 2)], max_pages=9)
    assert [one[2] for page in (first, second) for one in tables_of(page)] == [False, True]
    assert tables_of(second)[0][1] == ""
    assert [(said[:5], goes_on) for said, _, goes_on in tables_of(third)] == [
        ("4 | m", True),
        ("x | y", False),
    ]


def test_a_table_after_another_on_the_page_before_does_not_go_on() -> None:
    blocks = [row("a | b", 1), TextBlock("c", starts_page=True), row("d | e", 1)]
    assert [tables_of(page)[0][2] for page in pages_of(blocks, max_pages=2)] == [False, False]
    turned = [row("a | b", 1), TextBlock("d | e", starts_page=True, table=2)]
    assert [tables_of(page)[0][2] for page in pages_of(turned, max_pages=2)] == [False, False]


CELLS = st.text("aé |’.\u0301\ufb01-1", max_size=12)
BLOCKS = st.lists(
    st.builds(
        TextBlock,
        st.one_of(CELLS, st.just("long")),
        level=st.just(0),
        starts_page=st.booleans(),
        table=st.integers(0, 2),
        is_header=st.booleans(),
    ),
    max_size=12,
)


@given(BLOCKS)
def test_tables_are_still_whole_rows_in_the_cleaned_page(blocks: list[TextBlock]) -> None:
    long = "x " * LONG_PAGE_CHARACTERS
    made = [replace(block, text=long) if block.text == "long" else block for block in blocks]
    for number, raw in enumerate(pages_of(made, max_pages=1_000), start=1):
        page = cleaned(number, raw, frozenset())
        edges = {-1, len(page.text)} | {at for at, c in enumerate(page.text) if c == "\n"}
        done = 0
        for table in page.tables:
            assert done <= table.start <= table.header_end <= table.end
            assert table.start < table.end
            assert table.start - 1 in edges
            assert table.end in edges
            assert table.header_end in edges or table.header_end == table.start
            done = table.end
