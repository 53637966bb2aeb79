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
    assert parts_of(question, language) == parts


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


@given(st.text(alphabet="ab .?!et andwho", max_size=60), st.sampled_from(["fr", "en", "de"]))
def test_no_text_breaks_it(text: str, language: str) -> None:
    assert len(parts_of(text, language)) in (0, 2, 3)
