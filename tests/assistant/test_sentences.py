import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import SentenceStream, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two days. No more.", ["Two days.", "No more."]),
        ("It costs 3.5 % of pay. Then 4.", ["It costs 3.5 % of pay.", "Then 4."]),
        ("Voir art. 7 du code. M. Durand signe.", ["Voir art. 7 du code.", "M. Durand signe."]),
        ("« Oui. » Il signe.", ["« Oui. »", "Il signe."]),
        ("Il dit : « Oui. Non. » Puis il part.", ["Il dit : « Oui.", "Non. »", "Puis il part."]),
        ("Title\nFirst line. Second", ["Title", "First line.", "Second"]),
        ("1. Sign the form\n2. Send it", ["1. Sign the form", "2. Send it"]),
        ("Wait… what? Yes!", ["Wait… what?", "Yes!"]),
        ("e.g. Monday, i.e. not today.", ["e.g. Monday, i.e. not today."]),
        ("", []),
        (" \n \n", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_sentence_is_given_out_only_when_the_text_after_it_shows_that_it_ended() -> None:
    stream = SentenceStream()
    assert stream.feed("It costs 3.") == []
    assert stream.feed("5 % of pay. ") == []
    assert stream.feed("T") == [("It costs 3.5 % of pay.", False)]
    assert stream.feed("hen 4.\n") == [("Then 4.", False)]
    assert stream.feed("\nMore") == []
    assert stream.finish() == [("More", True)]


def test_a_closing_quotation_mark_stays_with_its_sentence_however_it_arrives() -> None:
    stream = SentenceStream()
    given_out = [sentence for piece in "« Oui. » Il signe." for sentence in stream.feed(piece)]
    assert [text for text, _ in given_out + stream.finish()] == ["« Oui. »", "Il signe."]


@given(st.text(alphabet="ab1A.!? \n«»\"'é", max_size=60), st.integers(1, 5))
def test_streaming_finds_the_sentences_of_the_whole_text(text: str, size: int) -> None:
    stream = SentenceStream()
    given_out: list[tuple[str, bool]] = []
    for start in range(0, len(text), size):
        given_out += stream.feed(text[start : start + size])
    given_out += stream.finish()
    assert [sentence for sentence, _ in given_out] == sentences(text)
