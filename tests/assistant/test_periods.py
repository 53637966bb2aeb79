import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.periods import Period, agreement, periods_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What was the margin in Q3 2022?", {Period(2022, "q3")}),
        ("In the third quarter of 2023, what was it?", {Period(2023, "q3")}),
        ("Le chiffre d'affaires au T3 2022", {Period(2022, "q3")}),
        ("au troisième trimestre 2022", {Period(2022, "q3")}),
        ("Quels effectifs en 2021 ?", {Period(2021)}),
        ("fiscal 2023", {Period(2023)}),
        ("FY23 budget", {Period(2023)}),
        ("1er semestre 2024", {Period(2024, "h1")}),
        ("rapport_2022Q3_v2.pdf", {Period(2022, "q3")}),
        ("PV du CSE de juin 2023", {Period(2023, "m06")}),
        ("PV CSE 2023-06", {Period(2023, "m06")}),
        ("Q1 and Q2 2023", {Period(2023, "q1"), Period(2023, "q2")}),
        ("from Q3 2022 to Q1 2023", {Period(2022, "q3"), Period(2023, "q1")}),
        ("the fourth quarter", {Period(0, "q4")}),
        ("filed 10/24/2022 (Q3)", {Period(2022, "q3")}),
        ("article L.2022-1, norme 2019.5, 12 jours", set()),
    ],
)
def test_the_periods_of_a_text(text: str, expected: set[Period]) -> None:
    assert periods_in(text) == expected


def test_the_same_period_or_the_year_around_it_agrees_wholly() -> None:
    assert agreement([Period(2022, "q3")], [Period(2022, "q3")]) == 1
    assert agreement([Period(2022)], [Period(2022, "q3")]) == 1


def test_another_year_or_another_part_does_not_agree() -> None:
    assert agreement([Period(2022, "q3")], [Period(2023, "q3"), Period(2022, "q1")]) == 0
    assert agreement([Period(2022)], []) == 0


def test_a_month_of_the_quarter_agrees_more_than_the_whole_year() -> None:
    asked = [Period(2022, "q2")]
    month, year = agreement(asked, [Period(2022, "m06")]), agreement(asked, [Period(2022)])
    assert 1 > month > year > 0


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    assert agreement(periods_in(text), periods_in(text)) in (0.0, 0.7, 1.0)
