"""`make bench-kills`: a server that loads and answers, killed at random moments, started again.

After each start it is measured how long it takes until it answers and until its index is ready,
and looked at what does not hold. Each life finds files that changed.
"""

import hashlib
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import many_documents
from benchmarks.heard_process import Event, HeardProcess
from benchmarks.homes import COLLECTION
from benchmarks.invariants import broken_as_left
from benchmarks.kept_folders import KEPT
from benchmarks.made_corpus import read_articles
from benchmarks.made_home import made_home
from benchmarks.table import Table
from benchmarks.telling import tell
from storage.access import create_collection
from storage.documents import count_chunks, find_by_source
from storage.embedder_in_force import load_chosen
from storage.ledger import FILE_NAME, Ledger
from storage.records import OPERATOR
from storage.settings import StorageSettings, load_settings

COMMAND = "make bench-kills"
KILLS = 100
CHUNKS = 20_000
FILES, CHANGED = 400, 120  # small ones to load, and how many of them change for each life
SEED = 20261126
OPENING_SHARE = 0.25  # of the kills: while the home is opened and its index made anew
LOADING_S = 10.0  # the latest kill after the check; a load of CHANGED takes about that
_LIFE_S = 1800.0  # the longest that a process may take until what is waited for
PROGRAM = (sys.executable, "-m", "benchmarks.killed_server")


