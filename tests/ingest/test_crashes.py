"""Processes killed at any moment, and several at once: every document in exactly once."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.chunks import iter_active_chunks
from storage.documents import list_documents
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.records import OPERATOR
from storage.settings import StorageSettings
from storage.store import open_owned
from storage.unused_originals import discard_orphans
from tests.fakes import WordEmbedder
from tests.ingest.adding import assert_whole, write
from tests.required_tools import needs
from tests.storage.indexed_home import wait_until_ready

ROOT = Path(__file__).resolve().parents[2]
FILES = 120
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def spawn(*arguments: object, strace: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ingest.adding_process", *map(str, arguments)]
    return subprocess.Popen(
        [*strace, *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcome(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, errors = process.communicate(timeout=240)
    return process.returncode, out, errors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small files, some of them with the same bytes."""
    folder = tmp_path / "docs"
    for number in range(FILES):
        rewrite(folder, number, edition=0)
    return folder


def rewrite(folder: Path, number: int, *, edition: int) -> None:
    """File `number` with several paragraphs; numbers that end in 7 all have the same bytes."""
    subject = "same" if number % 10 == 7 else f"subject{number}"
    paragraphs = [f"Edition {edition} of {subject}: {f'word{n} ' * 70}." for n in range(3)]
    write(folder / f"d{number % 5}" / f"{number}.txt", "\n\n".join(paragraphs))


def assert_exact(home: Path, folder: Path) -> None:
    """Each file of the folder is one document with its present content; nothing else is there."""
    with open_owned(StorageSettings(home=home), embedder=WordEmbedder()) as store:
        wait_until_ready(store.index)  # a command may end before its rebuild after a crash does
        documents = list_documents(store.ledger, OPERATOR)
        files = {str(path): path.read_text() for path in folder.rglob("*.txt")}
        assert Counter(document.source for document in documents) == Counter(files.keys())
        texts: dict[str, str] = {}
        for chunks in iter_active_chunks(store.ledger):
            for chunk in chunks:
                texts[chunk.document_id] = texts.get(chunk.document_id, "") + chunk.text
        for document in documents:
            edition = files[document.source].split(":")[0]
            assert edition in texts[document.id]
            assert texts[document.id].count("Edition") == 3
        assert count_open(store.ledger) == 0
        discard_orphans(store.ledger, store.originals, older_than_s=0)  # the next day, as it were
        kept = {path.name for path in (home / "originals").glob("??/*")}
        assert kept == {document.content_sha256 for document in documents}
        store.index.apply_removals()
        assert_whole(store)


def test_a_process_killed_at_any_moment_and_started_again_ends_with_the_exact_documents(
    ledger: Ledger, collection: str, home: Path, folder: Path
) -> None:
    chance = random.Random(20261121)
    killed = 0
    for edition in range(1, 41):
        process = spawn("add", home, folder)
        assert process.stdout is not None
        if edition % 2:  # while files are taken in, or the home is opened
            time.sleep(chance.uniform(0.5, 4.0))
        else:  # while documents are being made visible
            for _ in range(chance.randrange(1, 60)):
                process.stdout.readline()
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        process.communicate()
        for number in chance.sample(range(FILES), 40):
            rewrite(folder, number, edition=edition)
        if killed == 12:
            break
    assert killed == 12
    code, out, errors = outcome(spawn("add", home, folder))
    assert (code, errors.count("Traceback")) == (0, 0), errors
    assert f"{FILES} of {FILES} documents are searchable" in out
    assert_exact(home, folder)


@needs("strace", why="it chooses the moment of the kill")
def test_a_kill_at_any_write_to_disk_loses_nothing(
    ledger: Ledger, collection: str, home: Path, folder: Path, tmp_path: Path
) -> None:
    chance = random.Random(2)
    killed = 0
    for number in range(40, FILES):
        (folder / f"d{number % 5}" / f"{number}.txt").unlink()
    # strace counts for each thread. Taking in a changed file costs the first one three fsync and an
    # fdatasync, making it visible costs the worker four fdatasync.
    moments = [("fdatasync", when) for when in chance.sample(range(1, 130), 8)]
    moments += [("fsync", when) for when in chance.sample(range(1, 80), 4)]
    for edition, (call, when) in enumerate(moments, start=1):
        strace = (
            *("strace", "-f", "-o", str(tmp_path / "trace")),
            *("-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}"),
        )
        code, _, _ = outcome(spawn("add", home, folder, strace=strace))
        killed += code in (-signal.SIGKILL, 128 + signal.SIGKILL)
        for number in chance.sample(range(40), 30):
            rewrite(folder, number, edition=edition)
    assert killed >= 6
    code, _, errors = outcome(spawn("add", home, folder))
    assert (code, errors.count("Traceback")) == (0, 0), errors
    assert_exact(home, folder)


