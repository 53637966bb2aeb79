"""Follow-ups completed by a model: a real client, a real server, and a guard on what it writes."""

import time
from collections.abc import Iterator

import pytest

from assistant import rewriting
from assistant.answering import AnswerDone, Assistant
from assistant.follow_up import FollowUp, Role, Said, conversation, follow_up
from assistant.ollama_model import OllamaModel
from assistant.rewriting import is_faithful, is_unsure, rewritten
from assistant.settings import AssistantSettings
from storage.records import Reader
from storage.store import Store
from tests.ollama_server import Failure, OllamaServer

STAFF = Reader("emma", frozenset({"staff"}))
ENGLISH = [
    Said(Role.USER, "How many days of paid leave do employees have?"),
    Said(Role.ASSISTANT, "Employees have 25 days of paid leave a year."),
    Said(Role.USER, "What is the telework allowance?"),
    Said(Role.ASSISTANT, "It is 2.50 euros a day."),
]
LEAVE_LAST = [*ENGLISH[2:], *ENGLISH[:2]]
FRENCH = [
    Said(Role.USER, "Combien de jours de télétravail par semaine ?"),
    Said(Role.USER, "Quelle est l'indemnité par jour ?"),
]
STANDALONE = "How many days of paid leave do part-time employees have?"


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as started:
        started.answer(STANDALONE)
        yield started


def settings(server: OllamaServer, mode: str = "auto") -> AssistantSettings:
    return AssistantSettings.model_validate(
        {
            "ollama_url": server.url,
            "rewrite_follow_ups": mode,
            "first_token_timeout_s": 0.6,
            "token_timeout_s": 0.4,
            "answer_timeout_s": 1.5,
        }
    )


def followed(question: str, said: list[Said], language: str) -> FollowUp:
    found = follow_up(question, conversation(said), language)
    assert found is not None
    return found


def completed(server: OllamaServer, question: str = "And for part-time employees?") -> FollowUp:
    before = followed(question, ENGLISH, "en")
    model = OllamaModel(settings(server))
    return rewritten(before, question, ENGLISH, model=model, language="en")


def test_the_standalone_question_takes_the_place_of_what_rules_joined(
    server: OllamaServer,
) -> None:
    found = completed(server)
    assert (found.joined, found.about, found.leans) == (STANDALONE, STANDALONE, True)
    system, user = (message["content"] for message in server.chats[0]["messages"])
    assert "Rewrite the last question" in system
    assert user.endswith("Last question: And for part-time employees?")
    assert "Assistant: It is 2.50 euros a day." in user


@pytest.mark.parametrize("failure", list(Failure))
def test_whatever_goes_wrong_the_rules_are_left(server: OllamaServer, failure: Failure) -> None:
    server.fail(failure)
    before = followed("And for part-time employees?", ENGLISH, "en")
    started = time.monotonic()
    found = completed(server)
    assert time.monotonic() - started < 5
    if failure is Failure.NO_THINKING:  # it is asked again without
        assert found.joined == STANDALONE
    else:
        assert found == before


def test_a_model_that_takes_too_long_is_not_waited_for(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "REWRITING_S", 0.3)
    server.fail(Failure.DRIP, pause_s=0.2)
    before = followed("And for part-time employees?", ENGLISH, "en")
    assert completed(server) == before
    server.wait_until_idle(2.0)


@pytest.mark.parametrize(
    ("standalone", "question", "said", "language"),
    [
        ("", "And for managers?", ENGLISH, "en"),
        ("x" * 400, "And for managers?", ENGLISH, "en"),
        ("Combien de jours pour les cadres ?", "And for managers?", ENGLISH, "en"),
        ("How many days of leave in the year?", "And in 2023 for managers?", ENGLISH, "en"),
        ("Which salary bands do directors earn secretly abroad?", "And managers?", ENGLISH, "en"),
        ("How many days of paid leave do employees have?", "And for managers?", ENGLISH, "en"),
        ("How many days for managers?", "Et pour les cadres ?", FRENCH, "fr"),
    ],
)
def test_what_is_no_rewriting_is_not_searched_for(
    standalone: str, question: str, said: list[Said], language: str
) -> None:
    assert not is_faithful(standalone, question, said, language)


@pytest.mark.parametrize(
    ("standalone", "question", "said", "language"),
    [
        (STANDALONE, "And for part-time employees?", ENGLISH, "en"),
        ("Quelle est l'indemnité pour les cadres ?", "Et pour les cadres ?", FRENCH, "fr"),
    ],
)
def test_a_plain_rewriting_is_faithful(
    standalone: str, question: str, said: list[Said], language: str
) -> None:
    assert is_faithful(standalone, question, said, language)


def test_rules_are_unsure_only_where_a_question_leans_and_several_were_asked() -> None:
    assert is_unsure(followed("And for managers?", ENGLISH, "en"))
    assert not is_unsure(followed("And for managers?", ENGLISH[:2], "en"))
    assert not is_unsure(followed("How many weeks of notice do managers give?", ENGLISH, "en"))
    assert not is_unsure(None)


@pytest.mark.parametrize(("mode", "calls"), [("off", 1), ("auto", 2)])
def test_one_call_a_question_unless_the_operator_allows_two(
    handbook: Store, server: OllamaServer, mode: str, calls: int
) -> None:
    assistant = Assistant(handbook, settings(server, mode))
    question = "And for part-time employees?"
    events = list(assistant.answer(question, reader=STAFF, history=LEAVE_LAST))
    assert isinstance(events[-1], AnswerDone)
    assert len(server.chats) == calls


@pytest.mark.parametrize("failure", [Failure.HANG, Failure.BROKEN, Failure.DIE, Failure.GARBAGE])
def test_an_answer_still_comes_where_the_model_fails(
    handbook: Store, server: OllamaServer, failure: Failure
) -> None:
    server.fail(failure)
    assistant = Assistant(handbook, settings(server))
    events = list(assistant.answer("And for part-time staff?", reader=STAFF, history=LEAVE_LAST))
    last = events[-1]
    assert isinstance(last, AnswerDone)
    assert last.answer.sources


def test_a_plain_text_in_a_history_is_a_question() -> None:
    assert conversation(["A?"]) == [Said(Role.USER, "A?")]
