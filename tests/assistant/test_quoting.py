"""What is quoted for questions of several parts and for follow-ups, in both languages."""

from collections.abc import Sequence

import pytest

from assistant.answering import Answer, AnswerDone, AnswerKind, Assistant
from assistant.quoting import own_subject
from assistant.settings import AssistantSettings
from storage.records import Reader
from storage.store import Store

STAFF = Reader("emma", frozenset({"staff"}))


def answered(store: Store, question: str, history: Sequence[str] = ()) -> Answer:
    assistant = Assistant(store, AssistantSettings(model="none"))
    *_, last = assistant.answer(question, reader=STAFF, history=history)
    assert isinstance(last, AnswerDone)
    return last.answer


def quoted(store: Store, question: str, history: Sequence[str] = ()) -> list[str]:
    return [sentence.text for sentence in answered(store, question, history).sentences]


@pytest.mark.parametrize(
    ("question", "both"),
    [
        (
            "Combien de jours de télétravail par semaine et quand l'indemnité est-elle versée ?",
            (
                "Le télétravail est possible deux jours par semaine.",
                "Elle est versée avec le salaire.",
            ),
        ),
        (
            "How many days of paid leave do employees have and when does unused leave expire?",
            ("Employees have 25 days of paid leave a year.", "Unused leave expires on 31 May."),
        ),
    ],
)
def test_each_part_of_a_question_is_quoted_in_turn(
    handbook: Store, question: str, both: tuple[str, str]
) -> None:
    assert tuple(quoted(handbook, question)[:2]) == both


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        (
            "Combien de jours de télétravail par semaine et qui est le roi de Norvège ?",
            "Le télétravail est possible deux jours par semaine.",
        ),
        (
            "How many days of paid leave do employees have and who is the king of Norway?",
            "Employees have 25 days of paid leave a year.",
        ),
    ],
)
def test_a_part_that_nothing_answers_takes_no_quote(
    handbook: Store, question: str, answers: str
) -> None:
    given = answered(handbook, question)
    alone = quoted(handbook, question.partition(" et qui")[0].partition(" and who")[0])
    assert given.kind is AnswerKind.EXTRACTIVE
    assert [sentence.text for sentence in given.sentences] == alone
    assert alone[0] == answers


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What does FIN-POL-04 say about taxis?", "taxis?"),
        ("Que dit la charte DSI-CHA-02 sur les clés USB ?", "les clés USB ?"),
        ("Que prévoit l'accord au sujet du matériel ?", "matériel ?"),
        ("Tell me about pensions", "pensions"),
        ("Parle-moi des chariots", "chariots"),
        ("What is said in the policy?", ""),
        ("Que dit le directeur ?", ""),
    ],
)
def test_what_a_document_is_asked_about_is_what_is_quoted(question: str, about: str) -> None:
    assert own_subject(question, question) == about