@dataclass(slots=True)
class Killed:
    """What was seen: seconds from the start of each process that came so far, where the kills
    struck, what did not hold."""

    chunks: int = 0
    answering_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How many there were."""
        return self.struck.total()


class Acknowledged:
    """The documents that were said to be read, and the contents that each may have since."""

    def __init__(self) -> None:
        self._contents: dict[str, set[str]] = {}

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._contents)

    def changed(self, files: Mapping[str, str]) -> None:
        """Files have another content: source → SHA-256. A next process may read it unheard."""
        for source, sha256 in files.items():
            if source in self._contents:
                self._contents[source].add(sha256)

    def note(self, heard: Sequence[Event]) -> None:
        """What was read; the document is never again what it was before."""
        for one in heard:
            if one["at"] == "read":
                self._contents[str(one["source"])] = {str(one["sha256"])}

    def lost(self, ledger: Ledger) -> list[str]:
        """Documents that are not there, or are as they were before what was acknowledged."""
        lost = []
        for source, contents in self._contents.items():
            document = find_by_source(ledger, COLLECTION, source)
            if document is None or document.content_sha256 not in contents:
                lost.append(source)
        return [f"{len(lost)} acknowledged documents are lost, {lost[0]}"] if lost else []


def measure(data: Path, kills: int = KILLS, chunks: int = CHUNKS) -> list[str]:
    """The parts of the section."""
    articles = read_articles(data)
    kept = made_home(articles, chunks, load_chosen(load_settings(StorageSettings)))
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="kills-") as scratch:
        home, folder = Path(scratch) / "home", Path(scratch) / "files"
        shutil.copytree(kept, home)
        many_documents.write_files(articles, FILES, folder)
        return [table_of(run(home, folder, kills)).text()]


def run(home: Path, folder: Path, kills: int, *, program: Sequence[str] = PROGRAM) -> Killed:
    """Kill `program` so many times at moments that SEED chooses, and start it once more.

    The home is changed, and the files of the folder.
    """
    chance, seen = random.Random(SEED), Killed()
    acknowledged = Acknowledged()
    with closing(Ledger.open(home)) as ledger:
        create_collection(ledger, COLLECTION, groups=())
    copy = home.with_name(home.name + "-looked-at")
    for number in range(kills + 1):
        acknowledged.changed(_change(folder, number, chance))
        life = HeardProcess([*program, str(home), str(folder)])
        try:
            last = number == kills
            heard = _live(life, seen, chance, last=last)
        finally:
            heard_late = life.kill()
        acknowledged.note([*heard, *heard_late])
        seen.broken += broken_as_left(home)
        # A copy of the ledger: the next process is to recover the log of the killed one itself.
        copy.mkdir()
        for file in home.glob(f"{FILE_NAME}*"):
            shutil.copy(file, copy / file.name)
        with closing(Ledger.open(copy)) as ledger:
            seen.broken += acknowledged.lost(ledger)
            seen.chunks = count_chunks(ledger, OPERATOR)
        shutil.rmtree(copy)
        ready = f"{seen.ready_s[-1]:.1f} s" if seen.ready_s else "not yet"
        tell(f"kill {number + 1} of {kills}: {dict(seen.struck)}, last ready after {ready}")
    seen.acknowledged = acknowledged.count
    return seen


def table_of(seen: Killed) -> Table:
    """What was seen, for people."""
    rows = [
        ["chunks at the end", f"{seen.chunks:,}"],
        ["kills", str(seen.kills)],
        *([f"  {phase}", str(count)] for phase, count in sorted(seen.struck.items()) if count),
        ["documents acknowledged", str(seen.acknowledged)],
        ["what did not hold", "; ".join(seen.broken) or "nothing"],
        ["until it answers, s, median", f"{_middle(seen.answering_s):.1f}"],
        ["until it answers, s, longest", f"{max(seen.answering_s):.1f}"],
        ["until its index is ready, s, median", f"{_middle(seen.ready_s):.1f}"],
        ["until its index is ready, s, longest", f"{max(seen.ready_s):.1f}"],
    ]
    return Table(
        "Killed at any moment",
        f"Made by `{COMMAND}{_asked(seen.kills)}`. A process that answers and loads small files is "
        "killed (SIGKILL) at random moments and started again. Seconds are counted from the start "
        "of the process, imports and weights included.",
        ["what", "figure"],
        rows,
    )


def _live(life: HeardProcess, seen: Killed, chance: random.Random, *, last: bool) -> list[Event]:
    """Hear what a process says until the moment of its kill."""
    opening = bool(seen.ready_s) and not last and chance.random() < OPENING_SHARE
    until_s = chance.uniform(0, max(seen.ready_s)) if opening else _LIFE_S
    heard, phase = [], "opening"
    for second, event in life.said(until_s=until_s):
        heard.append(event)
        phase = _noted(event, second, seen, phase)
        if event["at"] == "loaded" and last:
            return heard  # the end, which is no kill
        if event["at"] == "checked" and not last:
            until = second + chance.uniform(0, LOADING_S)
            for at, further in life.said(until_s=until):
                heard.append(further)
                phase = _noted(further, at, seen, phase)
            break
    else:
        if not opening:
            seen.broken.append(f"a process came no further than {phase} in {_LIFE_S:.0f} s")
    seen.struck[phase] += 1
    return heard


def _asked(kills: int) -> str:
    return "" if kills == KILLS else f' KILLS="{kills}"'


def _noted(event: Event, second: float, seen: Killed, phase: str) -> str:
    """Note what was said; the phase that the process is in."""
    match event["at"]:
        case "answering":
            seen.answering_s.append(second)
        case "ready":
            seen.ready_s.append(second)
            return "checking"
        case "checked":
            seen.broken += list(event["broken"])  # type: ignore[call-overload]  # as it is sent
            return "loading"
        case "failed":
            seen.broken.append(f"A search failed: {event['error']}")
        case "unread":
            seen.broken.append(f"{event['source']} could not be read")
        case "loaded":
            return "loaded"
    return phase


def _change(folder: Path, number: int, chance: random.Random) -> dict[str, str]:
    """Change some files; the SHA-256 of each."""
    files = sorted(folder.rglob("*.txt"))
    changed = {}
    for path in chance.sample(files, min(CHANGED, len(files))):
        content = f"{path.read_text('utf-8')}\n\nEdition {number} of {path.stem}.\n".encode()
        path.write_bytes(content)
        changed[str(path)] = hashlib.sha256(content).hexdigest()
    return changed


def _middle(seconds: Sequence[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]
