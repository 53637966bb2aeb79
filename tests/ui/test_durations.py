"""Durations and numbers in both languages."""

import pytest

from ui.wording.durations import decimal, time_left_in_words


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [
        (0, "moins d’une minute", "less than a minute left"),
        (60, "moins d’une minute", "less than a minute left"),
        (61, "encore 2 min environ", "about 2 min left"),
        (90 * 60, "encore 90 min environ", "about 90 min left"),
        (90 * 60 + 1, "encore 2 h environ", "about 2 h left"),
        (30 * 3600, "encore 30 h environ", "about 30 h left"),
    ],
)
def test_time_left_is_rounded_up(seconds: float, french: str, english: str) -> None:
    assert time_left_in_words(seconds, "fr") == french
    assert time_left_in_words(seconds, "en") == english


def test_numbers_have_the_point_of_their_language() -> None:
    assert (decimal(4.25, "en"), decimal(4.2, "fr")) == ("4.2", "4,2")
    assert decimal(0.0, "en") == "0.1"
