"""A process of its own that adds files, or works like a server: `python -m` this, see `main`.

It is the `ingest add` of the product with an embedder that needs no torch, so that a test can
start and kill dozens of them.
"""

import logging
import signal
import sys
from pathlib import Path

from ingest.addition import Addition
from ingest.file_tree import FileTree
from ingest.interruption import interruptible
from ingest.order import Order
from ingest.progress import LineProgress
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage.errors import AssistantError
from storage.ledger import Ledger
from storage.records import OPERATOR
from storage.settings import StorageSettings
from storage.store import open_owned
from tests.fakes import WordEmbedder, WordTokenEmbedder


def add(home: Path, paths: list[Path], embedder: WordEmbedder) -> int:
    """Add the files to the collection `policies`; exit codes as those of `ingest add`."""
    ledger, progress = Ledger.open(home), LineProgress()
    settings = StorageSettings(home=home)
    with interruptible() as stop:
        addition = Addition(
            ledger,
            open_store=lambda: open_owned(settings, embedder=embedder),
            settings=IngestSettings(),
            progress=progress,
            stop=stop,
        )
        addition.run(FileTree(paths), Order("policies", OPERATOR))
    progress.end(addition.report)
    return stop.exit_code or int(not addition.report.complete)


def serve(home: Path) -> int:
    """Own the home and work until SIGTERM, as the server does."""
    settings = StorageSettings(home=home)
    with open_owned(settings, kind="server", address="http://here", embedder=WordEmbedder()) as s:
        worker = Worker(s, IngestSettings())
        worker.start()
        sys.stdout.write("serving\n")
        sys.stdout.flush()
        signal.sigwait([signal.SIGTERM])
        return int(not worker.stop())


def main() -> int:
    """`add HOME PATH...`, the same with tokens, `add-with-tokens`, or `serve HOME`."""
    logging.basicConfig(level=logging.WARNING)
    command, home, *paths = sys.argv[1:]
    if command == "serve":
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        return serve(Path(home))
    embedder = WordTokenEmbedder() if command == "add-with-tokens" else WordEmbedder()
    try:
        return add(Path(home), [Path(path) for path in paths], embedder)
    except AssistantError as error:  # as the command says it
        sys.stderr.write(f"{error.message}\n")
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
