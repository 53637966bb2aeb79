"""The language of a text, short questions included."""

import random

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

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


def test_it_answers_as_the_library_does() -> None:
    theirs = LanguageIdentifier.from_model_file(MODEL_FILE)
    theirs.set_languages(["fr", "en"])
    words = [
        "le",
        "the",
        "de",
        "prime",
        "congé",
        "leave",
        "12",
        "a",
        "été",
        "sent",
        "sécurité",
        "data",
    ]
    draw = random.Random(7)
    texts = [" ".join(draw.choices(words, k=draw.randint(2, 30))) for _ in range(200)]
    found = [detect_language(text) for text in texts]
    assert found == [theirs.classify(text)[0] for text in texts]
    assert set(found) == {"fr", "en"}
