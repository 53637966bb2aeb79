"""Everything a process needs of a home, opened in order and closed in order."""

import logging
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from storage.cross_encoder import LocalCrossEncoder, load_cross_encoder
from storage.embedder_in_force import (
    adopt_embedder,
    check_embedder,
    load_chosen,
    recall_embedder,
    recalled,
)
from storage.embedding import Embedder
from storage.index import Index
from storage.jobs import requeue_abandoned
from storage.ledger import Ledger, require_home
from storage.lettered_pages import LetteredPages
from storage.locking import HomeLock
from storage.originals import Originals
from storage.permanent_objects import permanent
from storage.settings import StorageSettings
from storage.unused_originals import discard_orphans
from storage.versions import drop_pending

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store:
    """An open home. `lock` is None where this process only reads: another may own the home."""

    home: Path
    ledger: Ledger
    originals: Originals
    index: Index
    lock: HomeLock | None
    lettered: LetteredPages = field(default_factory=LetteredPages)
    reranker: LocalCrossEncoder | None = None

    @property
    def embedder(self) -> Embedder:
        """The embedder in force: another after `assistant reindex`, so it is taken once for what
        belongs together."""
        return self.index.embedder

    def assure_owned(self) -> None:
        """Before anything is written. Raises HomeError where the home is this process's no more."""
        if self.lock is not None:
            self.lock.assure()

    def close(self) -> None:
        """Seal and close the index, close the ledger, let go of the lock; safe to repeat."""
        with ExitStack() as closing:  # in reverse, each whatever becomes of the others
            if self.lock is not None:
                closing.callback(self.lock.release)
            closing.callback(self.ledger.close)
            closing.callback(self.index.close)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()


def open_owned(
    settings: StorageSettings,
    *,
    kind: str = "ingest",
    address: str = "",
    embedder: Embedder | None = None,
) -> Store:
    """Open a home as its owner: what a crash left is put right, and the index is verified.

    `kind` is "server" or "ingest", as others are told who find the home busy. Raises HomeMissing,
    HomeBusy, HomeTooNew, LedgerDamaged, EmbedderError (EmbedderChanged where the home was indexed
    with another), RerankerError. Returns while a rebuild of the index may still go on: see
    `Index.state`.
    """
    require_home(settings.home)  # before a lock file is left where no home is
    chosen = embedder or load_chosen(settings)
    reranker = load_cross_encoder(settings.reranker)
    with permanent(), ExitStack() as opened:
        lock, ledger, originals = _owned(opened, settings, kind=kind, address=address)
        embedder = embedder or recalled(ledger, settings) or chosen
        adopt_embedder(ledger, embedder)
        index = Index.open(ledger, embedder)
        opened.pop_all()
        return Store(settings.home, ledger, originals, index, lock, reranker=reranker)


def open_replacing(settings: StorageSettings, embedder: Embedder) -> Store:
    """Open a home as its owner only to replace its index by one of `embedder`.

    Nothing answers before `Index.replace` is done, and what the home was indexed with need not
    be there any more. Raises as `open_owned` does.
    """
    require_home(settings.home)
    with ExitStack() as opened:
        lock, ledger, originals = _owned(opened, settings, kind="ingest", address="")
        recall_embedder(ledger, settings)
        index = Index.unopened(ledger, embedder)
        opened.pop_all()
        return Store(settings.home, ledger, originals, index, lock)


def open_reading(settings: StorageSettings, *, embedder: Embedder | None = None) -> Store:
    """Open a home to read it as it is now, whoever owns it; searches are made in memory.

    Raises HomeMissing, HomeTooNew, LedgerDamaged, EmbedderError, RerankerError.
    """
    require_home(settings.home)
    chosen = embedder or load_chosen(settings)
    reranker = load_cross_encoder(settings.reranker)
    with ExitStack() as opened:
        ledger = Ledger.open_to_read(settings.home)
        opened.callback(ledger.close)
        embedder = embedder or recalled(ledger, settings) or chosen
        check_embedder(ledger, embedder)
        index = Index.in_memory(ledger, embedder)
        opened.pop_all()
        return Store(
            settings.home, ledger, Originals(settings.home), index, None, reranker=reranker
        )


def _owned(
    opened: ExitStack, settings: StorageSettings, *, kind: str, address: str
) -> tuple[HomeLock, Ledger, Originals]:
    """The lock and the ledger of a home, with what a crash left put right."""
    lock = HomeLock.acquire(settings.home, kind=kind, address=address)
    opened.callback(lock.release)
    ledger = Ledger.open(settings.home)
    opened.callback(ledger.close)
    originals = Originals(settings.home)
    requeued, dropped = requeue_abandoned(ledger), drop_pending(ledger)
    orphans = discard_orphans(ledger, originals)
    if requeued or dropped or orphans:
        logger.info(
            "after a crash: %d jobs queued again, %d versions dropped, %d files discarded",
            requeued,
            dropped,
            orphans,
        )
    return lock, ledger, originals
