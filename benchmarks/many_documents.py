"""A bulk load of small documents in a fresh process, watched: memory, throughput, search.

Run as a program with a home and a folder, it loads the folder and prints one JSON object.
"""

import json
import random
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.fresh_process import told_by
from benchmarks.made_corpus import CHUNKS_A_DOCUMENT, Article, made_documents

if TYPE_CHECKING:
    from storage.store import Store

TEXTS_A_FILE = 2  # of about 80 words each
FILES_A_FOLDER = 1000
_SAMPLED_EVERY_S = 0.5
_PROBED_EVERY_S = 1.0
_AMONG_FIRST = 5
_MIB = 1024  # in kB


@dataclass(frozen=True, slots=True)
class Watched:
    """What was seen of a load. `tenths` are documents a second, in the order of their verdicts."""

    documents: int
    seconds: float
    resident_mib: float  # the most of the process that loads
    together_mib: float  # the most of it and its child processes
    tenths: tuple[float, ...]
    probes: int
    missed: int


def write_files(articles: Sequence[Article], count: int, folder: Path) -> None:
    """`count` text files of real sentences; the first words of each are in no other."""
    files_of_one = CHUNKS_A_DOCUMENT // TEXTS_A_FILE
    written = 0
    for document in made_documents(articles, -(-count // files_of_one) * CHUNKS_A_DOCUMENT):
        for start in range(0, len(document.texts), TEXTS_A_FILE):
            if written == count:
                return
            path = folder / f"{written // FILES_A_FOLDER:03d}" / f"{written:06d}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            texts = document.texts[start : start + TEXTS_A_FILE]
            body = "\n\n".join(texts)
            path.write_text(f"{reference(path)}. {document.title}. {body}\n", "utf-8")
            written += 1


def reference(path: Path) -> str:
    """The words that a file alone begins with."""
    return f"Dossier QX{path.stem}"


def in_fresh_process(home: Path, folder: Path) -> Watched:
    """The load of that folder into a home that is not there yet."""
    told = told_by("benchmarks.many_documents", home, folder)
    return Watched(**{**told, "tenths": tuple(told["tenths"])})


def main(home: Path, folder: Path) -> Watched:
    """Load the folder as the server does, watching."""
    from benchmarks.homes import COLLECTION, settings_at
    from ingest.file_tree import FileTree
    from ingest.intake import submit_paths
    from ingest.order import Order
    from ingest.settings import IngestSettings
    from ingest.worker import Worker
    from storage.access import create_collection
    from storage.jobs import batch_jobs, count_open
    from storage.ledger import Ledger
    from storage.native_memory import few_arenas
    from storage.originals import Originals
    from storage.records import OPERATOR
    from storage.settings import load_settings
    from storage.store import open_owned

    few_arenas()  # as the command does
    settings = load_settings(IngestSettings)
    order = Order(COLLECTION, OPERATOR)
    ledger = Ledger.create(home)
    create_collection(ledger, COLLECTION, groups=())
    limit_bytes = settings.max_file_mib << 20
    with open_owned(settings_at(home)) as store:
        store.embedder.warm()
        taken = submit_paths(
            ledger, Originals(home), FileTree([folder]), order, limit_bytes=limit_bytes
        )
        count = sum(1 for _ in taken)
        watch = _Watch(store)
        begun, began = time.perf_counter(), time.time()
        Worker(store, settings).run_until(lambda: not count_open(ledger))
        seconds = time.perf_counter() - begun
        watch.end()
        jobs = batch_jobs(ledger, order.batch)
    ends = sorted(job.finished.timestamp() for job in jobs if job.finished)
    searchable = sum(1 for job in jobs if job.verdict and job.verdict.searchable)
    if searchable != count:
        raise RuntimeError(f"{count - searchable} of {count} documents cannot be searched.")
    return Watched(
        documents=count,
        seconds=seconds,
        resident_mib=watch.resident_mib,
        together_mib=watch.together_mib,
        tenths=tenths([end - began for end in ends]),
        probes=watch.probes,
        missed=watch.missed,
    )


def tenths(ends: Sequence[float]) -> tuple[float, ...]:
    """Documents a second in each tenth of the documents, from when each ended, ascending."""
    found, before, done = [], 0.0, 0
    for part in range(1, 11):
        upto = len(ends) * part // 10
        if upto > done:
            found.append((upto - done) / max(ends[upto - 1] - before, 1e-9))
            before, done = ends[upto - 1], upto
    return tuple(found)


class _Watch:
    """Looks at memory, and asks for documents that are there, until `end`."""

    def __init__(self, store: "Store") -> None:
        self.resident_mib = self.together_mib = 0.0
        self.probes = self.missed = 0
        self._store = store
        self._over = threading.Event()
        self._threads = [threading.Thread(target=run) for run in (self._sample, self._probe)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Stop looking."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _sample(self) -> None:
        while not self._over.wait(_SAMPLED_EVERY_S):
            own, children = resident_mib()
            self.resident_mib = max(self.resident_mib, own)
            self.together_mib = max(self.together_mib, own + children)

    def _probe(self) -> None:
        from assistant.questions_file import EvaluationQuestion
        from benchmarks import ours
        from storage.documents import list_documents
        from storage.records import OPERATOR

        chance = random.Random(1)
        while not self._over.wait(_PROBED_EVERY_S):
            there = list_documents(self._store.ledger, OPERATOR)
            if not there:
                continue
            document = chance.choice(there)
            question = EvaluationQuestion(
                id="probe",
                question=reference(Path(document.file_name)),
                language="fr",
                answerable=True,
                relevant=[],
            )
            found = ours.search(self._store, question, _AMONG_FIRST)
            named = {passage.chunk.document_id for passage in found.passages}
            self.probes += 1
            self.missed += document.id not in named


def resident_mib() -> tuple[float, float]:
    """The resident memory of this process, and of all that descend from it.

    One that was forked and has not begun its own program is left out: what it has is its parent's.
    """
    children = 0.0
    waiting = ["self"]
    own, own_command = _resident("self"), _command("self")
    while waiting:
        process = waiting.pop()
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                found = task.read_text("ascii").split()
            except OSError:
                continue
            waiting += found
            children += sum(_resident(one) for one in found if _command(one) != own_command)
    return own, children


def _command(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _resident(process: str) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0.0
    sizes = [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
    return sum(sizes) / _MIB


if __name__ == "__main__":
    from storage.silence import silence_libraries

    silence_libraries()
    sys.stdout.write(json.dumps(asdict(main(Path(sys.argv[1]), Path(sys.argv[2])))) + "\n")
