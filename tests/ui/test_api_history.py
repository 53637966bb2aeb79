"""Follow-ups over the HTTP API and in the terminal: what was said before comes along."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from assistant.history import MOST_MESSAGES
from tests.ui.commands.command_line import CommandLine
from tests.ui.live import serving
from tests.ui.organisation import Organisation
from tests.ui.test_api import ask
from ui.commands.asking import asked_json, from_server
from ui.operator_token import make_operator_token

PAIRS = [
    ("Combien de jours de télétravail par semaine ?", "Et par mois ?", "fr"),
    ("Salary band seven begins at how many euros?", "And in a year?", "en"),
]
FOUND = {"fr": "telework.pdf", "en": "salaries.pdf"}


def files(answer: dict[str, Any]) -> list[str]:
    return [source["file_name"] for source in answer["sources"]]


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capsys)


@pytest.mark.parametrize(("before", "question", "language"), PAIRS)
async def test_a_follow_up_is_understood_from_the_history(
    organisation: Organisation, site: FastAPI, before: str, question: str, language: str
) -> None:
    browser = await organisation.signed_in(site, "hugo")
    history = [
        {"role": "user", "content": before},
        {"role": "assistant", "content": "61000."},
    ]
    alone = (await ask(browser, question=question, language=language)).json()
    following = (await ask(browser, question=question, language=language, history=history)).json()
    assert FOUND[language] not in files(alone)
    assert FOUND[language] in files(following)


@pytest.mark.parametrize(
    ("history", "code"),
    [
        ("Combien de jours ?", "bad-request"),
        ([{"role": "system", "content": "x"}], "bad-request"),
        ([{"role": "user"}], "bad-request"),
        ([{"role": "user", "content": 5}], "bad-request"),
        ([{"role": "user", "content": "x", "more": 1}], "bad-request"),
        ([{"role": "user", "content": " \x00"}], "question-empty"),
        ([{"role": "user", "content": "mot " * 2_500}], "question-too-long"),
        ([{"role": "user", "content": "mot"}] * (MOST_MESSAGES + 1), "history-too-long"),
        ([{"role": "assistant", "content": "a" * 20_001}], "history-too-long"),
    ],
)
async def test_what_is_wrong_with_a_history_is_said(
    organisation: Organisation, site: FastAPI, history: object, code: str
) -> None:
    browser = await organisation.signed_in(site, "emma")
    response = await ask(browser, question="Et pour les stagiaires ?", history=history)
    assert response.status_code == 400
    assert response.json()["code"] == code
    assert response.json()["hint"]


def test_a_server_is_told_what_was_asked_before(organisation: Organisation, site: FastAPI) -> None:
    make_operator_token(organisation.store.home)
    before, question, language = PAIRS[0]
    asked = asked_json(question, collections=None, as_name="emma", after=[before])
    with serving(site) as address:
        answer = from_server(organisation.store.home, address, "/api/v1/ask", pid=1, asked=asked)
    assert FOUND[language] in files(answer)


def test_the_terminal_refuses_an_empty_question_before(
    assistant: CommandLine, home: Path, home_with_documents: Path
) -> None:
    shutil.copytree(home_with_documents, home)
    outcome = assistant("ask", "Et pour les stagiaires ?", "--after", "?")
    assert outcome.code == 2 and outcome.err
