"""A phrase finds its spellings, and nothing that is another word, number or code."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import BadInput
from storage.lettered_pages import lettered_document
from storage.letters import Letters, lettered
from storage.mention_places import places
from storage.phrase import MOST_LETTERS, phrase
from tests.storage.naive_mentions import count_on_page


def found(written: str, text: str) -> list[str]:
    letters, whole = Letters(text), lettered(text)
    spans = [match.span() for match in phrase(written, exact=True).pattern.finditer(whole)]
    return [text[slice(*letters.origin(*span))] for span in spans]


def other_forms(written: str, text: str) -> list[str]:
    document = lettered_document([(1, text, ())])
    one = phrase(written, exact=False)
    return [
        document.text[place.start : place.end]
        for place in places(document, one)
        if not place.own_words
    ]


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        (
            "télétravail",
            "TÉLÉTRAVAIL, télé-travail, télétravailler",
            ["TÉLÉTRAVAIL", "télé-travail"],
        ),
        ("télé-travail", "télétravail et télé travail", ["télétravail", "télé travail"]),
        ("travail", "télé-travail, d’un travail", ["travail", "travail"]),
        ("rendez vous", "Le rendez-vous", ["rendez-vous"]),
        ("droit à la déconnexion", "droit\nà la décon-\nnexion", ["droit\nà la décon-\nnexion"]),
        ("l’employé", "d'employé", ["employé"]),
        ("employee's", "the employee’s book", ["employee"]),
        ("d'employés", "des employés", ["employés"]),
        ("art. L. 1222-9", "art. L.1222-9; art L. 1222-90", ["art. L.1222-9"]),
        ("L. 1222-9", "L1222-9, L. 1222-9-1, L.12229", ["L1222-9"]),
        ("1222-9", "12229, 1222-9, 1222-9.1, 3-1222-9", ["1222-9"]),
        ("A-12/7", "A-12/7, A-12/70, BA-12/7, A-12/7b", ["A-12/7"]),
        ("ISO 27001", "ISO27001:2022, ISO/27001, ISO 270011", ["ISO27001", "ISO/27001"]),
        ("1500", "1 500 € et 1,500 et 11 500", ["1 500", "1,500"]),
        ("1 500", "1500", ["1500"]),
        ("2024", "01/05/2024", ["2024"]),
        ("2.50", "2,50 euros", ["2,50"]),
        ("SNCF", "la S.N.C.F. et SNCF-Réseau", ["S.N.C.F", "SNCF"]),
        ("covid-19", "COVID19", ["COVID19"]),
        ("art", "quart, art. 3, artiste", ["art"]),
        ("étage", "e\u0301tage", ["e\u0301tage"]),
    ],
)
def test_a_phrase_finds_its_spellings(written: str, text: str, expected: list[str]) -> None:
    assert found(written, text) == expected


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("congé", "congés, congédier", ["conges"]),
        ("loi", "lois", ["lois"]),
        ("salarié", "les salariées", ["salariees"]),
        ("policy", "policies, policing", ["policies"]),
        ("gift policy", "gifts policy, gift policies", ["gifts policy", "gift policies"]),
        ("politique de sécurité", "politiques de sécurité", ["politiques de securite"]),
        ("conditions de travail", "condition du travail", []),
        ("ISO 27001", "ISO 27001", []),
        ("de", "des", []),
    ],
)
def test_other_forms_have_the_same_stem(written: str, text: str, expected: list[str]) -> None:
    assert other_forms(written, text) == expected


parts = st.lists(
    st.tuples(
        st.sampled_from(("a", "b", "ab", "1", "12", "500", "é", "S.A")),
        st.sampled_from((" ", "-", "", ".", ", ", ",", "-\n", "\n", "/", " - ")),
    ),
    min_size=1,
    max_size=14,
)


@given(parts, parts)
@settings(max_examples=800)
def test_it_counts_what_a_plain_loop_counts(
    in_text: list[tuple[str, str]], in_phrase: list[tuple[str, str]]
) -> None:
    text = "".join(word + joint for word, joint in in_text)
    written = "".join(word + joint for word, joint in in_phrase[:3]).strip(" -.,/\n")
    document = lettered_document([(1, text, ())])
    assert len(places(document, phrase(written, exact=True))) == count_on_page(text, written)


@pytest.mark.parametrize("written", ["", " … ", "«»", "a" * (MOST_LETTERS + 1)])
def test_what_cannot_be_sought_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        phrase(written, exact=True)
