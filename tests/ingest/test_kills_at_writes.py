"""Killed at its write calls to each file of the home, one file after the other (F1).

The process is the real way in: intake, worker with its stages, all three indexes, the ledger.
"""

import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from storage.documents import list_documents
from storage.ledger import Ledger
from storage.records import OPERATOR
from storage.settings import StorageSettings
from storage.store import open_owned
from tests.fakes import WordTokenEmbedder
from tests.ingest import written_files
from tests.ingest.adding import assert_whole, write
from tests.ingest.written_files import Moment, hit, moments, watching
from tests.required_tools import needs

ROOT = Path(__file__).resolve().parents[2]
FILES, PARAGRAPHS = 9, 120  # more chunks than Chroma writes to its graph at once (1,000)
# Of the moments that were seen so many are tried; all of them where the environment says so.
TRIED = int(os.environ.get("INTRAMUROS_KILLS", "24"))
INDEX_FILES = {
    "index/g*/chroma/chroma.sqlite3",
    "index/g*/chroma/*/data_level0.bin",
    "index/g*/tantivy/meta.json",
    "index/g*/tokens/projection.bin.new",
    "index/g*/tokens/rows-1.bin",
    "index/g*/tokens/table-1.bin",
    "index/g*/entries.bin.new",
    "index/g*/manifest.json.new",
    "index/CURRENT.new",
    "ledger.sqlite3",
    "ledger.sqlite3-wal",
}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600 if TRIED > 100 else 280)]


def rewrite(folder: Path, number: int, edition: int) -> None:
    paragraphs = [f"Edition {edition} of rule{number}x{n} {'word ' * 60}." for n in range(PARAGRAPHS)]
    write(folder / f"{number}.txt", "\n\n".join(paragraphs))


def command(home: Path, folder: Path) -> list[str]:
    module = [sys.executable, "-m", "tests.ingest.adding_process"]
    return [*module, "add-with-tokens", str(home), str(folder)]


def assert_acknowledged(home: Path, folder: Path, said: str, before: dict[str, str]) -> None:
    """What the killed process said was read is active as it was then; the rest is whole too: as
    it is now or as it was before, and never half."""
    ledger = Ledger.open(home)
    there = {document.source: document.content_sha256 for document in list_documents(ledger, OPERATOR)}
    now = digests(folder)
    ledger.close()
    for path in map(str, folder.glob("*.txt")):
        if path in said:
            assert there[path] == now[path], said
        else:
            assert there.get(path) in (now[path], before.get(path)), path


def digests(folder: Path) -> dict[str, str]:
    import hashlib

    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("*.txt")}


def chosen(trace: Path, home: Path) -> list[Moment]:
    """At least one moment of each file, as many of each as of any other."""
    by_role: dict[str, list[Moment]] = {}
    for moment in moments(trace, home):
        by_role.setdefault(moment.role, []).append(moment)
    chance = random.Random(4)
    for known in by_role.values():
        chance.shuffle(known)
    turns = [known[turn : turn + 1] for turn in range(99) for known in by_role.values()]
    return sum(turns, [])[: max(TRIED, len(by_role))]


@needs("strace", why="it chooses the moment of the kill")
def test_killed_at_its_writes_to_each_file_of_the_home_it_loses_nothing(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path
) -> None:
    folder, trace = tmp_path / "docs", tmp_path / "trace"
    ledger.close()
    for number in range(FILES):
        rewrite(folder, number, 0)
    whole = written_files.run([*watching(trace), *command(home, folder)], cwd=ROOT)
    assert (whole.returncode, whole.stderr) == (0, "")
    hits: Counter[str] = Counter()
    for edition, moment in enumerate(chosen(trace, home), start=1):
        before = digests(folder)
        for number in range(FILES):
            rewrite(folder, number, edition)
        strace = moment.strace(tmp_path / "kill")
        ended = written_files.run([*strace, *command(home, folder)], cwd=ROOT)
        if ended.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL):
            hits[hit(tmp_path / "kill", home)] += 1
        else:  # this time there were fewer such calls
            assert (ended.returncode, ended.stderr) == (0, ""), moment
        assert_acknowledged(home, folder, ended.stdout, before)
    sys.stdout.write("".join(f"{count} {role or 'outside'}\n" for role, count in sorted(hits.items())))
    assert INDEX_FILES <= set(hits), INDEX_FILES - set(hits)
    whole = written_files.run(command(home, folder), cwd=ROOT)
    assert (whole.returncode, whole.stderr) == (0, "")
    with open_owned(StorageSettings(home=home), embedder=WordTokenEmbedder()) as store:
        documents = list_documents(store.ledger, OPERATOR)
        assert {d.source: d.content_sha256 for d in documents} == digests(folder)
        store.index.apply_removals()
        assert_whole(store)
