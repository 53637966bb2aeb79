"""Cleaned text is whole words on one line a block, and every character knows its origin."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning import clean, known_words

# fmt: off
PIECES = st.sampled_from([
    "é", "e\u0301", "ﬁ", "ﬀ", "½", "m²", "\u00ad", "-\n", "\ufffe", "\n", "\n\n", "\f", "\r\n",
    " ", "\t", "\u00a0", "\u202e", "\ufeff", "\u200b", "\0", "\ud800", "a", "Z", "7", "…",
    "\u1100\u1161\u11a8", "Å", "ａ", "\u2028", "\x85", "-", "’", "\x02\n", "\u0300", "ｶﾞ",
])
# fmt: on
RAW = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("eﬃcace et ﬁable", "efficace et fiable"),
        ("e\u0301te\u0301", "été"),
        ("10 m² et ½ heure", "10 m² et ½ heure"),
        ("12\u00a0000\u202f€", "12 000 €"),
        ("ré-\nsilié", "résilié"),
        ("rési\ufffelié", "résilié"),
        ("rési-  \n  lié", "résilié"),
        ("ma\u00adjeure", "majeure"),
        ("ma\u00ad\njeure", "majeure"),
        ("insur-\nance", "insurance"),
        ("rendez-\nvous", "rendez-vous"),
        ("eux-\nmêmes", "eux-mêmes"),
        ("c'est-à-\ndire", "c'est-à-dire"),
        ("day-to-\nday", "day-to-day"),
        ("self-\nservice", "self-service"),
        ("full-\ntime", "full-time"),
        ("Jean-\nPaul", "Jean-Paul"),
        ("COVID-\n19", "COVID-19"),
        ("2020-\n2021", "2020-2021"),
        ("one -\ntwo", "one - two"),
        ("- item\n\n- item", "- item\n- item"),
        ("well-\n\nknown", "well-\nknown"),
        ("a line\nthat goes on", "a line that goes on"),
        ("one\n\n\n  two", "one\ntwo"),
        ("one\ftwo\u2028three\x85four", "one\ntwo\nthree\nfour"),
        ("\ufeff  spaced \t out \n", "spaced out"),
        ("safe\u202egnp.exe\u202c", "safegnp.exe"),
        ("\uf0b7 deux jours", "• deux jours"),
        ("nul\0 and \ud800 alone", "nul and alone"),
        ("", ""),
        (" \n \f ", ""),
    ],
)
def test_raw_text_becomes_what_a_person_reads(raw: str, cleaned: str) -> None:
    assert clean(raw).text == cleaned


def test_the_words_of_the_document_decide_about_a_hyphen() -> None:
    words = known_words(["an in-network provider", "la coopération"])
    assert clean("in-\nnetwork", known=words).text == "in-network"
    assert clean("coopé-\nration", known=words).text == "coopération"
    assert clean("in-\nnetwork").text == "innetwork"


def test_a_position_leads_to_the_raw_character_and_back() -> None:
    raw = "\ufeffDe la  ﬁn du\ncontrat rési\ufffelié\f Été"
    cleaned = clean(raw)
    assert cleaned.text == "De la fin du contrat résilié\nÉté"
    for word in ("De", "du", "contrat", "Été"):
        at = cleaned.text.index(word)
        assert raw[cleaned.origin(at) :].startswith(word)
        assert cleaned.position(raw.index(word)) == at
    assert raw[cleaned.origin(cleaned.text.index("fin"))] == "ﬁ"
    assert raw[cleaned.origin(cleaned.text.index("lié"))] == "l"
    assert cleaned.position(len(raw)) == len(cleaned.text)


@given(RAW)
def test_origins_never_decrease_and_lie_in_the_raw_text(raw: str) -> None:
    cleaned = clean(raw)
    origins = [cleaned.origin(at) for at in range(len(cleaned.text))]
    assert origins == sorted(origins)
    assert all(0 <= origin < len(raw) for origin in origins)
    for at, origin in enumerate(origins):
        assert cleaned.position(origin) <= at


@given(RAW)
def test_every_character_comes_from_its_raw_one(raw: str) -> None:
    cleaned = clean(raw)
    for at, character in enumerate(cleaned.text):
        origin = cleaned.origin(at)
        around = unicodedata.normalize("NFKD", raw[max(0, origin - 3) : origin + 4])
        if character == "\n":
            assert raw[origin].isspace()
        elif character == "-":
            assert raw[origin] in "-\x02\xad\ufffe"
        elif character != " ":
            assert unicodedata.normalize("NFKD", character)[0] in around


@given(RAW)
def test_nothing_visible_is_lost(raw: str) -> None:
    cleaned = clean(raw).text
    kept = [c for c in unicodedata.normalize("NFKC", raw) if c.isalnum() and c.isascii()]
    assert [
        c for c in unicodedata.normalize("NFKC", cleaned) if c.isalnum() and c.isascii()
    ] == kept


@given(RAW)
def test_cleaned_text_has_no_odd_space_and_no_unseen_character(raw: str) -> None:
    text = clean(raw).text
    assert text == text.strip()
    assert "  " not in text and "\n\n" not in text and " \n" not in text and "\n " not in text
    assert not any(c.isspace() and c not in " \n" for c in text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in text if c != "\n")
    text.encode("utf-8")


@given(RAW)
def test_cleaning_again_changes_nothing_but_line_ends(raw: str) -> None:
    lines = clean(raw).text.split("\n")
    assert [clean(line).text for line in lines] == lines


@pytest.mark.parametrize("number", ["vingt-six", "quatre-vingts", "soixante-dix", "forty-two"])
def test_a_number_in_words_keeps_its_hyphen_at_the_end_of_a_line(number: str) -> None:
    assert clean(f"soit {number.replace('-', '-' + chr(10))} jours").text == f"soit {number} jours"
