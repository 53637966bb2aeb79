"""serve: the demo from nothing to a cited answer, stopped in order, started again at once."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from storage.documents import list_documents
from storage.ledger import Ledger
from storage.locking import owner
from storage.records import OPERATOR, Reader
from tests.ui.commands.command_line import CommandLine
from ui.demo import PEOPLE, Demo

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"
QUESTION = "Combien de jours de télétravail par semaine ?"


@contextmanager
def served(home: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A running `assistant serve`: the process, its address, and what it printed until ready."""
    environment = os.environ | {
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_PORT": "0",
        "ASSISTANT_OLLAMA_URL": "http://127.0.0.1:9",
    }
    command = [sys.executable, "-m", "ui.cli", "serve", *arguments]
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        printed = ""
        try:
            for line in server.stdout:
                printed += line
                if line.startswith("  adam"):
                    break
            found = re.search(r"ready: (http://127\.0\.0\.1:\d+)", printed)
            assert found, printed
            yield server, found.group(1), printed
        finally:
            server.send_signal(signal.SIGTERM)


def versions(home: Path) -> dict[str, int]:
    ledger = Ledger.open(home)
    found = {one.file_name: one.version_id for one in list_documents(ledger, OPERATOR)}
    ledger.close()
    return found


@pytest.mark.slow
def test_the_demo_answers_with_a_source_and_starts_again_without_reading(
    home: Path, assistant: CommandLine
) -> None:
    with served(home, "--demo", str(EXAMPLES)) as (server, address, printed):
        for person in PEOPLE:
            assert re.search(rf"  {person.name} +[0-9a-f]{{12}} +{person.role}", printed)
        assert printed.count("  read: ") == 17
        answer = json.loads(assistant("ask", QUESTION, "--json").out)
        assert answer["kind"] == "extractive"
        assert answer["notice"] == "model-unreachable"
        assert "deux jours par semaine" in answer["text"]
        assert answer["sources"][0]["page"] == 3
        refused = assistant("ask", QUESTION, "--as", "emma", "--collection", "hr")
        assert refused.code == 2 and "'hr'" in refused.err
        assert httpx.get(f"{address}/livez").json() == {"status": "alive"}
        held = owner(home)
        assert held is not None and (held.pid, held.address) == (server.pid, address)
    assert server.returncode == 0
    assert owner(home) is None
    assert not (home / "operator.token").exists()
    before = versions(home)
    with served(home, "--demo", str(EXAMPLES)) as (_server, address, printed):
        assert "  read: " not in printed
        assert httpx.get(f"{address}/livez").status_code == 200
    assert versions(home) == before


def test_a_port_in_use_is_said_before_anything_is_opened(
    assistant: CommandLine, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("ASSISTANT_PORT", str(port))
        refused = assistant("serve", "--demo", str(EXAMPLES))
    assert refused.code == 2
    assert f"127.0.0.1:{port}" in refused.err and "ASSISTANT_PORT" in refused.err
    assert not home.exists()


def test_a_demo_needs_a_folder_that_says_its_collections(
    assistant: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_PORT", "0")
    refused = assistant("serve", "--demo", str(tmp_path))
    assert refused.code == 2 and "collections.json" in refused.err
    assert not home.exists()


def test_somebodys_real_home_is_never_made_a_demo(home: Path) -> None:
    Ledger.create(home).close()
    assert Demo.prepare(home, EXAMPLES) is None
    ledger = Ledger.open(home)
    assert list_documents(ledger, OPERATOR) == []
    ledger.close()


def test_what_a_crash_left_of_a_demo_is_completed_with_the_same_sign_ins(home: Path) -> None:
    first = Demo.prepare(home, EXAMPLES)
    assert first is not None
    (home / "ledger.sqlite3").unlink()
    again = Demo.prepare(home, EXAMPLES)
    assert again is not None
    assert list(again.sign_ins()) == list(first.sign_ins())
    assert (home / "demo-sign-ins.json").stat().st_mode & 0o077 == 0
    ledger = Ledger.open(home)
    assert list_documents(ledger, Reader("emma", frozenset({"staff"}))) == []
    ledger.close()
