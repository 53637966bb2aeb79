"""A process that works on a disk of its own, which it fills and empties: `python -m` this.

It runs under `unshare --map-root-user --mount`, so that its small disk is nobody else's. It prints
one JSON object: what was seen in each round.
"""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest import disk_space, worker
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage.access import create_collection
from storage.documents import list_documents
from storage.errors import HomeError
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.records import OPERATOR
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordTokenEmbedder
from tests.ingest.adding import assert_whole, found, submit, write

DISK_MIB = 96
KEPT = 6  # documents that are there before the disk is full, and are asked for all the time
LEFT_KIB = (0, 96, 700)  # left free on the full disk: where the first write fails differs


def main(disk: Path, docs: Path) -> int:
    """Mount a small disk, fill a home on it, and let the disk be full once for each LEFT_KIB."""
    logging.basicConfig(level=logging.CRITICAL)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(disk)], check=True
    )
    disk_space.RESERVE_MIB = 0  # the reserve is what keeps this from happening
    worker.FIRST_PAUSE_S, worker.LONGEST_PAUSE_S = 0.05, 0.2
    home = disk / "home"
    ledger = Ledger.create(home)
    create_collection(ledger, "policies", groups=["staff"])
    ledger.close()
    with open_owned(StorageSettings(home=home), embedder=WordTokenEmbedder()) as store:
        submit(store.ledger, made(docs / "kept", KEPT))
        with working(store):
            wait(lambda: not count_open(store.ledger))
        with asking(store) as asked:
            rounds = [full_once(store, docs, left_kib, asked) for left_kib in LEFT_KIB]
        documents = len(list_documents(store.ledger, OPERATOR))
        wait(lambda: store.index.state == "ready")
        assert_whole(store)
    sys.stdout.write(json.dumps({"rounds": rounds, "documents": documents}))
    return 0


def made(folder: Path, count: int) -> Path:
    """That many files of which each has more text than fits a nearly full disk."""
    for number in range(count):
        words = f"{folder.name}{number} " + "common words of a rule " * 14
        text = "\n\n".join(f"Paragraph {part} of {words}." for part in range(40))
        write(folder / f"{number}.txt", text)
    return folder


def full_once(store: Store, docs: Path, left_kib: int, asked: dict[str, int]) -> dict[str, Any]:
    """Queue documents, fill the disk, let the worker meet it, make room: what was seen."""
    folder = made(docs / f"round{left_kib}", 4)
    submit(store.ledger, folder)
    before = dict(asked)
    filler = fill(store.home, left_kib)
    with working(store) as at_work:
        wait(lambda: at_work.trouble is not None or not count_open(store.ledger))
        trouble, waiting = at_work.trouble, count_open(store.ledger)
        refused = refusal_of(store, write(docs / f"more{left_kib}.txt", "x" * 900_000))
        wait(lambda: asked["answered"] > before["answered"] + 5)
        filler.unlink()
        wait(lambda: not count_open(store.ledger) and at_work.trouble is None)
    return {
        "left_kib": left_kib,
        "trouble": type(trouble).__name__,
        "says": trouble.message if trouble else "",
        "waiting": waiting,
        "refused": refused,
        "answered": asked["answered"] - before["answered"],
        "failed": asked["failed"] - before["failed"],
        "found": len(found(store, folder.name + "1")),
    }


def refusal_of(store: Store, path: Path) -> str:
    """What is said to somebody who adds a file now; empty where it is taken."""
    try:
        submit(store.ledger, path)
    except HomeError as error:
        return error.message
    return ""


def fill(home: Path, left_kib: int) -> Path:
    """A file that takes all of the disk but so much."""
    filler = home.parent / "filler"
    with filler.open("wb", buffering=0) as stream:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    stream.write(b"\1" * size)
            except OSError:
                continue
        stream.truncate(max(0, stream.tell() - (left_kib << 10)))
    return filler


@contextmanager
def working(store: Store) -> Iterator[Worker]:
    one = Worker(store, IngestSettings(processes=1))
    one.start()
    try:
        yield one
    finally:
        assert one.stop(wait_s=30)


@contextmanager
def asking(store: Store) -> Iterator[dict[str, int]]:
    """Somebody who searches for what is kept, again and again; how it went is counted."""
    asked, over = {"answered": 0, "failed": 0}, threading.Event()

    def ask() -> None:
        while not over.wait(0.02):
            try:
                right = all(found(store, f"kept{number}") for number in range(KEPT))
            except Exception as error:  # noqa: BLE001 - counted, whatever it is
                logging.critical("a search failed: %r", error)
                right = False
            asked["answered" if right else "failed"] += 1

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield asked
    finally:
        over.set()
        thread.join()


def wait(true: Callable[[], bool], *, limit_s: float = 60) -> None:
    deadline = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("It did not come about.")
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
