import pytest

from assistant.quantities import Quantity, quantities


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("25 jours", {25}, "day"),
        ("vingt-cinq jours", {25}, "day"),
        ("twenty-five days", {25}, "day"),
        ("two hundred and fifty dollars", {250}, "$"),
        ("quatre-vingt-dix-sept euros", {97}, "€"),
        ("soixante et onze pages", {71}, "page"),
        ("deux mille trois cents euros", {2300}, "€"),
        ("1 200 €", {1200}, "€"),
        ("$1,200", {1200, 1.2}, "$"),
        ("1.200,50 euros", {1200.5}, "€"),
        ("3,5 %", {3.5}, "%"),
        ("20 pour cent", {20}, "%"),
        ("one day", {1}, "day"),
        ("l'article L.1222-9", {1222}, ""),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, values: set[float], unit: str) -> None:
    first = quantities(text)[0]
    assert (set(first.values), first.unit) == (values, unit)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("between two and five days", [2, 5]),
        ("deux ou trois jours", [2, 3]),
        ("two, five, twelve", [2, 5, 12]),
        ("the 12/03/2024 at 9:30", [12, 3, 2024, 9, 30]),
        ("one may ask", []),
        ("en 2023 150 salariés", [2023, 150]),
    ],
)
def test_numbers_that_stand_side_by_side_are_not_one(text: str, values: list[float]) -> None:
    assert [min(quantity.values) for quantity in quantities(text)] == values


def test_numbers_agree_only_where_they_count_the_same_thing() -> None:
    two_days = Quantity(frozenset((2.0,)), "day")
    assert two_days.agrees(Quantity(frozenset((2.0,))))
    assert not two_days.agrees(Quantity(frozenset((2.0,)), "week"))
    assert not two_days.agrees(Quantity(frozenset((3.0,)), "day"))
