"""`assistant mentions`: in the home itself, and through a server."""

import json
import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.ui.commands.command_line import CommandLine
from tests.ui.live import serving
from tests.ui.organisation import Organisation
from ui.commands import mentions
from ui.operator_token import make_operator_token


@pytest.fixture
def filled(home: Path, home_with_documents: Path) -> Path:
    shutil.copytree(home_with_documents, home)
    return home


def test_it_lists_every_document_with_its_pages(assistant: CommandLine, filled: Path) -> None:
    outcome = assistant("mentions", "Le télétravail")
    assert outcome.code == 0, outcome.err
    first, *others = outcome.out.splitlines()
    assert "document" in first and "Le télétravail" in first
    assert "Télétravail (telework.pdf): 1 mention" in others and "    p. 1" in others


def test_a_person_finds_what_they_may_read(assistant: CommandLine, filled: Path) -> None:
    counts = [
        json.loads(assistant("mentions", "salary", "--json", *more).out)["documents"]
        for more in ([], ["--as", "emma"], ["--as", "hugo"], ["--collection", "handbook"])
    ]
    assert counts == [1, 0, 1, 0]


def test_a_question_after_mentions_is_shown_as_a_list(assistant: CommandLine, filled: Path) -> None:
    from ui.commands.ask import rendered
    from ui.commands.mention_lines import mentioned

    found = json.loads(assistant("mentions", "salary", "--json").out)
    answer = {"kind": "mentions", "language": "fr", "mentions": found}
    assert rendered(answer) == mentioned(found, "fr")
    assert rendered(answer).startswith("1 document mentionne")


@pytest.mark.parametrize(
    "arguments",
    [["?!"], [""], ["x", "--as", "stranger"], ["x", "--as", "emma", "--collection", "hr"]],
)
def test_misuse_is_told_with_exit_code_2(
    assistant: CommandLine, filled: Path, arguments: list[str]
) -> None:
    outcome = assistant("mentions", *arguments)
    assert outcome.code == 2 and outcome.err and not outcome.out


def test_a_server_is_asked_until_every_document_is_there(
    organisation: Organisation, site: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        organisation.queue(f"{number}.txt", b"Asbestos was found.")
    organisation.work()
    make_operator_token(organisation.store.home)
    monkeypatch.setattr(mentions, "AT_ONCE", 2)
    with serving(site) as address:
        asked = {"query": "asbestos", "limit": 2}
        found = mentions.from_server(organisation.store.home, address, 1, asked)
    assert found["documents"] == len(found["found"]) == 5
    assert len({one["document"] for one in found["found"]}) == 5
