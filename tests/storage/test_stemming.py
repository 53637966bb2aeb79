"""Stems of folded words: the forms of a word meet, in either language."""

import pytest

from storage.folding import words
from storage.stemming import stem, stem_pairs, stems


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("fr", "employé employée employés employées"),
        ("fr", "congé congés"),
        ("fr", "national nationaux nationale"),
        ("fr", "cheval chevaux"),
        ("fr", "travail travaux"),
        ("fr", "bail baux"),
        ("fr", "enjeu enjeux"),
        ("fr", "travailler travaillé travaillée"),
        ("en", "policy policies"),
        ("en", "organise organization organised"),
        ("en", "labour labor"),
        ("en", "centre center centers"),
        ("en", "licence license"),
        ("en", "programme program"),
        ("en", "request requests requested requesting"),
        ("other", "request requests"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len(set(stems(words(forms), language))) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_stems_one_by_one_are_stems_at_once(language: str) -> None:
    text = words("Une employée née à Annecy, l'année passée ; the employees' requests, 1 500 €.")
    assert stems(text, language) == [stem(word, language) for word in text]


def test_nothing_has_no_stems() -> None:
    assert stems([], "fr") == []
    assert stem("", "fr") == ""


def test_pairs_are_of_neighbours_without_function_words() -> None:
    assert stem_pairs(words("Les congés de l'employé"), "fr") == ["cong_employ"]
    assert stem_pairs(words("leave of the employees"), "en") == ["leav_employe"]
    assert stem_pairs(["conge"], "fr") == stem_pairs([], "en") == []
