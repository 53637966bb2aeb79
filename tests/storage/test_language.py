"""The language of a text, short questions included."""

import pytest

from storage.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Combien de jours de télétravail par semaine ?", "fr"),
        ("Et pour les cadres ?", "fr"),
        ("conges payes", "fr"),
        ("How many days of remote work a week?", "en"),
        ("And for part-time staff?", "en"),
        ("parental leave", "en"),
    ],
)
def test_short_questions_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "12", "…", "🙂", "\x00"])
def test_a_text_without_words_has_the_language_one_names(text: str) -> None:
    assert detect_language(text, default="fr") == "fr"
    assert detect_language(text) == "en"
