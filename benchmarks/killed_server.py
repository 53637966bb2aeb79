"""A process that owns a home, answers, and loads a folder into it: what `benchmarks.kills` kills.

Run as a program with a home and a folder, it says what it comes to, a JSON object a line:

    {"at": "answering"}             the first search found something
    {"at": "ready"}                 a generation on disk answers
    {"at": "checked", "broken": []} what does not hold: see benchmarks.invariants
    {"at": "read", "source": …}     that file's document is visible
    {"at": "unread", "source": …}   it could not be read
    {"at": "failed", "error": …}    a search failed
    {"at": "loaded"}                every file has its verdict
"""

import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.invariants import broken_in_index, broken_in_ledger

if TYPE_CHECKING:
    from storage.embedding import Embedder
    from storage.store import Store

SAMPLE = 200  # chunks looked for after each kill
_QUESTIONS = ("How long is paid leave?", "Qui a inventé la photographie ?")
_PAUSE_S = 0.2  # between two searches, and two looks at the queue


def main(home: Path, folder: Path, *, embedder: "Embedder | None" = None) -> None:
    """Open, answer, check, load; then go on answering until it is killed."""
    from benchmarks.homes import COLLECTION, settings_at
    from ingest.file_tree import FileTree
    from ingest.intake import submit_paths
    from ingest.order import Order
    from ingest.settings import IngestSettings
    from ingest.worker import Worker
    from storage.documents import list_documents
    from storage.jobs import batch_jobs
    from storage.records import OPERATOR
    from storage.settings import load_settings
    from storage.store import open_owned

    settings, order = load_settings(IngestSettings), Order(COLLECTION, OPERATOR)
    with open_owned(settings_at(home), kind="server", embedder=embedder) as store:
        broken = broken_in_ledger(store.ledger)
        threading.Thread(target=_ask, args=(store,), daemon=True).start()
        while store.index.state != "ready":
            time.sleep(0.02)
        _say("ready")
        _say("checked", broken=broken + broken_in_index(store, sample=SAMPLE))
        worker = Worker(store, settings)
        worker.start()
        tree, limit_bytes = FileTree([folder]), settings.max_file_mib << 20
        taken = list(
            submit_paths(store.ledger, store.originals, tree, order, limit_bytes=limit_bytes)
        )
        told: set[int] = set()
        while len(told) < len(taken):
            time.sleep(_PAUSE_S)
            for job in batch_jobs(store.ledger, order.batch):
                if job.verdict and job.id not in told:
                    told.add(job.id)
                    at = "read" if job.verdict.searchable else "unread"
                    _say(at, source=job.source, sha256=job.content_sha256)
        _say("loaded", documents=len(list_documents(store.ledger, OPERATOR)))
        while True:
            time.sleep(1)


def _ask(store: "Store") -> None:
    """Search without end, as people do who do not know of the kills."""
    from assistant.questions_file import EvaluationQuestion
    from benchmarks import ours

    number, answered = 0, False
    while True:
        text = _QUESTIONS[number % len(_QUESTIONS)]
        question = EvaluationQuestion(
            id="ask", question=text, language="en", answerable=True, relevant=[]
        )
        try:
            found = ours.search(store, question, 5).passages
        except Exception as error:  # noqa: BLE001 - whatever fails is told
            _say("failed", error=f"{type(error).__name__}: {error}")
            found = ()
        if found and not answered:
            answered = True
            _say("answering")
        number += 1
        time.sleep(_PAUSE_S)


def _say(at: str, **more: object) -> None:
    sys.stdout.write(json.dumps({"at": at, **more}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    from storage.silence import silence_libraries

    silence_libraries()
    main(Path(sys.argv[1]), Path(sys.argv[2]))
