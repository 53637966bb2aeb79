"""reindex: another embedder and back, by the command alone and by a running server."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from storage.embedder_choice import EmbedderChoice
from storage.embedder_in_force import embedder_name
from storage.embedder_loading import load_embedder
from storage.settings import StorageSettings
from storage.store import open_owned
from tests.ollama_server import OllamaServer
from tests.storage.indexed_home import ingest, make_home, texts_of, wait_until_ready
from tests.ui.commands.command_line import CommandLine
from tests.ui.live import serving
from tests.ui.organisation import Organisation, web_settings
from ui.operator_token import make_operator_token

pytestmark = pytest.mark.slow  # real Chroma and tantivy
ROOT = Path(__file__).resolve().parents[3]
FIRST, SECOND = "ollama:bge-m3", "ollama:nomic-embed-text"


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaServer]:
    models = ("bge-m3:latest", "nomic-embed-text:latest")
    digests = {name: f"{number}" * 64 for number, name in enumerate(models, start=1)}
    with OllamaServer(models=models, digests=digests) as server:
        monkeypatch.setenv("ASSISTANT_OLLAMA_URL", server.url)
        yield server


@pytest.fixture
def indexed(home: Path, ollama: OllamaServer) -> Path:
    """A closed home of twenty chunks, indexed by bge-m3."""
    make_home(home)
    embedder = load_embedder(EmbedderChoice(FIRST), ollama_url=ollama.url)
    with open_owned(StorageSettings(home=home), embedder=embedder) as store:
        wait_until_ready(store.index)
        ingest(store, "/a", texts_of("/a", 20))
    return home


def events(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_there_and_back_and_forgotten(assistant: CommandLine, indexed: Path) -> None:
    refused = assistant("reindex", "--rollback")
    assert refused.code == 2
    assert "no former embedder" in refused.err
    changed = assistant("reindex", "--embedder", SECOND)
    assert (changed.code, changed.err) == (0, "")
    assert f"20 chunks are indexed with {SECOND}." in changed.out
    assert "done: 20 of 20 chunks" in changed.out
    assert embedder_name(indexed) == SECOND
    back = assistant("reindex", "--rollback", "--json")
    assert back.code == 0
    assert events(back.out)[-1]["phase"] == "done"
    assert embedder_name(indexed) == FIRST
    assert SECOND in assistant("reindex", "--forget").out
    assert assistant("reindex", "--forget").code == 2
    assert assistant("reindex").code == 0
    assert embedder_name(indexed) == FIRST


def test_a_setting_that_the_next_start_would_refuse_is_told(
    assistant: CommandLine, indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDER", SECOND)
    refused = assistant("ask", "Combien de jours de congés ?")
    assert refused.code == 3
    assert f"assistant reindex --embedder {SECOND}." in refused.err
    monkeypatch.setenv("ASSISTANT_EMBEDDER", FIRST)
    changed = assistant("reindex", "--embedder", SECOND)
    assert changed.code == 0
    assert f"ASSISTANT_EMBEDDER is {FIRST}: remove it" in changed.err


def test_a_model_that_was_pulled_anew_is_indexed_anew_under_its_name(
    assistant: CommandLine, indexed: Path, ollama: OllamaServer
) -> None:
    ollama.digests["bge-m3:latest"] = "9" * 64
    refused = assistant("ask", "Combien de jours de congés ?")
    assert refused.code == 3
    assert "its model or its prompts changed" in refused.err
    assert "bad" in assistant("doctor").out
    assert assistant("reindex").code == 0
    assert assistant("ask", "Combien de jours de congés ?").code == 0
    back = assistant("reindex", "--rollback")
    assert back.code == 3
    assert "not the one it was before" in back.err


def test_what_cannot_be_done_is_said(
    assistant: CommandLine, indexed: Path, ollama: OllamaServer
) -> None:
    assert assistant("reindex", "--rollback", "--forget").code == 2
    missing = assistant("reindex", "--embedder", "ollama:absent")
    assert missing.code == 3
    assert "ollama pull absent" in missing.err
    assert assistant("reindex", "--embedder", "/no/such/folder").code == 3
    ollama.stop()
    away = assistant("reindex", "--embedder", SECOND)
    assert away.code == 3
    assert "No Ollama server answers" in away.err
    assert embedder_name(indexed) == FIRST


def test_the_embedder_in_force_is_shown(assistant: CommandLine, indexed: Path) -> None:
    assert f"The embedder in force is {FIRST}." in assistant("settings").out
    assert assistant("reindex", "--embedder", SECOND).code == 0
    examined = {one["check"]: one for one in json.loads(assistant("doctor", "--json").out)}
    assert SECOND in examined["embedder"]["found"]
    assert f"kept to go back to: {FIRST}" in examined["embedder"]["found"]
    assert examined["index"]["health"] == "ok"


def test_ctrl_c_stops_and_the_same_command_goes_on(
    assistant: CommandLine, indexed: Path, ollama: OllamaServer
) -> None:
    ollama.embedding.pause_s = 1.0
    command = [sys.executable, "-m", "ui.cli", "reindex", "--embedder", SECOND, "--json"]
    with subprocess.Popen(
        command, env=os.environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line)["phase"] == "embedding":
                child.send_signal(signal.SIGINT)
        assert child.stderr is not None
        assert "goes on where it was" in child.stderr.read()
    assert child.returncode == 130
    assert embedder_name(indexed) == FIRST
    ollama.embedding.pause_s = 0.0
    assert assistant("reindex", "--embedder", SECOND).code == 0


@pytest.fixture
def served(organisation: Organisation, ollama: OllamaServer) -> Iterator[str]:
    """A running server of the organisation, whose embedder counts words."""
    from assistant.answering import Assistant
    from assistant.settings import AssistantSettings
    from ui.app import create_site

    store = organisation.store
    assistant = Assistant(store, AssistantSettings.model_validate({"model": "none"}))
    app = create_site(store, assistant, organisation.worker, web_settings())
    make_operator_token(store.home)
    with serving(app) as address:
        assert store.lock is not None
        store.lock.set_address(address)
        yield address


def test_a_running_server_does_the_work_and_answers_all_along(
    assistant: CommandLine, organisation: Organisation, served: str
) -> None:
    changed = assistant("reindex", "--embedder", SECOND, "--json")
    assert changed.code == 0, changed.err
    assert events(changed.out)[-1]["embedder"] == SECOND
    assert organisation.store.embedder.choice.name == SECOND
    asked = assistant("ask", "Combien de jours de télétravail par semaine ?")
    assert "trois jours" in asked.out
    back = assistant("reindex", "--rollback")
    assert back.code == 3  # the test's own embedder cannot be loaded by a name
    assert "words-64" in back.err
    assert assistant("reindex", "--forget").code == 0


def test_only_the_operator_may_reindex(served: str) -> None:
    for method, path in (("POST", ""), ("GET", ""), ("POST", "/stop"), ("POST", "/forget")):
        answer = httpx.request(
            method,
            f"{served}/api/v1/reindex{path}",
            json={} if method == "POST" else None,
            headers={"authorization": "Bearer wrong", "accept": "application/json"},
        )
        assert answer.status_code in (401, 403)
