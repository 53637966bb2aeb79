import pytest

from assistant.catalogue import Catalogue
from assistant.names import named
from assistant.steering import Steering, steering
from storage.catalogue import CatalogueEntry

STAFF, BOARD = 1, 2

REPORTS = [
    ("2022 Q3 CTSO.pdf", "2022 Q3 CTSO", "Quarterly report of CONTOSO INC.", "finance"),
    ("2023 Q1 CTSO.pdf", "2023 Q1 CTSO", "Quarterly report of CONTOSO INC.", "finance"),
    ("2022 Q3 FBKM.pdf", "2022 Q3 FBKM", "Quarterly report of Fabrikam", "finance"),
    ("2023 Q1 FBKM.pdf", "2023 Q1 FBKM", "Quarterly report of Fabrikam", "finance"),
    ("reglement.pdf", "Règlement intérieur", "Article 1", "ressources humaines"),
    ("standard.pdf", "Standard plan details", "Plan of Contoso", "ressources humaines"),
    ("premium.pdf", "Premium plan details", "Cover", "ressources humaines"),
    ("cantine.pdf", "Menu de la cantine", "Lundi", "vie"),
]


def catalogue(*, audience: int = STAFF, chunks: int = 40) -> Catalogue:
    """Eight documents, each with its file name as id."""
    found = Catalogue()
    for number, (file_name, title, page, collection) in enumerate(REPORTS, start=1):
        entry = CatalogueEntry(file_name, collection, title, file_name, page, chunks)
        found.add({number: named(entry, audience)})
    return found


def asked(question: str, **more: str) -> Steering:
    return steering(question, catalogue(), {STAFF}, **more)


def best(found: Steering) -> set[str]:
    return set(found.foremost)


def test_a_company_is_linked_to_its_files_by_their_first_page() -> None:
    found = asked("How has Fabrikam's revenue changed over time?")
    assert best(found) == {"2022 Q3 FBKM.pdf", "2023 Q1 FBKM.pdf"}
    assert found.apart


def test_a_period_chooses_among_the_files_of_a_name() -> None:
    assert best(asked("What was Fabrikam's margin in the third quarter of 2022?")) == {
        "2022 Q3 FBKM.pdf"
    }
    assert best(asked("Quelle était la marge de Fabrikam au T1 2023 ?")) == {"2023 Q1 FBKM.pdf"}


def test_the_latest_report_is_the_one_of_the_last_period() -> None:
    assert best(asked("What is the margin in Fabrikam's latest report?")) == {"2023 Q1 FBKM.pdf"}
    both = asked("Compare Fabrikam's latest report with previous reports")
    assert best(both) == {"2022 Q3 FBKM.pdf", "2023 Q1 FBKM.pdf"}


def test_two_names_in_one_question_call_the_documents_of_both() -> None:
    found = asked("Compare Contoso and Fabrikam in Q3 2022")
    assert {"2022 Q3 CTSO.pdf", "2022 Q3 FBKM.pdf"} <= best(found)
    assert found.apart


def test_a_title_is_recognised_in_small_letters_and_without_accents() -> None:
    assert best(asked("que dit le reglement interieur sur les retards ?")) == {"reglement.pdf"}
    assert best(asked("What does the Standard plan cover?")) == {"standard.pdf"}


def test_one_word_of_a_long_title_calls_nothing() -> None:
    assert asked("quel est le plan de table ?").strengths == {}
    assert asked("How do I reset my password?").strengths == {}


def test_a_collection_that_is_named_steers_towards_its_documents() -> None:
    found = asked("dans la collection ressources humaines, quels sont les délais ?")
    assert set(found.strengths) == {"reglement.pdf", "standard.pdf", "premium.pdf"}


@pytest.mark.parametrize(
    "question", ["Qui décide en matière de finance ?", "Is there life after finance?"]
)
def test_a_common_word_that_a_collection_is_called_by_steers_nowhere(question: str) -> None:
    added = asked(question).strengths.keys()
    assert not added & {"2022 Q3 CTSO.pdf", "2023 Q1 FBKM.pdf"}
    assert asked("Quelle est, dans finance, la marge ?").strengths.keys() >= {"2022 Q3 CTSO.pdf"}


def test_the_name_of_a_short_document_adds_nothing_to_the_words_that_find_it() -> None:
    found = steering("What does the Standard plan cover?", catalogue(chunks=2), {STAFF})
    assert found.strengths == {}
    assert best(found) == {"standard.pdf"}


def test_what_the_question_leans_on_names_for_it() -> None:
    found = asked("Et au T1 2023 ?", before="Quelle était la marge de Fabrikam au T3 2022 ?")
    assert best(found) == {"2023 Q1 FBKM.pdf"}


def test_a_follow_up_that_names_a_document_leaves_the_one_before() -> None:
    before = "What is the deductible of the Standard plan?"
    assert best(asked("And of the Premium plan details?", before=before)) == {"premium.pdf"}
    assert best(asked("And for managers?", before=before)) == {"standard.pdf"}
    french = asked("Et selon le Règlement intérieur ?", before="Que dit le plan Standard ?")
    assert best(french) == {"reglement.pdf"}


def test_only_is_heard_in_both_languages() -> None:
    assert asked("Only in the Standard plan, what is covered?").only
    assert asked("Que dit-on du retard, uniquement dans le règlement intérieur ?").only
    assert not asked("Is the Standard plan only for managers?").only


def test_titles_that_the_reader_may_not_read_neither_call_nor_count() -> None:
    documents = catalogue()
    before = steering("What does the Standard plan cover?", documents, {STAFF})
    hidden = CatalogueEntry("secret", "board", "Standard plan secret", "s.pdf", "Fabrikam", 40)
    for number in range(100, 200):
        documents.add({number: named(hidden, BOARD)})
    assert steering("What does the Standard plan cover?", documents, {STAFF}) == before
    assert steering("What does Fabrikam sell?", documents, {BOARD}).strengths == {}
    assert steering("What does the Standard plan cover?", documents, set()).strengths == {}


def test_a_heading_in_capitals_names_nothing_by_its_capitals() -> None:
    assert asked("FABRIKAM MARGIN").strengths == {}
