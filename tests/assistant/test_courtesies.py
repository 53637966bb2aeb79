import time
from collections.abc import Sequence

import pytest

from assistant.answering import Answer, AnswerDone, Assistant
from assistant.courtesies import without_courtesies
from assistant.errors import QuestionVague
from assistant.settings import AssistantSettings
from storage.records import OPERATOR
from storage.store import Store

ASKED = "Combien de jours de télétravail par semaine ?"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (f"Bonjour, {ASKED}", ASKED),
        (f"bonjour {ASKED} Merci d'avance.", ASKED),
        (f"Bonsoir à tous ! {ASKED} Merci, bonne journée", ASKED),
        ("combien de jours svp", "combien de jours"),
        ("Hello, how many days? Thanks in advance!", "how many days?"),
        ("Hi there, how many days? Many thanks", "how many days?"),
        ("How many days, please?", "How many days, please?"),
        ("Merci de me dire le plafond", "Merci de me dire le plafond"),
        ("How do I thank a customer?", "How do I thank a customer?"),
        ("Hi - how many days?", "how many days?"),
        ("Hi-vis clothing: who pays for it?", "Hi-vis clothing: who pays for it?"),
        ("Salut-nuit : quels frais ?", "Salut-nuit : quels frais ?"),
        ("Hello Bank: quels frais ?", "Hello Bank: quels frais ?"),
        ("Bonjour Assurances Vie : which fees?", "Bonjour Assurances Vie : which fees?"),
        ("Bonjour Madame : quels frais ?", "quels frais ?"),
        ("Bonjour - quels frais ? Merci - bonne journée", "quels frais ?"),
        ("Please", ""),
        ("Merci !", ""),
        ("Bonjour", ""),
        ("Thank you very much.", ""),
        ("", ""),
    ],
)
def test_greetings_and_thanks_are_left_out(question: str, asked: str) -> None:
    assert without_courtesies(question) == asked


@pytest.mark.parametrize("part", [",", " ", "merci, ", " thanks", "bonjour - ", "hello A", " -"])
@pytest.mark.parametrize("end", ["x", "", "?"])
def test_a_long_run_of_anything_takes_no_long_time(part: str, end: str) -> None:
    text = f"x{part * (100_000 // len(part))}{end}"
    began = time.process_time()
    without_courtesies(text)
    without_courtesies(text[1:])
    assert time.process_time() - began < 2  # a quarter of a second; minutes where it is quadratic


def answered(store: Store, question: str, history: Sequence[str] = ()) -> Answer:
    assistant = Assistant(store, AssistantSettings(model="none"))
    *_, last = assistant.answer(question, reader=OPERATOR, history=history)
    assert isinstance(last, AnswerDone)
    return last.answer


@pytest.mark.parametrize(
    ("plain", "polite"),
    [
        (ASKED, f"Bonjour, {ASKED} Merci d'avance."),
        ("How many days of paid leave?", "Hello, how many days of paid leave? Thank you!"),
    ],
)
def test_a_polite_question_has_the_answer_of_a_plain_one(
    handbook: Store, plain: str, polite: str
) -> None:
    assert answered(handbook, polite).text == answered(handbook, plain).text


@pytest.mark.parametrize("thanks", ["Merci !", "Thank you."])
def test_thanks_after_an_answer_ask_nothing(handbook: Store, thanks: str) -> None:
    with pytest.raises(QuestionVague):
        answered(handbook, thanks, [ASKED])
    follow_up, polite = "Et qui la valide ?", [ASKED, thanks]
    assert answered(handbook, follow_up, polite) == answered(handbook, follow_up, [ASKED])
