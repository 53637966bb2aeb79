"""What a search takes while a bulk load goes on in the same process, beside the same process idle.

Run as a program with the home to ask in, the folder to load into it and a questions file, it
prints one JSON object.
"""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks.fresh_process import told_by

_WARM_UP, _IDLE = 20, 200  # searches
_PAUSE_S = 0.05  # between two questions: people do not ask without end
_PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of searches, and how many were asked during the load."""

    idle_p50_ms: float
    idle_p95_ms: float
    loading_p50_ms: float
    loading_p95_ms: float
    searches: int
    load_s: float

    @property
    def times_idle(self) -> float:
        """The 95th percentile during the load, in those of the idle process."""
        return self.loading_p95_ms / self.idle_p95_ms


def in_fresh_process(home: Path, folder: Path, questions: Path) -> Asked:
    """The home is changed: give a copy."""
    told: Mapping[str, float] = told_by("benchmarks.asking_while_loading", home, folder, questions)
    return Asked(**told)  # type: ignore[arg-type]  # one of them is whole


def main(home: Path, folder: Path, questions_file: Path) -> Asked:
    """Ask while nothing else is done, then while the folder is loaded by the server's worker."""
    from assistant.metrics import percentile
    from assistant.questions_file import EvaluationQuestion, read_questions
    from benchmarks import ours
    from benchmarks.homes import COLLECTION, open_ready
    from ingest.file_tree import FileTree
    from ingest.intake import submit_paths
    from ingest.order import Order
    from ingest.settings import IngestSettings
    from ingest.worker import Worker
    from storage.jobs import count_open
    from storage.records import OPERATOR
    from storage.settings import load_settings

    settings = load_settings(IngestSettings)
    asked: Iterator[EvaluationQuestion] = cycle(read_questions(questions_file))
    with open_ready(home) as store:

        def search() -> float:
            time.sleep(_PAUSE_S)
            start = time.perf_counter()
            ours.search(store, next(asked), _PASSAGES)
            return 1000 * (time.perf_counter() - start)

        for _ in range(_WARM_UP):
            search()
        idle = [search() for _ in islice(asked, _IDLE)]
        order = Order(COLLECTION, OPERATOR)
        limit_bytes = settings.max_file_mib << 20
        tree = FileTree([folder])
        list(submit_paths(store.ledger, store.originals, tree, order, limit_bytes=limit_bytes))
        worker = Worker(store, settings)
        worker.start()
        started, loading = time.perf_counter(), []
        while count_open(store.ledger):
            loading.append(search())
        load_s = time.perf_counter() - started
        worker.stop()
    return Asked(
        idle_p50_ms=percentile(idle, 50),
        idle_p95_ms=percentile(idle, 95),
        loading_p50_ms=percentile(loading, 50),
        loading_p95_ms=percentile(loading, 95),
        searches=len(loading),
        load_s=load_s,
    )


if __name__ == "__main__":
    from storage.silence import silence_libraries

    silence_libraries()
    found = main(*map(Path, sys.argv[1:4]))
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
