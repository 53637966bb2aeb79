"""The pairs of indexes that answer one after the other, and how each takes the former's place.

A generation on disk answers. Where none may be opened, memory does, while a thread builds one
anew from the ledger. Where another embedder is to take over, its generation is built beside the
one that answers. What is written meanwhile is noted in a journal for each that is being built.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Literal

from storage.asking_first import asking
from storage.chunks import active_digest
from storage.embedding import Embedder
from storage.errors import HomeError, IndexUnusable
from storage.index_pair import DiskIndex, IndexPair, MemoryIndex
from storage.journal import Journal, Operation
from storage.ledger import Ledger
from storage.open_generation import OpenGeneration
from storage.placing import placed, tidy
from storage.queued_changes import Queued
from storage.rebuilding import Step, build_generation, catch_up, load_memory_index
from storage.retrying import Retrying, Stopped
from storage.serving import Serving

logger = logging.getLogger(__name__)

_RETRY_S = 60.0  # after a rebuild that failed, for want of disk space for instance

Make = Callable[[Step], DiskIndex]
"""Builds a generation, or opens a former one; calls the step between parts of it."""


class Succession:
    """What answers now, and what is to answer next. Thread-safe; `writing` is held to write.

    `embedder` is the one in force; `on_placed` is called when a generation has taken its place.
    `state`, `why` and `progress` are those of `storage.index`.
    """

    def __init__(
        self, ledger: Ledger, embedder: Embedder, *, on_placed: Callable[[], None]
    ) -> None:
        self.state: Literal["ready", "rebuilding"] = "ready"
        self.why = ""
        self.progress = (0, 0)
        self.embedder = embedder
        self.generation: OpenGeneration | None = None
        self.serving = Serving()
        self.answering = threading.Event()
        self.closing = threading.Event()
        self.writing = threading.RLock()
        self._ledger = ledger
        self._on_placed = on_placed
        self._memory: MemoryIndex | None = None
        self._journals: list[Journal] = []  # one for each generation being built
        self._rebuilder: Retrying | None = None

    def begin(self, pair: IndexPair, generation: OpenGeneration | None = None) -> None:
        """Let `pair`, that of `generation` where it is one, answer as the first."""
        self.generation = generation
        self.serving.exchange(pair)
        self.answering.set()

    def write(self, operation: Operation, *, journal: bool = True) -> None:
        """Do `operation` on what answers, and note it for the generations being built."""
        with self.writing:
            if self.closing.is_set():
                raise HomeError("The index is closed.")
            if self.generation is not None:
                try:
                    self.generation.unseal()
                    operation(self.generation.disk)
                    self.generation.disk.commit()
                except IndexUnusable as error:
                    self.abandon(error)  # and a journal is begun, which gets it below
            if journal:
                for one in self._journals:
                    one.note(operation)
            if self._memory is not None:
                operation(self._memory)
                self._memory.commit()

    def replace(self, make: Make, *, step: Step) -> None:
        """Let what `make` builds, with its embedder, take the place of what answers now.

        What answers now goes on until then. Searches under way end with the embedder that they
        began with. Raises what `step` raises, Stopped where the index is closed meanwhile,
        EmbedderError, IndexUnusable and OSError; then everything is as it was.
        """
        journal = self._begin_journal()
        try:
            disk = make(step)
            try:
                catch_up(self._ledger, disk, step=step)
                self._put_in_place(disk, journal, check=self._check_open)
            except BaseException:
                disk.close()
                raise
        finally:
            self._end_journal(journal)
        logger.info("index %s answers, of %s", disk.folder.name, disk.embedder.choice.name)

    def abandon(self, error: IndexUnusable) -> None:
        """Leave a generation that failed while it was open, and build another."""
        with self.writing:
            generation, self.generation = self.generation, None
            if generation is None or self.closing.is_set():
                return  # another thread did, or memory failed, or it is over
            try:
                generation.unseal()
            except IndexUnusable as failure:
                logger.error("%s", failure)
            self.rebuild(error.message)

    def rebuild(self, why: str) -> None:
        """Let memory answer, and build a generation anew."""
        nothing_yet = active_digest(self._ledger)[0] == 0  # of a new home nobody needs to know
        level = logging.INFO if nothing_yet else logging.WARNING
        logger.log(level, "%s It is made anew from the ledger; memory answers meanwhile.", why)
        with self.writing:
            self.answering.clear()
            self.state, self.why = "rebuilding", why
            self._rebuilder = Retrying(
                partial(self._rebuild_once, self._begin_journal()),
                failed=self._rebuild_failed,
                stopping=self.closing,
                pause_s=_RETRY_S,
                name="index-rebuild",
            )
            self._rebuilder.start()

    def close(self) -> None:
        """Stop a rebuild and release everything."""
        self.closing.set()
        if self._rebuilder is not None:
            self._rebuilder.join()
        with self.writing:  # a generation that is just being put in place is in place
            self.serving.exchange(None)
        self.answering.set()

    def _begin_journal(self) -> Journal:
        """A journal of all that is written from now on."""
        with self.writing:
            self._journals.append(journal := Journal())
        return journal

    def _end_journal(self, journal: Journal) -> None:
        with self.writing:
            if journal in self._journals:
                self._journals.remove(journal)

    def _rebuild_failed(self, said: str) -> None:
        self.why = f"The index could not be made anew: {said}. It is tried again."
        logger.error("%s", self.why)
        self.answering.set()

    def _rebuild_once(self, journal: Journal) -> None:
        started = time.monotonic()
        total, _ = active_digest(self._ledger)

        def step(done: int) -> None:
            self.progress = (done, total)
            self._check_wanted()

        memory = self._memory or self._answer_from_memory(journal)
        disk = build_generation(self._ledger, memory.embedder, memory=memory, step=step)
        try:
            self._put_in_place(disk, journal, check=self._check_wanted)
        except BaseException:
            disk.close()
            raise
        count, seconds = len(disk.vectors), time.monotonic() - started
        logger.info("index %s: %d chunks in %.1f s", disk.folder.name, count, seconds)

    def _check_open(self) -> None:
        if self.closing.is_set():
            raise Stopped

    def _check_wanted(self) -> None:
        """Raise Stopped where a rebuild is not wanted any more: it is over, or was overtaken."""
        if self.closing.is_set() or self.generation is not None:
            raise Stopped

    def _answer_from_memory(self, journal: Journal) -> MemoryIndex:
        with asking():  # nobody is answered before it is filled
            memory = load_memory_index(self._ledger, self.embedder)
        with self.writing:
            self._check_wanted()
            journal.replay(memory)
            Queued.read(self._ledger).apply_unembedded(
                memory
            )  # what was queued while it was loaded
            memory.commit()
            self._memory = memory
            self.serving.exchange(memory)
            self.answering.set()
        return memory

    def _put_in_place(
        self, disk: DiskIndex, journal: Journal, *, check: Callable[[], None]
    ) -> None:
        """Bring a new generation up to date, seal it and let it answer."""
        with self.writing:
            check()
            generation = placed(self._ledger, disk, journal)
            if self.generation is not None:
                _leave(self.generation)
            self.embedder, self.generation, self._memory = disk.embedder, generation, None
            self._end_journal(journal)
            self.serving.exchange(disk)
            self.answering.set()
            if not self._journals:  # else another generation is being built
                tidy(self._ledger.home, keep=disk.folder)
            self.state, self.why, self.progress = "ready", "", (0, 0)
        self._on_placed()


def _leave(generation: OpenGeneration) -> None:
    """Seal a generation that another takes the place of: it may be gone back to."""
    try:
        generation.seal()
    except (OSError, IndexUnusable) as error:
        logger.warning("index: %s is left unsealed: %s", generation.name, error)