def test_three_processes_at_once_add_every_file_once(
    ledger: Ledger, collection: str, home: Path, folder: Path
) -> None:
    processes = [spawn("add", home, folder) for _ in range(3)]
    for code, out, errors in map(outcome, processes):
        assert (code, errors.count("Traceback")) == (0, 0), errors
        assert f"{FILES} of {FILES} documents are searchable" in out
    assert_exact(home, folder)


@contextmanager
def serving(home: Path) -> Iterator[subprocess.Popen[str]]:
    server = spawn("serve", home)
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "serving\n"
        yield server
    finally:
        server.kill()
        server.communicate()


def test_while_a_server_runs_it_does_the_work_and_two_commands_follow(
    ledger: Ledger, collection: str, home: Path, folder: Path
) -> None:
    with serving(home) as server:
        processes = [spawn("add", home, folder), spawn("add", home, folder / "d1")]
        whole, part = [outcome(process) for process in processes]
        assert f"process {server.pid} at http://here" in whole[2]
        assert whole[0] == part[0] == 0
        assert f"{FILES} of {FILES} documents" in whole[1]
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0
    assert_exact(home, folder)


def test_a_command_takes_over_from_a_server_that_dies(
    ledger: Ledger, collection: str, home: Path, folder: Path
) -> None:
    with serving(home) as server:
        process = spawn("add", home, folder)
        assert process.stdout is not None
        process.stdout.readline()
        server.kill()
        code, out, errors = outcome(process)
    assert (code, errors.count("Traceback")) == (0, 0), errors
    assert f"{FILES} of {FILES} documents are searchable" in out
    assert_exact(home, folder)


def test_interrupted_it_says_how_to_go_on_and_goes_on(
    ledger: Ledger, collection: str, home: Path, folder: Path
) -> None:
    process = spawn("add", home, folder)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    code, _, errors = outcome(process)
    assert (code, errors.count("Traceback")) == (130, 0)
    assert outcome(spawn("add", home, folder))[0] == 0
    assert_exact(home, folder)


def command(home: Path, *arguments: object) -> subprocess.Popen[str]:
    """The real `ingest`, with the embedder that comes with the program."""
    return subprocess.Popen(
        [sys.executable, "-m", "ingest.cli", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"ASSISTANT_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_real_command_killed_and_then_started_twice_at_once_ends_with_the_exact_documents(
    ledger: Ledger, home: Path, tmp_path: Path, shared_data: Path
) -> None:
    folder = tmp_path / "piaf"
    folder.mkdir()
    for file in sorted((shared_data / "piaf" / "documents").iterdir())[:300]:
        shutil.copy(file, folder)
    add = ("add", folder, "--collection", "piaf", "--create", "--groups", "staff", "--json")
    killed = command(home, *add)
    assert killed.stdout is not None
    while '"document"' not in killed.stdout.readline():
        assert killed.poll() is None
    killed.kill()
    killed.communicate()
    for code, out, errors in map(outcome, [command(home, *add), command(home, *add)]):
        assert (code, errors.count("Traceback")) == (0, 0), errors
        events = [json.loads(line) for line in out.splitlines()]
        assert (events[-1]["documents"], events[-1]["searchable"]) == (300, 300)
        told = [event["source"] for event in events if event["event"] == "document"]
        assert sorted(told) == [str(path) for path in sorted(folder.iterdir())]
    with open_owned(StorageSettings(home=home)) as store:
        documents = list_documents(store.ledger, OPERATOR)
        assert sorted(document.source for document in documents) == sorted(told)
        store.index.apply_removals()
        assert_whole(store)
