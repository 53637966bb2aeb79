"""Few file descriptors and little memory: slower or refused, never dead, nothing lost (F21)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.documents import list_documents
from storage.ledger import Ledger
from storage.records import OPERATOR
from tests.ingest.adding import write
from tests.required_tools import needs

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]


def ended(*command: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=150,
    )


@pytest.mark.parametrize("spare", [0, 3])
def test_without_a_free_descriptor_people_search_and_no_document_is_blamed(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path, spare: int
) -> None:
    process = (sys.executable, "-m", "tests.ingest.scarce_process", home, tmp_path / "docs")
    ran = ended(*process, SPARE=str(spare))
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout)
    assert seen["alive"], seen
    assert seen["searches"]["failed"] == 0, (seen, ran.stderr)
    assert seen["searches"]["answered"] > 0, seen
    assert seen["verdicts"] == ["read"] * 5, seen
    assert seen["found"] == 5


@needs("prlimit", why="it takes file descriptors and memory from a command")
@pytest.mark.parametrize("limit", ["--nofile=40", "--nofile=64", "--as=1200000000"])
def test_a_command_that_gets_too_little_says_so_and_the_next_one_does_the_work(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path, limit: str
) -> None:
    for number in range(5):
        write(tmp_path / "docs" / f"{number}.txt", f"Rule {number} of bread.")
    adding = (sys.executable, "-m", "tests.ingest.adding_process", "add", home, tmp_path / "docs")
    short = ended("prlimit", limit, *adding)
    assert "Traceback" not in short.stderr or short.returncode != 0
    whole = ended(*adding)
    assert (whole.returncode, whole.stderr.count("Traceback")) == (0, 0), whole.stderr
    assert "5 of 5 documents are searchable" in whole.stdout
    assert len(list_documents(ledger, OPERATOR)) == 5
