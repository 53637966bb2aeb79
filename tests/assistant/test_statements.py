import pytest

from assistant.statements import Relation, relation, statements, title_words


def compared(one: str, other: str, language: str, titles: tuple[str, str]) -> Relation | None:
    (first,) = statements(one, language)
    (second,) = statements(other, language)
    words = title_words(*titles, language)
    found = relation(first, second, words)
    assert found == relation(second, first, words), "it is the same both ways"
    return found


PLANS = ("Northwind Standard Benefits", "Northwind Health Plus Benefits")
RULES = ("Règlement 2024", "Règlement 2025")


@pytest.mark.parametrize(
    ("one", "other", "language", "titles"),
    [
        (
            "The annual deductible of Northwind Standard is $1,500 for each covered family member.",
            "The annual deductible of Northwind Health Plus is $1,500 for each covered family "
            "member.",
            "en",
            PLANS,
        ),
        (
            "4.2 A claim is entered within thirty days of the expense (see section 7).",
            "5.1 A claim is entered within thirty days of the expense (see section 9).",
            "en",
            ("A", "B"),
        ),
        (
            "Le règlement 2024 autorise trois jours de télétravail par semaine aux cadres.",
            "Le règlement 2025 autorise trois jours de télétravail par semaine aux cadres.",
            "fr",
            RULES,
        ),
    ],
)
def test_a_brand_a_year_of_the_title_and_a_section_number_change_nothing(
    one: str, other: str, language: str, titles: tuple[str, str]
) -> None:
    assert compared(one, other, language, titles) is Relation.SAME


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        (
            "The annual deductible is $1,500 for each covered family member.",
            "The annual deductible is $2,000 for each covered family member.",
            "en",
        ),
        (
            "Gifts from suppliers may be accepted by sales staff.",
            "Gifts from suppliers may not be accepted by sales staff.",
            "en",
        ),
        (
            "Les congés non pris sont perdus après le 31 mai de chaque année.",
            "Les congés non pris sont perdus après le 30 juin de chaque année.",
            "fr",
        ),
        (
            "Le remboursement des repas de midi est plafonné à vingt euros par salarié.",
            "Le remboursement des repas de midi est plafonné à vingt-deux euros par salarié.",
            "fr",
        ),
        (
            "L'accord du responsable est obligatoire pour chaque déplacement professionnel.",
            "L'accord du responsable est facultatif pour chaque déplacement professionnel.",
            "fr",
        ),
    ],
)
def test_a_number_a_date_or_a_negation_makes_the_difference(
    one: str, other: str, language: str
) -> None:
    assert compared(one, other, language, ("A", "B")) is Relation.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        (
            "Employees have twenty-five days of paid leave every calendar year.",
            "Employees attend three days of safety training in the first month.",
            "en",
        ),
        ("Ask your manager.", "Ask your manager.", "en"),  # too short to be recognised
        ("EXPENSES OF THE SALES DEPARTMENT IN PARIS", "Expenses of the sales department", "en"),
        (
            "La prime est versée avec le salaire de décembre aux salariés présents.",
            "La visite médicale a lieu dans les trois mois suivant l'embauche.",
            "fr",
        ),
    ],
)
def test_other_sentences_are_no_twins(one: str, other: str, language: str) -> None:
    assert compared(one, other, language, ("A", "B")) is None


def test_languages_are_not_compared() -> None:
    (french,) = statements("Information confidentielle distribution interne restriction", "fr")
    (english,) = statements("Information confidentielle distribution interne restriction", "en")
    assert relation(french, english, title_words("A", "B", "fr")) is None
