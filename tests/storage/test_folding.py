"""Documents and queries are folded alike: case, accents, elisions, compounds, numbers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.folding import fold, words
from storage.function_words import FUNCTION_WORDS, content_words


@pytest.mark.parametrize(
    ("written", "also_written"),
    [
        ("Télétravail", "TELETRAVAIL"),
        ("Télétravail", unicodedata.normalize("NFD", "télétravail")),
        ("œuvre", "oeuvre"),
        ("Œuvre", "OEUVRE"),
        ("ex æquo", "ex aequo"),
        ("ﬁn", "fin"),
        ("l'employé", "l’employé"),
        ("l'employé", "employé"),
        ("qu'il", "il"),
        ("jusqu'au", "au"),
        ("employee's", "employee"),
        ("straße", "STRASSE"),
        ("co\u00adopération", "coopération"),
        ("1\u202f500", "1 500"),
        ("A‑12/7", "A-12/7"),
    ],
)
def test_two_spellings_of_a_word_are_one(written: str, also_written: str) -> None:
    assert words(written) == words(also_written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L. 1222-9", ["l", "1222", "9", "l1222-9", "1222-9"]),
        ("ISO 27001", ["iso", "27001"]),
        ("ISO27001", ["iso", "27001", "iso27001"]),
        ("A-12/7", ["a", "12", "7", "a12-7"]),
        ("A-1/27", ["a", "1", "27", "a1-27"]),
        ("12/7 et 1/27", ["12", "7", "12-7", "et", "1", "27", "1-27"]),
        ("L. 1222-9-1", ["l", "1222", "9", "1", "l1222-9-1", "122291"]),
        ("1222-9-1", ["1222", "9", "1", "122291"]),
        ("01.23.45", ["01", "23", "45", "012345"]),
        ("télé-travail", ["tele", "travail", "teletravail"]),
        ("après-midi", ["apres", "midi", "apresmidi"]),
        ("peut-on", ["peut", "on"]),
        ("a-t-il", ["a", "t", "il"]),
        ("aujourd'hui", ["aujourdhui"]),
        ("O'Brien", ["obrien"]),
        ("1 500 €", ["1", "500", "1500"]),
        ("1,500", ["1", "500", "1500"]),
        ("12,5 %", ["12", "5", "12.5"]),
        ("12.5%", ["12", "5", "12.5"]),
        ("nº 12 N°12", ["n", "12", "n", "12"]),
        ("C++ et C#", ["c", "c++", "et", "c", "c#"]),
        ("S.A.R.L.", ["s", "a", "r", "l", "sarl"]),
        ("U.S. R&D", ["u", "s", "r", "d"]),
        ("c'est-à-dire", ["est", "a", "dire", "estadire"]),
        ("presqu'île", ["presquile"]),
        ("ISO/IEC 27001:2022", ["iso", "iec", "27001", "2022", "27001-2022"]),
        ("article L 1222-9", ["article", "l", "1222", "9", "l1222-9", "1222-9"]),
        ("jean.dupont@exemple.fr", ["jean", "dupont", "exemple", "fr"]),
        ("snake_case_7", ["snake", "case", "7", "snakecase7"]),
        ("…«»—", []),
        ("", []),
    ],
)
def test_a_text_gives_its_plain_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_word_without_end_is_cut_and_a_compound_without_end_is_only_its_parts() -> None:
    assert words("x" * 10_000) == ["x" * 64]
    assert words("-".join(["ab"] * 50)) == ["ab"] * 50
    assert len(words("a1" * 500)) == 1


@given(st.text())
def test_any_text_gives_folded_words_that_fold_to_themselves(text: str) -> None:
    for word in words(text):
        assert word
        assert len(word) <= 64
        assert fold(word) == word
        assert word.encode("utf-8")
        assert not any(character.isspace() for character in word)


@given(st.text(alphabet=st.characters(codec="latin-1")), st.text(max_size=3))
def test_words_are_found_again_after_case_and_accents_are_lost(text: str, more: str) -> None:
    assert words(text.upper().lower() + more) == words(text.upper() + more)


def test_the_function_words_are_written_as_words_are_folded() -> None:
    for listed in FUNCTION_WORDS.values():
        assert all(words(word) == [word] for word in listed)


def test_a_query_loses_its_function_words_unless_nothing_else_is_left() -> None:
    asked = words("Combien de jours de télétravail par semaine ?")
    assert content_words(asked, language="fr") == ["jours", "teletravail", "semaine"]
    assert content_words(words("to be or not to be"), language="en") == ["to", "be", "or", "not"]
    assert content_words(words("plan B"), language="fr") == ["plan", "b"]
    assert content_words(words("der Hund"), language="de") == ["der", "hund"]
