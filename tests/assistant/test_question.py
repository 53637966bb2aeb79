import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionEmpty, QuestionTooLong
from assistant.question import MOST_CHARACTERS, follow_up, leans, normalised_question
from storage.errors import BadInput

FIRST = "Combien de jours de télétravail par semaine ?"


def test_a_question_is_cleaned_of_what_nobody_sees() -> None:
    assert normalised_question("  Combien\x00 de\u202ejours\ud800 ?\n") == "Combien de jours ?"


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\n", "?!", "—"])
def test_a_question_without_a_word_is_refused(nothing: str) -> None:
    with pytest.raises(QuestionEmpty):
        normalised_question(nothing)


def test_a_question_may_have_two_thousand_characters_and_no_more() -> None:
    assert len(normalised_question("a" * MOST_CHARACTERS)) == MOST_CHARACTERS
    for length in (MOST_CHARACTERS + 1, 10_000_000):
        with pytest.raises(QuestionTooLong) as raised:
            normalised_question("a" * length)
        assert isinstance(raised.value, BadInput)
        assert raised.value.code == "question-too-long"


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    try:
        question = normalised_question(text)
    except BadInput:
        return
    question.encode("utf-8")
    assert normalised_question(question) == question
    follow_up(question, [question], "fr")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Et pour les cadres ?", "fr"),
        ("Pour les cadres aussi ?", "fr"),
        ("Est-elle versée chaque mois ?", "fr"),
        ("Cette prime est-elle imposable ?", "fr"),
        ("Pourquoi ?", "fr"),
        ("And for part-time staff?", "en"),
        ("What about managers?", "en"),
        ("Is it paid every month?", "en"),
        ("Do these expire in June?", "en"),
        ("Why?", "en"),
    ],
)
def test_a_question_that_refers_back_leans(question: str, language: str) -> None:
    assert leans(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        (FIRST, "fr"),
        ("Faut-il prévenir son responsable d'une absence ?", "fr"),
        ("Y a-t-il un parking à vélos ?", "fr"),
        ("Pour une absence, quel délai de prévenance ?", "fr"),
        ("How many days of leave do employees have?", "en"),
        ("Is it possible to work from abroad?", "en"),
        ("At what time does the canteen open?", "en"),
    ],
)
def test_a_question_that_stands_alone_does_not(question: str, language: str) -> None:
    assert not leans(question, language)


def test_the_first_question_follows_nothing() -> None:
    assert follow_up(FIRST, [], "fr") is None


def test_a_follow_up_takes_over_the_content_words_of_the_question_before() -> None:
    found = follow_up("Et pour les cadres ?", [FIRST], "fr")
    assert found is not None
    assert found.joined == "Et pour les cadres ? jours teletravail semaine"
    assert found.leans


def test_what_was_taken_over_is_taken_over_again() -> None:
    found = follow_up("Et à l'étranger ?", [FIRST, "Et pour les cadres ?"], "fr")
    assert found is not None
    assert found.joined == "Et à l'étranger ? cadres jours teletravail semaine"


def test_a_new_topic_ends_the_one_before() -> None:
    history = [FIRST, "Quel est le montant de la prime de vacances ?"]
    found = follow_up("Et pour les cadres ?", history, "fr")
    assert found is not None
    assert "teletravail" not in found.joined
    assert "prime" in found.joined
