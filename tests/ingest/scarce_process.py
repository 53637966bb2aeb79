"""A process that runs out of file descriptors while it works, and gets them back: `python -m` this.

It prints one JSON object: what was seen.
"""

import json
import logging
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest import worker
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage.errors import AssistantError
from storage.jobs import count_open, find_job
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordTokenEmbedder
from tests.ingest.adding import assert_whole, drain, found, submit, write

OPEN_FILES = 256


def main(home: Path, docs: Path) -> int:
    """Work with so many descriptors as are given, then with none left, then with all again."""
    logging.basicConfig(level=logging.CRITICAL)
    worker.FIRST_PAUSE_S, worker.LONGEST_PAUSE_S = 0.05, 0.2
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    with open_owned(StorageSettings(home=home), embedder=WordTokenEmbedder()) as store:
        submit(store.ledger, write(docs / "kept.txt", "Tea is served at four."))
        drain(store)
        queued = [write(docs / f"{number}.txt", f"Rule {number} of bread.") for number in range(5)]
        jobs = submit(store.ledger, *queued)
        seen: dict[str, object] = {}
        with no_descriptor_left(spare=int(os.environ["SPARE"])):
            at_work = Worker(store, IngestSettings(processes=2))
            at_work.start()
            seen["searches"] = searches(store)
            seen["trouble"] = type(at_work.trouble).__name__ if at_work.trouble else ""
            seen["alive"] = at_work.running
        deadline = time.monotonic() + 60
        while count_open(store.ledger) and time.monotonic() < deadline:
            time.sleep(0.05)
        at_work.stop(wait_s=30)
        verdicts = [find_job(store.ledger, job.id) for job in jobs]
        seen["verdicts"] = [str(job.verdict) for job in verdicts if job]
        seen["found"] = len(found(store, "bread"))
        while store.index.state != "ready" and time.monotonic() < deadline:
            time.sleep(0.05)
        assert_whole(store)
    sys.stdout.write(json.dumps(seen))
    return 0


@contextmanager
def no_descriptor_left(*, spare: int) -> Iterator[None]:
    """All descriptors but `spare` of this process are taken meanwhile."""
    taken: list[int] = []
    try:
        while True:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        for descriptor in taken[:spare]:
            os.close(descriptor)
        del taken[:spare]
    try:
        yield
    finally:
        for descriptor in taken:
            os.close(descriptor)


def searches(store: Store, *, during_s: float = 3.0) -> dict[str, int]:
    """How searches end: answered, refused with an error of ours, or failed otherwise."""
    ended = {"answered": 0, "refused": 0, "failed": 0}
    until = time.monotonic() + during_s
    while time.monotonic() < until:
        try:
            how = "answered" if found(store, "tea") else "failed"
        except AssistantError:
            how = "refused"
        except Exception as error:  # noqa: BLE001 - counted, whatever it is
            logging.critical("a search failed: %r", error)
            how = "failed"
        ended[how] += 1
        time.sleep(0.05)
    return ended


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
