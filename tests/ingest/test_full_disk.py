"""A disk that is really full: searches go on, nothing is torn, and work resumes by itself (F3)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from storage.documents import list_documents
from storage.ledger import Ledger
from storage.records import OPERATOR
from storage.settings import StorageSettings
from storage.store import open_owned
from tests.fakes import WordTokenEmbedder
from tests.ingest.adding import assert_whole, write
from tests.required_tools import needs, needs_right
from tests.storage.indexed_home import wait_until_ready

ROOT = Path(__file__).resolve().parents[2]
OWN_MOUNTS = ("unshare", "--map-root-user", "--mount")  # nobody else sees what is mounted
MOUNTED = (*OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/tmp")


@pytest.mark.slow
@pytest.mark.timeout(240)
@needs_right(*MOUNTED, why="a small disk of its own is filled")
def test_while_the_disk_is_full_people_search_and_afterwards_the_work_goes_on_by_itself(
    tmp_path: Path,
) -> None:
    (tmp_path / "disk").mkdir()
    ended = subprocess.run(
        [
            *(*OWN_MOUNTS, sys.executable, "-m", "tests.ingest.full_disk_process"),
            *(str(tmp_path / "disk"), str(tmp_path / "docs")),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
    for one in seen["rounds"]:
        assert one["failed"] == 0, one
        assert one["answered"] > 5, one
        assert one["found"] > 0, one
    assert seen["documents"] == 6 + 4 * len(seen["rounds"])
    fullest = seen["rounds"][0]
    assert fullest["trouble"] in ("HomeError", "NoRoom", "IndexUnusable"), fullest
    assert fullest["waiting"] > 0
    assert "full" in fullest["refused"], fullest


@pytest.mark.slow
@pytest.mark.timeout(200)
@needs("strace", why="it has write calls fail as on a full disk")
@pytest.mark.parametrize(
    ("call", "file"),
    [
        ("pwrite64", "ledger.sqlite3-wal"),
        ("pwrite64", "index/g000001/chroma/chroma.sqlite3-journal"),
        ("pwrite64", "index/g000001/tokens/rows-1.bin"),
        ("write", "index/g000001/tokens/table-1.bin"),
        ("write", "index/g000001/manifest.json.new"),
    ],
)
def test_a_write_for_which_there_is_no_room_tears_nothing(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path, call: str, file: str
) -> None:
    for number in range(5):
        write(tmp_path / "docs" / f"{number}.txt", f"Rule {number} of bread.")
    adding = [sys.executable, "-m", "tests.ingest.adding_process", "add-with-tokens"]
    adding += [str(home), str(tmp_path / "docs")]
    full = f"inject={call}:error=ENOSPC:when=1+"
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", full]
    short = run_to_end(*strace, "-P", str(home / file), *adding)
    assert short.returncode in (0, 1, 3), short.stderr
    assert "Traceback" not in short.stderr, short.stderr
    whole = run_to_end(*adding)
    assert (whole.returncode, whole.stderr.count("Traceback")) == (0, 0), whole.stderr
    assert len(list_documents(ledger, OPERATOR)) == 5
    with open_owned(StorageSettings(home=home), embedder=WordTokenEmbedder()) as store:
        wait_until_ready(store.index)
        store.index.apply_removals()
        assert_whole(store)


def run_to_end(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90)
