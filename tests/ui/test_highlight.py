"""Finding a span of cleaned text among the characters that a PDF draws."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.highlight import Box, locate, merged_lines, needles_for, quoted_span, quoted_spans, squeeze

DRAWN = "Le télé-\ntravail  est\npossible trois jours. Le ﬁchier est joint. Trois jours."
CLEANED = "Le télétravail est possible trois jours. Le fichier est joint. Trois jours."


def found_text(drawn: str, cleaned: str, start: int, end: int) -> str:
    places = locate(squeeze(drawn), needles_for(cleaned, start, end))
    return "".join(drawn[place] for place in places)


def test_a_joined_hyphen_and_other_spaces_do_not_hide_a_span() -> None:
    start = CLEANED.index("télétravail")
    assert found_text(DRAWN, CLEANED, start, start + 15) == "télétravailest"


def test_a_ligature_is_found_whole() -> None:
    start = CLEANED.index("fichier")
    assert found_text(DRAWN, CLEANED, start, start + 7) == "ﬁchier"


def test_of_equal_texts_the_one_that_is_cited_is_found() -> None:
    second = CLEANED.rindex("Trois jours")
    places = locate(squeeze(DRAWN), needles_for(CLEANED, second, second + 11))
    assert places[0] == DRAWN.rindex("Trois")
    first = CLEANED.index("trois jours")
    places = locate(squeeze(DRAWN), needles_for(CLEANED, first, first + 11))
    assert places[0] == DRAWN.index("trois")


def test_an_accent_written_apart_is_the_same_letter() -> None:
    drawn = unicodedata.normalize("NFD", CLEANED)
    start = CLEANED.index("télétravail")
    places = locate(squeeze(drawn), needles_for(CLEANED, start, start + 11))
    assert "".join(drawn[place] for place in places) == "teletravail"


def test_where_something_stands_between_its_sentences_each_is_found_alone() -> None:
    cleaned = "La première phrase est assez longue. La seconde l'est aussi bien."
    drawn = "La première phrase est assez longue. PIED DE PAGE 3 La seconde l'est aussi bien."
    assert found_text(drawn, cleaned, 0, len(cleaned)) == (
        "Lapremièrephraseestassezlongue" + "Lasecondelestaussibien"
    )


def test_what_is_not_there_is_not_found() -> None:
    assert locate(squeeze("something else"), needles_for(CLEANED, 0, 30)) == []
    assert locate(squeeze(DRAWN), needles_for("… — …", 0, 5)) == []
    assert locate(squeeze(""), needles_for(CLEANED, 0, 30)) == []
    assert locate(squeeze(DRAWN), []) == []


@given(st.text(), st.integers(0, 60), st.integers(0, 60))
def test_every_span_of_three_letters_is_found_in_its_own_text(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    needles = needles_for(text, start, end)
    if not needles:
        assert len(squeeze(text[start:end]).letters) < 3
        return
    expected = sorted({start + place for place in squeeze(text[start:end]).origins})
    assert locate(squeeze(text), needles) == expected


@given(st.text())
def test_squeezing_remembers_where_each_letter_stood(text: str) -> None:
    squeezed = squeeze(text)
    assert len(squeezed.letters) == len(squeezed.origins)
    assert list(squeezed.origins) == sorted(squeezed.origins)
    assert all(letter.isalnum() for letter in squeezed.letters)


def test_a_quotation_is_found_in_a_text_that_breaks_its_lines_elsewhere() -> None:
    assert quoted_span("Ab. Trois\n jours.", "trois jours") == (4, 16)
    assert quoted_span("Ab. Trois jours.", "quatre jours") is None
    assert quoted_span("Ab", "…") is None


def test_boxes_of_one_line_become_one_and_columns_stay_apart() -> None:
    line = [Box(10, 10, 20, 22), Box(20, 11, 30, 22), Box(40, 10, 50, 22)]
    below = [Box(10, 30, 20, 42)]
    column = [Box(300, 30, 310, 42)]
    assert merged_lines(line + below + column) == [
        Box(10, 10, 50, 22),
        Box(10, 30, 20, 42),
        Box(300, 30, 310, 42),
    ]


@pytest.mark.parametrize("boxes", [[], [Box(0, 0, 0, 0)]])
def test_no_box_and_an_empty_box_are_no_trouble(boxes: list[Box]) -> None:
    assert merged_lines(boxes) == boxes


def test_a_quote_whose_lines_stand_apart_is_found_by_its_lines() -> None:
    text = "Ville | Agence principale\nParis | Nord\nGrenoble | Montagne et lacs\nLyon | Sud"
    quote = "Ville | Agence principale\nGrenoble | Montagne et lacs\nLyon"
    assert [text[start:end] for start, end in quoted_spans(text, quote)] == [
        "Ville | Agence principale",
        "Grenoble | Montagne et lacs",
    ]
    assert quoted_spans(text, "Paris | Nord\nGrenoble") == [(26, 47)]
    assert quoted_spans(text, "Marseille") == []
