import pytest

from assistant.claims import Conflict, conflict, read_claim


def found(claim: str, source: str, language: str = "en", context: str = "") -> Conflict | None:
    around = read_claim(context, language) if context else None
    return conflict(read_claim(claim, language), read_claim(source, language), context=around)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Leave is 25 days.", "Employees have twenty-five days of leave."),
        ("The fee is $1,200.", "A fee of 1200 dollars is due."),
        ("Leave is granted in June.", "Leave is granted in June, not in August."),
        ("You may not work abroad.", "Employees cannot work abroad without leave."),
        ("The Contoso plan covers it.", "It is covered by the plan of Contoso."),
        ("Paid in 2024.", "Between 2023 and 2024 it was paid."),
    ],
)
def test_the_same_thing_in_other_words_is_no_conflict(claim: str, source: str) -> None:
    assert found(claim, source) is None


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("Leave is 26 days.", "Leave is 25 days.", Conflict.NUMBER),
        ("Leave is 25 weeks.", "Leave is 25 days.", Conflict.NUMBER),
        ("It costs 20 %.", "It costs 20 euros.", Conflict.NUMBER),
        ("From 1963 to 1963.", "From 1917 to 1963.", Conflict.NUMBER),
        ("Working abroad is allowed.", "Working abroad is not allowed.", Conflict.NEGATION),
        ("Working abroad is never allowed.", "Working abroad is allowed.", Conflict.NEGATION),
        ("Leave is granted in August.", "Leave is granted in June, not in August.", "negation"),
        ("Ask Margaret in HR.", "Ask someone in HR.", Conflict.NAME),
        ("It is due on Monday.", "It is due on Friday.", Conflict.NAME),
        ("The form must be sent.", "The form may be sent.", Conflict.OPPOSITE),
        ("Remote work is permitted.", "Remote work is prohibited.", Conflict.OPPOSITE),
        ("The maximum is paid.", "The minimum is paid.", Conflict.OPPOSITE),
        ("The leave is paid.", "The leave is unpaid.", Conflict.OPPOSITE),
        ("He is ineligible for it.", "He is eligible for it.", Conflict.OPPOSITE),
    ],
)
def test_what_changes_the_meaning_is_a_conflict(claim: str, source: str, expected: str) -> None:
    assert found(claim, source) == expected


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("Le délai ne peut excéder dix jours.", "Le délai peut excéder 10 jours.", "negation"),
        ("Le vote n'est possible que lundi.", "Le vote est possible lundi.", None),
        ("Le télétravail est interdit.", "Le télétravail est autorisé.", "opposite"),
        ("La prime est versée avant juin.", "La prime est versée après juin.", "opposite"),
        ("Le salaire brut est fixe.", "Le salaire net est fixe.", "opposite"),
        ("Aucune prime n'est versée.", "La prime est versée.", "negation"),
        ("La durée est de deux mois.", "La durée est de 2 mois.", None),
        ("La durée est d'un mois.", "La durée est de deux mois.", "number"),
    ],
)
def test_french_is_read_as_french(claim: str, source: str, expected: str | None) -> None:
    assert found(claim, source, "fr") == expected


def test_title_and_section_supply_names_and_numbers_but_affirm_nothing() -> None:
    claim = "The Northwind plan of 2024 covers hearing aids."
    source = "Hearing aids are covered."
    assert found(claim, source) is Conflict.NUMBER
    assert found(claim, source, context="Northwind plan 2024") is None
    denied = "Hearing aids are not covered."
    assert found(claim, denied, context="Northwind plan 2024 covers") is Conflict.NEGATION
