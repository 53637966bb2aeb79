"""Text as letters and gaps: what is one for the eye is one here, and each letter has its place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.letters import Letters, breaks_a_word, lettered
from tests.storage.naive_mentions import letters_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'Employé", "l-employe"),
        ("œuvre ﬁn", "oeuvre fin"),
        ("télé-\n  travail", "tele-travail"),
        ("co\u00adopération", "cooperation"),
        ("S.N.C.F. Fin.\nDébut", "s-n-c-f fin debut"),
        ("1 500 €, 1\u202f500, 1,500 et 12,5", "1,500 1,500 1,500 et 12 5"),
        ("L.1222-9", "l-1222-9"),
        (" – a – b", "a b"),
        ("", ""),
        ("…", ""),
    ],
)
def test_letters_fold_and_gaps_are_of_three_kinds(text: str, expected: str) -> None:
    assert lettered(text) == expected


some_text = st.text(st.sampled_from("aé1 \n-.,'’/œﬁ\u0301\u00ad2５ÀẞB"), max_size=30)


@given(some_text)
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    decomposed = lettered(unicodedata.normalize("NFD", text))
    assert decomposed == lettered(unicodedata.normalize("NFC", text))


@given(some_text)
def test_the_letters_are_those_of_a_plain_loop(text: str) -> None:
    plain = "".join(f"{gap}{letter}" for letter, gap in letters_of(text.replace("ẞ", "ss")))
    assert lettered(text) == plain.strip()


@given(st.text(max_size=40), st.data())
def test_a_part_of_the_letters_is_found_again_in_the_text(text: str, data: st.DataObject) -> None:
    whole = lettered(text)
    places = [at for at, character in enumerate(whole) if character.isalnum()]
    if not places:
        return
    start = data.draw(st.sampled_from(places))
    end = data.draw(st.sampled_from([at for at in places if at >= start])) + 1
    first, last = Letters(text).origin(start, end)
    assert whole[start:end] in lettered(text[first:last])
    assert lettered(text[:first]).startswith(whole[:start].rstrip(" -,")[:-4])


@pytest.mark.parametrize(
    ("text", "following", "broken"),
    [
        ("télé-", "travail", True),
        ("télé- \n", "\n travail", True),
        ("télé -", "travail", False),
        ("télé", "travail", False),
        ("télé-", "- travail", False),
        ("", "travail", False),
    ],
)
def test_a_hyphen_at_the_end_of_a_page_breaks_a_word(
    text: str, following: str, broken: bool
) -> None:
    assert breaks_a_word(text, following) is broken
