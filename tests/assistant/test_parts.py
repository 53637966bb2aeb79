import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parts import MOST_PARTS, parts_of


@pytest.mark.parametrize(
    ("question", "language", "parts"),
    [
        (
            "What is the deductible and how do I appeal a claim?",
            "en",
            ("What is the deductible", "how do I appeal a claim?"),
        ),
        (
            "Combien de jours de congés et qui les valide ?",
            "fr",
            ("Combien de jours de congés", "qui les valide ? jours conges"),
        ),
        (
            "Where is the canteen and when does it open?",
            "en",
            ("Where is the canteen", "when does it open? canteen"),
        ),
        (
            "Quel est le montant de la prime de Noël ? Où déposer une note de frais ?",
            "fr",
            ("Quel est le montant de la prime de Noël ?", "Où déposer une note de frais ?"),
        ),
        (
            "Who approves travel and who pays for the hotel?",
            "en",
            ("Who approves travel", "who pays for the hotel?"),
        ),
    ],
)
def test_two_questions_in_one_are_searched_apart(
    question: str, language: str, parts: tuple[str, ...]
) -> None:
    assert tuple(part.query for part in parts_of(question, language)) == parts


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What are the terms and conditions of the lease?", "en"),
        ("What are the pros and cons of remote work?", "en"),
        ("What happens when I am ill and when I return?", "en"),
        ("How and when do I request leave?", "en"),
        ("I broke my leg. Can I telework?", "en"),
        ("Puis-je venir entre 9 h et 17 h ?", "fr"),
        ("Quels droits a un salarié qui est malade et qui vit à l'étranger ?", "fr"),
        ("Que faire si je suis malade et que mon responsable est absent ?", "fr"),
        ("Comment et quand demander un congé ?", "fr"),
        ("congés et RTT", "fr"),
    ],
)
def test_one_question_stays_whole(question: str, language: str) -> None:
    assert parts_of(question, language) == ()


def test_a_list_of_questions_is_not_taken_apart() -> None:
    assert parts_of("What is leave? " * (MOST_PARTS + 1), "en") == ()


@pytest.mark.parametrize(
    ("question", "language", "own"),
    [
        (
            "Quels sont les jours de télétravail et le montant de l'allocation ?",
            "fr",
            ("Quels sont les jours de télétravail", "Quels sont le montant de l'allocation ?"),
        ),
        (
            "Quelle est la vitesse des chariots ainsi que la durée d'un permis de feu ?",
            "fr",
            ("Quelle est la vitesse des chariots", "Quelle est la durée d'un permis de feu ?"),
        ),
        (
            "What is the speed of a forklift and the validity of a hot work permit?",
            "en",
            ("What is the speed of a forklift", "What is the validity of a hot work permit?"),
        ),
        (
            "What are the pension contribution and the excess of the insurance?",
            "en",
            ("What are the pension contribution", "What are the excess of the insurance?"),
        ),
        (
            "What is the name and the address of the officer?",
            "en",
            ("What is the name address officer", "What is the address of the officer?"),
        ),
    ],
)
def test_two_things_that_one_verb_asks_for_are_searched_apart(
    question: str, language: str, own: tuple[str, str]
) -> None:
    assert tuple(part.own for part in parts_of(question, language)) == own


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quelle est la différence entre le congé et le RTT ?", "fr"),
        ("Quel est le mouvement contre l'Église et les institutions ?", "fr"),
        ("Quels sont le début et la fin et le reste ?", "fr"),
        ("Quels sont les horaires et les jours où la cantine est fermée ?", "fr"),
        ("What is the difference between the leave and the days off?", "en"),
        ("What are the opening hours and the days when the canteen is closed?", "en"),
        ("What is the aim of the committee and the board?", "en"),
        ("What are the rules for the plans and the Right of Recovery?", "en"),
    ],
)
def test_what_belongs_to_both_is_not_cut(question: str, language: str) -> None:
    assert parts_of(question, language) == ()


def test_a_part_knows_what_it_says_itself() -> None:
    _, other = parts_of("Combien de jours de congés et qui les valide ?", "fr")
    assert (other.own, other.query) == ("qui les valide ?", "qui les valide ? jours conges")


@given(st.text(alphabet="ab .?!et andwho", max_size=60), st.sampled_from(["fr", "en", "de"]))
def test_no_text_breaks_it(text: str, language: str) -> None:
    assert len(parts_of(text, language)) in (0, 2, 3)
