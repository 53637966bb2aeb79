import pytest

from assistant.follow_up import Role, Said, conversation, follow_up
from assistant.leaning import leans

FIRST = "Combien de jours de télétravail par semaine ?"


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
        ("Où déposer une note de frais ?", "fr"),
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
    found = follow_up("Et pour les cadres ?", conversation([FIRST]), "fr")
    assert found is not None
    assert found.joined == f"{FIRST} Et pour les cadres ?"
    assert found.about == "Et pour les cadres ? jours teletravail semaine"
    assert found.leans


def test_what_was_taken_over_is_taken_over_again() -> None:
    found = follow_up("Et à l'étranger ?", conversation([FIRST, "Et pour les cadres ?"]), "fr")
    assert found is not None
    assert found.about == "Et à l'étranger ? cadres jours teletravail semaine"
    assert found.subject == f"{FIRST} Et à l'étranger ?"


def test_a_new_topic_ends_the_one_before() -> None:
    history = [FIRST, "Quel est le montant de la prime de vacances ?"]
    found = follow_up("Et pour les cadres ?", conversation(history), "fr")
    assert found is not None
    assert "travail" not in found.about + found.joined
    assert "prime" in found.about


def test_the_names_of_the_last_answer_are_taken_over_where_a_question_leans() -> None:
    history = [
        Said(Role.USER, "Qui dirige le service informatique ?"),
        Said(Role.ASSISTANT, "Le service est dirigé par Nadia Belkacem depuis 2021."),
    ]
    found = follow_up("Et comment la joindre ?", conversation(history), "fr")
    assert found is not None
    assert "nadia belkacem" in found.joined
    assert "nadia belkacem" in found.about
    assert "depuis" not in found.joined
    alone = follow_up("Quel est le montant de la prime de vacances ?", conversation(history), "fr")
    assert alone is not None
    assert "belkacem" not in alone.joined
    assert alone.about == "Quel est le montant de la prime de vacances ?"


def test_a_topic_that_moved_on_is_not_taken_back() -> None:
    history = [FIRST, "Quel est le montant de la prime de vacances ?"]
    found = follow_up("Et pour les cadres ?", conversation(history), "fr")
    assert found is not None
    assert found.subject == ""
    assert found.before == "Quel est le montant de la prime de vacances ?"
    assert found.several
    first = follow_up("Et pour les cadres ?", conversation([FIRST]), "fr")
    assert first is not None
    assert not first.several


@pytest.mark.parametrize(
    ("question", "before", "language"),
    [
        ("Et en 2023 ?", "Quel était le chiffre d'affaires en 2022 ?", "fr"),
        ("And in 2023?", "What was the revenue in 2022?", "en"),
    ],
)
def test_another_year_takes_the_place_of_the_one_before(
    question: str, before: str, language: str
) -> None:
    found = follow_up(question, conversation([before]), language)
    assert found is not None
    for text in (found.joined, found.about):
        assert "2023" in text
        assert "2022" not in text


@pytest.mark.parametrize(
    ("question", "language"),
    [("Qui les valide chaque mois ?", "fr"), ("Comment le contacter en urgence ?", "fr")],
)
def test_a_pronoun_before_its_verb_leans(question: str, language: str) -> None:
    assert leans(question, language)
