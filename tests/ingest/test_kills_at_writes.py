"""Killed at its write calls to each file of the home, one file after the other (F1).

The process is the real way in: intake, worker with its stages, all three indexes, the ledger.
"""

import hashlib
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from storage.documents import list_documents
from storage.ledger import Ledger
from storage.records import OPERATOR
from storage.settings import StorageSettings
from storage.store import open_owned
from tests.fakes import WordTokenEmbedder
from tests.ingest.adding import assert_whole, write
from tests.ingest.written_files import Moment, hit, moments, run, watching
from tests.required_tools import needs

ROOT = Path(__file__).resolve().parents[2]
FILES, PARAGRAPHS = 10, 60  # replaced, more rows than Chroma takes before it writes its graph
# Moments tried for each file; 1 is what .ci/run has, and 50 takes hours.
TRIED = int(os.environ.get("INTRAMUROS_KILLS", "0"))
NEW = ("index/CURRENT.new", "index/g/tokens/projection.bin.new")  # written once, in a new home
CHANGED = (
    *(f"index/g/chroma/{name}" for name in ("chroma.sqlite3", "chroma.sqlite3-journal", "rows.64")),
    *(f"index/g/chroma/*/{name}.bin" for name in ("data_level0", "link_lists")),
    *(f"index/g/tantivy/{name}" for name in ("*.del", "*.idx", "*.term", ".tmp*")),
    *(f"index/g/tokens/{name}-1.bin" for name in ("rows", "table")),
    *(f"index/g/{name}" for name in ("manifest.json.new", "manifest.json")),
    *("ledger.sqlite3", "ledger.sqlite3-wal"),
)
# Written in one go with one of those above: tried where INTRAMUROS_KILLS is set.
BESIDE = (
    *(f"index/g/chroma/*/{name}" for name in ("header.bin", "length.bin", "index_metadata.pickle")),
    *(f"index/g/tantivy/*.{name}" for name in ("fast", "fieldnorm", "pos", "store")),
    "index/g/entries.bin.new",
)
FLUSHES = ("fsync", "fdatasync")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600 * max(1, TRIED))]


def rewrite(folder: Path, number: int, edition: int) -> None:
    """File `number` with so many paragraphs, a chunk each."""
    start, rest = f"Edition {edition} of rule{number}", f"{'word ' * 60}."
    write(folder / f"{number}.txt", "\n\n".join(f"{start}x{n} {rest}" for n in range(PARAGRAPHS)))


def command(home: Path, folder: Path) -> list[str]:
    module = [sys.executable, "-m", "tests.ingest.adding_process"]
    return [*module, "add-with-tokens", str(home), str(folder)]


def digests(folder: Path) -> dict[str, str]:
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("*.txt")}


def chosen(trace: Path, home: Path, roles: Sequence[str]) -> list[Moment]:
    """Moments of each file of `roles`: writes, and flushes where no write can be aimed at. Which
    can depends on which thread comes first, so a file may have none this time."""
    chance = random.Random(4)
    known = moments(trace, home)
    tried: list[Moment] = []
    for role in roles:
        own = [moment for moment in known if moment.role == role]
        writes = [moment for moment in own if moment.call not in FLUSHES] or own
        tried += chance.sample(writes, min(max(1, TRIED), len(writes)))
    return tried


def assert_nothing_lost(
    home: Path, said: str, *, before: dict[str, str], now: dict[str, str]
) -> None:
    """What the process said was read is as it is now; each other document is as it is now or as
    it was before, and all that is there can be found."""
    with open_owned(StorageSettings(home=home), embedder=WordTokenEmbedder()) as store:
        documents = list_documents(store.ledger, OPERATOR)
        there = {document.source: document.content_sha256 for document in documents}
        assert len(there) == len(documents)
        for source, digest in now.items():
            known = {digest} if f"read: {source}\n" in said else {digest, before.get(source)}
            assert there.get(source) in known, source
        until = time.monotonic() + 60
        while store.index.state != "ready":
            assert time.monotonic() < until, store.index.why
            time.sleep(0.02)
        store.index.apply_removals()
        assert_whole(store)


def assert_tokens_complete(home: Path) -> None:
    """Every chunk has its token rows, or gets them by itself."""
    with open_owned(StorageSettings(home=home), embedder=WordTokenEmbedder()) as store:
        until = time.monotonic() + 60
        while store.index.state != "ready" or store.index.tokens.missing:
            assert time.monotonic() < until, store.index.tokens.missing
            time.sleep(0.05)


class Killed:
    """Runs that begin with the same home and the same new files, each killed at its moment."""

    def __init__(self, home: Path, folder: Path, kept: Path) -> None:
        self.home, self.folder, self.kept = home, folder, kept
        self.hits: Counter[str] = Counter()
        shutil.copytree(home, kept)

    def watched(self) -> Path:
        """The trace of a run that nobody kills."""
        trace = self.kept.with_suffix(".trace")
        ended = run([*watching(trace), *command(self.home, self.folder)], cwd=ROOT)
        assert (ended.returncode, ended.stderr) == (0, "")
        return trace

    def at(self, moment: Moment) -> str:
        """What the run that was killed there had said."""
        shutil.rmtree(self.home)
        shutil.copytree(self.kept, self.home)
        trace = self.kept.with_suffix(".kill")
        ended = run([*moment.strace(trace), *command(self.home, self.folder)], cwd=ROOT)
        if ended.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL):
            self.hits[hit(trace, self.home)] += 1
        else:  # there were fewer such calls this time
            assert (ended.returncode, ended.stderr) == (0, ""), moment
        return ended.stdout


@needs("strace", why="it chooses the moment of the kill")
def test_killed_at_its_writes_to_each_file_of_the_home_it_loses_nothing(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "docs"
    ledger.close()
    hits: Counter[str] = Counter()
    before: dict[str, str] = {}
    for edition, roles in enumerate((NEW, CHANGED + BESIDE if TRIED else CHANGED)):
        for number in range(edition, FILES):  # one is left as it was
            rewrite(folder, number, edition)
        now = digests(folder)
        killed = Killed(home, folder, tmp_path / f"edition{edition}")
        for moment in chosen(killed.watched(), home, roles):
            said = killed.at(moment)
            assert_nothing_lost(home, said, before=before, now=now)
        ended = run(command(home, folder), cwd=ROOT)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert_nothing_lost(home, ended.stdout, before=now, now=now)
        hits, before = hits + killed.hits, now
    assert_tokens_complete(home)
    sys.stdout.write("".join(f"{count} {role}\n" for role, count in sorted(hits.items())))
    assert len(set(NEW + CHANGED) & set(hits)) >= 13, set(NEW + CHANGED) - set(hits)
