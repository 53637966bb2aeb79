from hypothesis import given
from hypothesis import strategies as st

from storage.text_division import MOST_CHARACTERS, divide_text


def words(text: str) -> int:
    return len(text.split())


def divided(text: str, *, title: str = "", most: int = 8) -> list[str]:
    drafts = divide_text(text, title=title, language="en", count_tokens=words, max_tokens=most)
    for draft in drafts:
        (span,) = draft.spans
        assert (span.page, text[span.start : span.end]) == (1, draft.text)
    return [draft.text for draft in drafts]


def test_a_text_that_fits_is_one_chunk_without_the_space_around_it() -> None:
    assert divided("  Two days a week.\n") == ["Two days a week."]
    assert divided(" \n\t ") == divided("") == []


def test_a_long_text_is_cut_between_paragraphs_first_then_sentences_then_words() -> None:
    assert divided("One two three.\n\nFour five six seven. Eight nine.") == [
        "One two three.",
        "Four five six seven. Eight nine.",
    ]
    assert divided("One two three four five. Six seven eight nine.") == [
        "One two three four five.",
        "Six seven eight nine.",
    ]
    assert divided("a b c d e f g h i") == ["a b c d", "e f g h i"]


def test_a_title_takes_room_from_the_text() -> None:
    text = "one two three four five six"
    assert divided(text) == [text]
    assert len(divided(text, title="Rules about working hours")) == 2


def test_a_word_without_end_is_cut_at_a_number_of_characters() -> None:
    parts = divided("a" * 5_000)
    assert "".join(parts) == "a" * 5_000
    assert max(map(len, parts)) <= MOST_CHARACTERS


@given(st.text(alphabet="ab é.\n\u2028", max_size=200), st.integers(1, 5))
def test_the_chunks_hold_every_letter_in_order_and_fit(text: str, most: int) -> None:
    parts = divided(text, most=most)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(words(part) <= most for part in parts)
