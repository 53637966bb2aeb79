"""A text beyond an embedder's limit is cut between words into windows, and nothing is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.text_windows import WindowedTexts, WindowRows, windows

FRENCH = (
    "Les salariés dont les fonctions le permettent peuvent télétravailler jusqu'à trois jours "
    "par semaine, sous réserve de l'accord préalable de leur responsable hiérarchique. "
)


def words(text: str) -> int:
    return len(text.split())


@given(st.text(), st.integers(1, 12))
def test_windows_joined_are_the_text_and_each_is_within_the_limit(text: str, limit: int) -> None:
    cut = windows(text, count_tokens=words, max_tokens=limit)
    assert "".join(cut) == text
    assert all(words(window) <= limit for window in cut)


@given(st.text(), st.integers(1, 12))
def test_a_tokenizer_of_characters_cuts_within_words_where_it_must(text: str, limit: int) -> None:
    cut = windows(text, count_tokens=len, max_tokens=limit)
    assert "".join(cut) == text
    assert all(len(window) <= limit for window in cut)


def test_a_text_within_the_limit_is_one_window_as_it_is() -> None:
    assert windows(" a b ", count_tokens=words, max_tokens=2) == [" a b "]
    assert windows("", count_tokens=words, max_tokens=2) == [""]


def test_windows_are_of_about_equal_length() -> None:
    cut = windows("w " * 101, count_tokens=words, max_tokens=100)
    assert [words(window) for window in cut] == [51, 50]


def test_a_text_is_the_mean_of_its_windows_weighted_by_their_tokens() -> None:
    cut = WindowedTexts.of(["a a a b", "c"], count_tokens=words, max_tokens=3)
    assert cut.windows == ["a a", " a b", "c"]
    rows = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)
    assert np.allclose(cut.joined(rows), [[2, 2], [1, 0]])
    uneven = WindowedTexts.of(["aaaa b"], count_tokens=len, max_tokens=4)
    assert uneven.tokens.tolist() == [float(len(window)) for window in uneven.windows]


def test_tokens_of_windows_are_gathered_by_text_in_any_order() -> None:
    cut = WindowedTexts.of(["a a a b", "c", ""], count_tokens=words, max_tokens=3)
    gathered = WindowRows[np.float32](cut)
    rows = [np.array([[number]], dtype=np.float32) for number in range(4)]
    gathered.add([3, 1], [rows[3][:0], rows[1]])
    gathered.add([2, 0], [rows[2], rows[0]])
    assert [found.ravel().tolist() for found in gathered.of_texts()] == [[0.0, 1.0], [2.0], []]


def test_no_text_is_no_row() -> None:
    cut = WindowedTexts.of([], count_tokens=words, max_tokens=3)
    assert cut.joined(np.empty((0, 4), dtype=np.float32)).shape == (0, 4)


@pytest.mark.parametrize("limit", [40, 126, 254])
def test_with_a_real_tokenizer_words_stay_whole_and_windows_fit(limit: int) -> None:
    count = load_embedder(BUNDLED).count_tokens
    text = FRENCH * 12
    cut = windows(text, count_tokens=count, max_tokens=limit)
    assert "".join(cut) == text
    assert all(count(window) <= limit for window in cut)
    assert [word for window in cut for word in window.split()] == text.split()
    fewest = -(-count(text) // limit)
    assert fewest <= len(cut) <= fewest + 1
