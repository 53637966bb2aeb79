"""A home's index made anew, with another embedder or its own, beside the one that answers.

Every active chunk is embedded first, and the ledger keeps each vector as soon as it is there; then
the generation is built from them and takes the place of the one that answers, its embedder with
it. Stopped at any point, by a crash too, nothing has changed, and the next time goes on with the
vectors that are there. The former generation and its vectors are kept to go back to.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from storage.chunks import active_digest, drop_other_vectors, iter_active_chunks
from storage.embedding import Embedder
from storage.errors import AssistantError, EmbedderUnreachable
from storage.generations import current
from storage.home_embedder import (
    HomeEmbedders,
    former_generation,
    read_embedders,
    write_embedders,
)
from storage.index_pair import DiskIndex
from storage.open_generation import reopened
from storage.placing import tidy
from storage.rebuilding import Step, build_generation, vectors_of
from storage.reindex_order import former_embedder
from storage.retrying import Stopped
from storage.store import Store

logger = logging.getLogger(__name__)

# Chunks embedded between two looks at the stop; 64 take half a second with the bundled embedder.
_STEP = 64
# Before a part is tried again whose embedder's server does not answer: one that is started anew,
# or answers others for some minutes, ends no work of hours.
PAUSES_S = (5.0, 15.0, 60.0, 120.0)


class Phase(StrEnum):
    """How far a reindexing is; the last three are its ends."""

    LOADING = "loading"
    EMBEDDING = "embedding"
    BUILDING = "building"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self in (Phase.DONE, Phase.STOPPED, Phase.FAILED)


@dataclass(frozen=True, slots=True)
class ReindexProgress:
    """Where a reindexing stands: chunks done, of how many; `error` is why it failed."""

    phase: Phase
    embedder: str = ""
    done: int = 0
    total: int = 0
    error: AssistantError | None = None


class Reindexing:
    """One reindexing of a store that this process owns, in a thread or in the caller's.

    `load` gives the embedder that is to take over.
    """

    def __init__(self, store: Store, load: Callable[[], Embedder]) -> None:
        self.progress = ReindexProgress(Phase.LOADING)
        self._store = store
        self._load = load
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work in a thread; `progress` says how it ends."""
        self._thread = threading.Thread(target=self._guarded, name="reindex", daemon=True)
        self._thread.start()

    def stop(self, *, wait_s: float = 0.0) -> bool:
        """Ask it to stop at the next step; True where it has ended within `wait_s`."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(wait_s)
        return self._thread is None or not self._thread.is_alive()

    def run(self) -> None:
        """Do it now. Raises Stopped, EmbedderError, IndexUnusable, OSError; then nothing changed
        but that vectors were added."""
        embedder = self._load()
        self._show(Phase.LOADING, embedder=embedder.choice.name)
        self._patiently(embedder.warm)
        self._embed(embedder)
        self._show(Phase.BUILDING, done=0)
        former = _former_folder(self._store.home, embedder)

        def make(step: Step) -> DiskIndex:
            disk = reopened(former, embedder) if former is not None else None
            return disk or build_generation(self._store.ledger, embedder, step=step)

        self._store.index.replace(make, step=self._step)
        kept = read_embedders(self._store.home)
        if kept is not None:
            drop_other_vectors(self._store.ledger, keep=kept.digests)
        self._show(Phase.DONE, done=self.progress.total)

    def _guarded(self) -> None:
        try:
            self.run()
        except Stopped:
            self._show(Phase.STOPPED)
        except AssistantError as error:
            logger.error("reindex: %s", error.message)
            self.progress = replace(self.progress, phase=Phase.FAILED, error=error)
        except Exception as error:  # noqa: BLE001 - the outer rim of a thread
            # Of a library's error only the kind: its text may hold texts of documents.
            failure = AssistantError(f"The index could not be made: {type(error).__name__}.")
            logger.error("reindex: %s", failure.message)
            self.progress = replace(self.progress, phase=Phase.FAILED, error=failure)

    def _embed(self, embedder: Embedder) -> None:
        """Every active chunk, in steps; those whose vector the ledger has cost a look-up."""
        total, _ = active_digest(self._store.ledger)
        self._show(Phase.EMBEDDING, done=0, total=total)
        done = 0
        for chunks in iter_active_chunks(self._store.ledger, batch=_STEP):
            self._step(done)
            self._patiently(partial(vectors_of, self._store.ledger, embedder, chunks))
            done += len(chunks)
        self._step(done)

    def _patiently(self, work: Callable[[], object]) -> None:
        """Do a part of the work, once more after each of PAUSES_S while the server is away."""
        for pause_s in PAUSES_S:
            try:
                work()
            except EmbedderUnreachable as error:
                logger.warning("reindex: %s It is tried again in %g s.", error.message, pause_s)
                if self._stopping.wait(pause_s):
                    raise Stopped from error
            else:
                return
        work()

    def _step(self, done: int) -> None:
        if self._stopping.is_set():
            raise Stopped
        self.progress = replace(self.progress, done=done, total=max(done, self.progress.total))

    def _show(self, phase: Phase, **known: object) -> None:
        self.progress = replace(self.progress, phase=phase, **known)  # type: ignore[arg-type]  # its own fields


def forget_former(store: Store) -> str:
    """Drop the former embedder's index and vectors, and the vectors of reindexings that were
    never finished; the former's name. Raises BadInput where there is none."""
    name = former_embedder(store.home).choice.name
    known = read_embedders(store.home)
    assert known is not None
    write_embedders(store.home, HomeEmbedders(known.current))
    drop_other_vectors(store.ledger, keep={known.current.digest})
    folder = current(store.home)
    if folder is not None and store.index.state == "ready":
        tidy(store.home, keep=folder)
    return name


def _former_folder(home: Path, embedder: Embedder) -> Path | None:
    """The index that was kept of this very embedder, where it is the former one."""
    known = read_embedders(home)
    if known is None or known.former is None or known.former.digest != embedder.digest:
        return None
    return former_generation(home)
