import pytest

from benchmarks.amounts import amounts, numbers


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("net sales were $82,959 million", {"82959"}),
        ("un chiffre d'affaires de 1 234 567 €, en hausse de 2,5 %", {"1234567", "2.5"}),
        ("$ 12.3 billion, or 15.0%", {"12.3", "15"}),
        ("assets of (1,234) and 0.83 per share", {"1234", "0.83"}),
    ],
)
def test_amounts_are_written_in_one_notation(answer: str, found: set[str]) -> None:
    assert amounts(answer) == found


def test_years_days_list_items_and_names_of_files_are_no_amounts() -> None:
    answer = (
        "1. In the quarter ended June 25, 2022 it fell ($1,000; see 2022 Q3 AAPL.pdf).\n"
        "SOURCE(S): 2022 Q3 AAPL.pdf, 2023 Q1 AAPL.pdf"
    )
    assert amounts(answer) == {"1000"}


@pytest.mark.parametrize("row", ["Services | $ 19,604 | (17,486)", "Services $19,604 (17,486)"])
def test_numbers_of_a_row_are_found_however_it_is_written(row: str) -> None:
    assert {"19604", "17486"} <= numbers(row)


def test_numbers_beside_each_other_are_read_apart_and_as_one() -> None:
    assert numbers("Other 125 432") == {"125", "432", "125432"}


def test_a_number_within_another_does_not_stand_there() -> None:
    assert "604" not in numbers("19,604") and "19" not in numbers("19,604")
