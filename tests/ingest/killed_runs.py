"""Runs that begin with the same home and the same new files, each killed at a moment of its own,
and what is wrong afterwards.

The process is the real way in: intake, worker with its stages, all three indexes, the ledger.
"""

import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.invariants import (
    broken_as_left,
    broken_in_index,
    broken_in_ledger,
    wait_until_ready,
)
from storage.chunks import iter_active_chunks
from storage.documents import list_documents
from storage.jobs import count_open
from storage.records import OPERATOR
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from storage.unused_originals import ON_ITS_WAY_S
from tests.fakes import WordTokenEmbedder
from tests.ingest.adding import drain, write
from tests.ingest.adding_process import add
from tests.ingest.written_files import Moment, hit, run, watching

PROGRAM = "tests.ingest.adding_process"
ROOT = Path(__file__).resolve().parents[2]


def rewrite(folder: Path, number: int, edition: int, paragraphs: int) -> None:
    """File `number` with so many paragraphs, a chunk each."""
    start, rest = f"Edition {edition} of rule{number}", f"{'word ' * 60}."
    write(folder / f"{number}.txt", "\n\n".join(f"{start}x{n} {rest}" for n in range(paragraphs)))


class KilledRuns:
    """Additions of the files of a folder to a home, begun anew for each kill.

    By `program`, or with `mutation` by one that is broken so: see `tests.ingest.mutations`.
    `before` is the text of each source as it is in the home, `now` as it is in the folder. `hits`
    counts the files at whose calls a process died.
    """

    def __init__(
        self,
        home: Path,
        folder: Path,
        kept: Path,
        *,
        before: dict[str, str],
        program: str = PROGRAM,
        mutation: str = "",
    ) -> None:
        self.home, self.folder, self.kept = home, folder, kept
        self.before = before
        self.now = {str(path): plain(path.read_text("utf-8")) for path in folder.glob("*.txt")}
        self.hits: Counter[str] = Counter()
        named = ["tests.ingest.mutations", mutation] if mutation else [program]
        self._command = [sys.executable, "-m", *named, "add-with-tokens", str(home), str(folder)]
        shutil.copytree(home, kept)

    def watched(self) -> Path:
        """The trace of a run that nobody kills."""
        trace = self.kept.with_suffix(".trace")
        ended = run([*watching(trace), *self._command], cwd=ROOT)
        assert (ended.returncode, ended.stderr) == (0, "")
        return trace

    def broken(self, moment: Moment) -> list[str]:
        """What does not hold after a kill at that moment, a sentence each.

        Looked at as it was left, after it was opened again, after the queue was worked off, and
        after the same command came again. Of what the home holds nothing is on its way any more.
        """
        said = self._killed(moment)
        if wrong := broken_as_left(self.home):
            return wrong
        then = time.time() - 2 * ON_ITS_WAY_S
        for path in (self.home / "originals").rglob("*"):
            os.utime(path, (then, then))
        with opened(self.home) as store:
            if wrong := broken_in_ledger(store.ledger) + self._lost(store, said):
                return wrong
            wait_until_ready(store)
            drain(store)
            if count_open(store.ledger):
                return ["A job is left in the queue"]
            if wrong := [*broken_in_ledger(store.ledger), *broken_in_index(store)]:
                return wrong
        return self._broken_when_repeated()

    def ended(self) -> list[str]:
        """Let the command come to its end, in this process; what does not hold then."""
        code = add(self.home, [self.folder], WordTokenEmbedder())
        return [f"The command ends with {code}"] * bool(code) + self._broken_when_repeated()

    def _killed(self, moment: Moment) -> str:
        """What the run that was killed there had said."""
        shutil.rmtree(self.home)
        shutil.copytree(self.kept, self.home)
        trace = self.kept.with_suffix(".kill")
        ended = run([*moment.strace(trace), *self._command], cwd=ROOT)
        if ended.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL):
            self.hits[hit(trace, self.home)] += 1
        else:  # there were fewer such calls this time
            assert (ended.returncode, ended.stderr) == (0, ""), moment
        return ended.stdout

    def _lost(self, store: Store, said: str) -> list[str]:
        """Documents that are neither as they are now nor as they were before; what the process
        said was read has to be as it is now."""
        there = texts_of(store)
        wrong = [f"{source} is there" for source in there if source not in self.now | self.before]
        for source, text in self.now.items():
            known = {text} if f"read: {source}\n" in said else {text, self.before.get(source)}
            if there.get(source) not in known:
                wrong.append(f"{source} is lost, or half there")
        return wrong

    def _broken_when_repeated(self) -> list[str]:
        code = add(self.home, [self.folder], WordTokenEmbedder())
        if code:
            return [f"The same command again ends with {code}"]
        with opened(self.home) as store:
            if texts_of(store) != self.now:
                return ["The documents are not those of the folder"]
            return [*broken_in_ledger(store.ledger), *broken_in_index(store)]


def opened(home: Path) -> Store:
    """The home, opened by a next owner."""
    return open_owned(StorageSettings(home=home), embedder=WordTokenEmbedder())


def texts_of(store: Store) -> dict[str, str]:
    """Source → the text of all chunks of what is visible."""
    texts: dict[str, list[str]] = {}
    for chunks in iter_active_chunks(store.ledger):
        for chunk in chunks:
            texts.setdefault(chunk.document_id, []).append(chunk.text)
    documents = list_documents(store.ledger, OPERATOR)
    assert len({document.source for document in documents}) == len(documents)
    return {one.source: plain(" ".join(texts.get(one.id, []))) for one in documents}


def plain(text: str) -> str:
    """Its words with one space between them."""
    return " ".join(text.split())


def spread(moments: Sequence[Moment], count: int) -> list[Moment]:
    """So many of them, evenly, those in the middle first: there most is under way."""
    step = max(1, len(moments) // count)
    places = range(step // 2, len(moments), step)
    middle = len(moments) / 2
    return [moments[place] for place in sorted(places, key=lambda one: abs(one - middle))][:count]
