"""One bulk load in a fresh process: files to searchable and durable, by ours or the canonical way.

Run as a program, it prints one JSON object. What both need once a process is not timed: libraries
are imported and the weights are loaded before the clock starts.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from benchmarks.fresh_process import told_by
from benchmarks.kept_folders import KEPT
from storage.permanent_objects import permanent

if TYPE_CHECKING:
    from storage.embedding import Embedder

WARM_TEXTS = 64


@dataclass(frozen=True, slots=True)
class Load:
    """What a load took: elapsed and processor seconds, those of child processes included."""

    seconds: float
    processor_s: float
    chunks: int
    documents: int


def in_fresh_process(kind: str, folders: Sequence[Path], *, home: Path | None = None) -> Load:
    """The load of those folders by `kind`, "ours" or "canonical", into a folder of its own.

    With `home`, ours goes into that one, which may be there already.
    """
    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="loading-") as scratch:
        target = home or Path(scratch) / "home"
        told: Mapping[str, float] = told_by("benchmarks.loading", kind, target, *folders)
    return Load(**told)  # type: ignore[arg-type]  # two of them are whole


def ours(home: Path, folders: Sequence[Path]) -> Load:
    """As `ingest add` does it; the collection is made where there is none."""
    from benchmarks.homes import COLLECTION, settings_at
    from ingest.addition import Addition
    from ingest.file_tree import FileTree
    from ingest.order import Order
    from ingest.progress import progress_for
    from ingest.settings import IngestSettings
    from storage.access import create_collection
    from storage.chunks import active_digest
    from storage.embedder_in_force import load_chosen
    from storage.ledger import FILE_NAME, Ledger
    from storage.native_memory import few_arenas
    from storage.records import OPERATOR
    from storage.settings import load_settings
    from storage.store import open_owned

    few_arenas()  # as the command does
    embedder = load_chosen(settings_at(home))
    _warm(embedder)

    def load() -> tuple[int, int]:
        if (home / FILE_NAME).is_file():
            ledger = Ledger.open(home)
        else:
            ledger = Ledger.create(home)
            create_collection(ledger, COLLECTION, groups=())
        addition = Addition(
            ledger,
            open_store=lambda: open_owned(settings_at(home), embedder=embedder),
            settings=load_settings(IngestSettings),
            progress=progress_for(as_json=True),
            stop=Event(),
        )
        addition.run(FileTree(list(folders)), Order(COLLECTION, OPERATOR))
        if not addition.report.complete:
            raise RuntimeError("Not every document can be searched.")
        chunks, _ = active_digest(ledger)
        ledger.close()
        return chunks, addition.report.documents

    return timed(load)


def by_command(home: Path, folder: Path) -> float:
    """The seconds of `ingest add` of that folder into a home, from its start to its end."""
    from benchmarks.homes import COLLECTION
    from storage.access import create_collection
    from storage.ledger import FILE_NAME, Ledger

    if not (home / FILE_NAME).is_file():
        ledger = Ledger.create(home)
        create_collection(ledger, COLLECTION, groups=())
        ledger.close()
    program = str(Path(sys.executable).with_name("ingest"))
    begun = time.perf_counter()
    ran = subprocess.run(
        [program, "add", str(folder), "--collection", COLLECTION],
        env=os.environ | {"ASSISTANT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"The command failed:\n{ran.stderr[-2000:]}")
    return time.perf_counter() - begun


def canonical(folder: Path, folders: Sequence[Path]) -> Load:
    """As most tutorials do it: pages, chunks of 1,000 characters, vectors, Chroma."""
    from benchmarks.canonical import MiniLM, opened_chroma, pages, split

    with permanent():  # for both alike
        embeddings = MiniLM()
        embeddings.embed_documents(["warm"] * WARM_TEXTS)

    def load() -> tuple[int, int]:
        with opened_chroma(folder, embeddings) as store:
            chunks = split([page for one in folders for page in pages(one)])
            store.add_documents(chunks)
        return len(chunks), len({chunk.metadata["source"] for chunk in chunks})

    return timed(load)


def timed(load: Callable[[], tuple[int, int]]) -> Load:
    """What `load` took; it tells how many chunks and documents there were."""
    begun, processor = time.perf_counter(), _processor_s()
    chunks, documents = load()
    return Load(time.perf_counter() - begun, _processor_s() - processor, chunks, documents)


def _processor_s() -> float:
    import resource

    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _warm(embedder: "Embedder") -> None:
    """Everything imported that a first document would wait for."""
    with permanent():  # as where the product imports them
        import chromadb  # noqa: F401 - imported for its time
        import tantivy  # noqa: F401 - imported for its time

        embedder.embed_passages([f"A text of {number} words." for number in range(WARM_TEXTS)])


if __name__ == "__main__":
    from dataclasses import asdict

    from storage.silence import silence_libraries

    silence_libraries()
    kind, target, *named = sys.argv[1:]
    run = {"ours": ours, "canonical": canonical}[kind]
    measured = run(Path(target), [Path(name) for name in named])
    sys.stdout.write(json.dumps(asdict(measured)) + "\n")
