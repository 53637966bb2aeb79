import pytest

from assistant.evidence import Evidence
from assistant.quotable import quotable
from storage.records import Span


def texts(text: str, section: str = "") -> dict[str, str]:
    passage = Evidence("d", 1, 1, "", "f", section, "en", text, (Span(1, 0, len(text)),))
    return {one.text: one.above.strip() for one in quotable(passage)}


def test_a_question_is_no_quote_and_stands_above_what_answers_it() -> None:
    line = "Can my manager refuse the dates? Not for maternity leave. Part-time may be discussed."
    assert texts(f"{line}\nThe office is open.") == {
        "Not for maternity leave.": "Can my manager refuse the dates?",
        "Part-time may be discussed.": "Can my manager refuse the dates?",
        "The office is open.": "",
    }


def test_a_mere_yes_or_no_goes_with_the_sentence_after_it() -> None:
    asked = "La prime est-elle réduite ?"
    assert texts(f"{asked} Non. Le congé compte comme du temps de travail.") == {
        "Non. Le congé compte comme du temps de travail.": asked
    }
    assert texts(f"{asked} Non.") == {"Non.": asked}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Are gifts allowed? Never.  ", {"Never.": "Are gifts allowed?"}),
        ("Les cadeaux sont-ils admis ? Non.\t", {"Non.": "Les cadeaux sont-ils admis ?"}),
        (
            "Are gifts allowed? Never. \nManagers approve all of them.",
            {"Never.": "Are gifts allowed?", "Managers approve all of them.": ""},
        ),
        (
            "Les cadeaux sont-ils admis ? Non. \nLe responsable les approuve.",
            {"Non.": "Les cadeaux sont-ils admis ?", "Le responsable les approuve.": ""},
        ),
        ("May I? Never. Why not?", {"Never.": "May I?"}),
        ("Le puis-je ? Non. Pourquoi pas ?", {"Non.": "Le puis-je ?"}),
        (
            "May I? Never. Why not? It is the law here.",
            {"Never.": "May I?", "It is the law here.": "Why not?"},
        ),
        ("Are gifts allowed? No.  ", {"No.": "Are gifts allowed?"}),
        ("May I? No. Why not?", {"No.": "May I?"}),
    ],
)
def test_a_word_or_two_are_an_answer_that_joins_what_follows_on_its_line_only(
    text: str, found: dict[str, str]
) -> None:
    assert texts(text) == found


def test_where_there_is_nothing_else_a_question_or_a_heading_is_quoted() -> None:
    assert list(texts("What is paid?")) == ["What is paid?"]
    assert list(texts("Frais", section="Frais")) == ["Frais"]


def test_a_row_stands_below_its_section_and_its_header() -> None:
    found = texts("Destination of the trip | Night\nLondon and its suburbs | £185", "Hotels")
    assert found == {"London and its suburbs | £185": "Hotels Destination of the trip | Night"}
