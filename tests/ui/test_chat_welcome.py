"""What the empty chat proposes to ask."""

from dataclasses import replace

import pytest

from storage.access import create_collection
from storage.documents import list_documents
from storage.ledger import Ledger
from storage.records import Heading, Page, Person, Reader, Role
from tests.storage.populating import add, new_version
from ui.chat_welcome import example_questions, is_telling, topics, varied, welcome_html

READER = Reader("emma", frozenset({"staff"}))
EMMA = Person(1, "emma", "Emma", Role.EMPLOYEE, frozenset({"staff"}), "fr", disabled=False)


def headed(*headings: str) -> Page:
    text = "\n".join(headings) or "text"
    return Page(1, text, headings=tuple(Heading(text.index(one), 2, one) for one in headings))


@pytest.fixture
def staff(ledger: Ledger) -> Ledger:
    create_collection(ledger, "staff", groups={"staff"})
    create_collection(ledger, "hr", groups={"hr"})
    return ledger


def bring(ledger: Ledger, title: str, *headings: str, collection: str = "staff") -> None:
    new = new_version(collection, title, title=title)
    add(ledger, replace(new, language="fr", pages=[headed(*headings)]))


def test_a_document_is_asked_about_by_a_telling_heading_else_by_its_title(staff: Ledger) -> None:
    bring(staff, "Charte", "1. Objet", "Article 2 – Équipements de protection individuelle")
    bring(staff, "Guide", "Objet")
    bring(staff, "Alerte", "2. Quels sont les canaux ouverts ?")
    questions = example_questions(staff, READER, list_documents(staff, READER), "fr")
    assert [question.replace("\u202f", " ").replace("\u00a0", " ") for question in questions] == [
        "Quels sont les canaux ouverts ?",
        "Que dit « Guide » ?",
        "Que faut-il savoir sur « Équipements de protection individuelle » ?",
    ]


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("4.2 Jours communs de présence", "Jours communs de présence"),
        ("Article 12 – Données personnelles des salariés", "Données personnelles des salariés"),
        ("T-18 Géolocalisation des véhicules loués", "Géolocalisation des véhicules loués"),
        ("Appendix B: Private medical insurance", "B: Private medical insurance"),
        ("Articles of incorporation, amended yearly", "Articles of incorporation, amended yearly"),
    ],
)
def test_a_heading_is_asked_about_without_its_number(
    staff: Ledger, heading: str, topic: str
) -> None:
    bring(staff, "Charte", heading)
    assert list(topics(staff, READER, list_documents(staff, READER)[0])) == [topic]


def test_a_heading_that_says_little_or_too_much_is_not_used() -> None:
    assert not is_telling("Objet") and not is_telling("Qui peut le dire ?")
    assert not is_telling("very long words " * 10)
    assert is_telling("Private medical insurance")


def test_three_questions_at_most_and_none_twice(staff: Ledger) -> None:
    for number in range(5):
        bring(staff, f"Charte {number // 2}")
    questions = example_questions(staff, READER, list_documents(staff, READER), "en")
    assert len(questions) == 3 == len(set(questions))


def test_documents_in_the_readers_language_come_first_one_a_collection(staff: Ledger) -> None:
    reader = Reader("hugo", frozenset({"staff", "hr"}))
    for title, collection in (("a", "staff"), ("b", "hr"), ("c", "staff")):
        bring(staff, title, collection=collection)
    add(staff, replace(new_version("staff", "d", title="d"), language="en"))
    found = list_documents(staff, reader)
    assert {one.title for one in varied(found, "fr")[:2]} == {"b", "c"}
    assert varied(found, "fr")[-1].title == "d"
    assert varied(found, "en")[0].title in ("b", "d")


def test_who_may_read_nothing_is_told_so(staff: Ledger) -> None:
    bring(staff, "Grille", "Salaires minimaux conventionnels garantis", collection="hr")
    said = welcome_html(staff, EMMA, "fr")
    assert "Aucun document" in said and "Salaires" not in said and "example" not in said
