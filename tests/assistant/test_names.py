import pytest

from assistant.names import LEAST_CHUNKS, bare, bare_words, named, rarity
from assistant.periods import Period
from storage.catalogue import CatalogueEntry

PAGE = "UNITED STATES COMMISSION report of Contoso, Inc. for the quarter"


def entry(*, chunks: int = LEAST_CHUNKS) -> CatalogueEntry:
    return CatalogueEntry("d1", "staff", "Rapport annuel", "2022 Q3 CTSO.pdf", PAGE, chunks)


def test_a_document_is_called_by_its_title_its_file_and_the_names_on_its_first_page() -> None:
    found = named(entry(), 7)
    assert found.title == {"rapport", "annuel", "ctso"}
    assert {"contoso", "inc"} < found.names
    assert "quarter" not in found.names
    assert found.periods == {Period(2022, "q3")}


def test_the_first_page_of_a_short_document_is_no_name() -> None:
    found = named(entry(chunks=LEAST_CHUNKS - 1), 7)
    assert found.names == found.title
    assert not found.is_long


@pytest.mark.parametrize(
    ("word", "expected"),
    [("plans", "plan"), ("bureaux", "bureau"), ("process", "process"), ("bus", "bus")],
)
def test_a_plural_is_the_same_word(word: str, expected: str) -> None:
    assert bare(word) == expected


def test_numbers_single_letters_and_function_words_call_nothing() -> None:
    assert bare_words("Le plan B de 2022 au T3 et the ISO27001") == [
        "plan",
        "iso",
        "iso27001",
    ]


def test_a_name_says_more_the_fewer_have_it_and_nothing_where_all_do() -> None:
    assert rarity(1, 100) == rarity(25, 100) == 1
    assert 0 < rarity(50, 100) < 1
    assert rarity(100, 100) == rarity(0, 100) == rarity(0, 0) == 0
