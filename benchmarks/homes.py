"""A home with the documents of one folder, by the same way as `ingest add`, kept between runs."""

import time
from pathlib import Path
from threading import Event

from benchmarks.kept_folders import KEPT, files_digest, kept_folder
from ingest.addition import Addition
from ingest.file_tree import FileTree
from ingest.order import Order
from ingest.progress import progress_for
from ingest.reading import RECIPE
from ingest.settings import IngestSettings
from storage.access import create_collection
from storage.embedder_in_force import load_chosen
from storage.embedding import Embedder
from storage.ledger import Ledger
from storage.records import OPERATOR
from storage.settings import StorageSettings, load_settings
from storage.store import Store, open_owned

COLLECTION = "benchmark"
_READY_WITHIN_S = 3600.0


def home_of(documents: Path, name: str, *, root: Path = KEPT) -> Path:
    """The home that holds `documents`, made now or kept from an earlier run."""
    embedder = load_chosen(load_settings(StorageSettings))
    made_of = [RECIPE, embedder.digest, files_digest(documents)]
    return kept_folder(
        f"home-{name}", made_of=made_of, make=lambda home: load(home, documents), root=root
    )


def load(home: Path, documents: Path) -> None:
    """Make a home with the documents of a folder in it.

    Raises RuntimeError where one cannot be found afterwards: every method searches the same files.
    """
    ledger = Ledger.create(home)
    create_collection(ledger, COLLECTION, groups=())
    addition = Addition(
        ledger,
        open_store=lambda: open_owned(settings_at(home)),
        settings=load_settings(IngestSettings),
        progress=progress_for(as_json=False),
        stop=Event(),
    )
    addition.run(FileTree([documents]), Order(COLLECTION, OPERATOR))
    ledger.close()
    if not addition.report.complete:
        failed = ", ".join(job.file_name for job in addition.report.failed)
        raise RuntimeError(f"Of the documents in {documents} not all can be searched: {failed}")


def open_ready(home: Path, *, embedder: Embedder | None = None) -> Store:
    """The home, opened as its owner, once everything is there: index, tokens, weights."""
    store = open_owned(settings_at(home), embedder=embedder)
    until = time.monotonic() + _READY_WITHIN_S
    while store.index.state != "ready" or store.index.tokens.missing:
        if time.monotonic() > until:
            store.close()
            raise TimeoutError(f"The index of {home} is not ready: {store.index.why}")
        time.sleep(0.2)
    store.embedder.warm()
    return store


def settings_at(home: Path) -> StorageSettings:
    """The settings in force, with another home."""
    return load_settings(StorageSettings).model_copy(update={"home": home})
