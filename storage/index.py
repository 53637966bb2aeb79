"""The index: one way in to search, whether the generation on disk answers or memory does."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from storage.chunks import active_digest
from storage.embedding import Embedder
from storage.errors import AssistantError, HomeError, IndexUnusable
from storage.generations import make_current, remove_others
from storage.index_pair import DiskIndex, IndexPair, MemoryIndex
from storage.ledger import Ledger
from storage.open_generation import OpenGeneration, open_current
from storage.queued_changes import Queued
from storage.rebuilding import build_generation, load_memory_index, missing_chunks, vectors_of
from storage.records import Chunk, Frequencies, Hit
from storage.serving import Found, Serving
from storage.vectors import SERVING_BATCH

logger = logging.getLogger(__name__)

_RETRY_S = 60.0  # after a rebuild that failed, for want of disk space for instance

Operation = Callable[[IndexPair], None]


class Index:
    """Searches the active chunks by vector and by words. Thread-safe.

    `state` is "rebuilding" while no generation on disk may be opened: memory answers, and a
    thread builds a new generation and puts it in place. What is added or removed meanwhile counts
    at once and is done again on the new generation. `why` says what was wrong, or is empty.
    `progress` is how many chunks are rebuilt, of how many.
    """

    def __init__(self, ledger: Ledger, embedder: Embedder, *, owner: bool) -> None:
        self.state: Literal["ready", "rebuilding"] = "ready"
        self.why = ""
        self.progress = (0, 0)
        self._owner = owner
        self._ledger = ledger
        self._embedder = embedder
        self._serving = Serving()
        self._answering = threading.Event()
        self._closing = threading.Event()
        self._writing = threading.RLock()
        self._generation: OpenGeneration | None = None
        self._memory: MemoryIndex | None = None
        self._journal: list[Operation] = []  # what a generation being built still has to do
        self._rebuilder: threading.Thread | None = None

    @classmethod
    def open(cls, ledger: Ledger, embedder: Embedder) -> Self:
        """The index of the process that owns the home; returns before a rebuild has ended."""
        index = cls(ledger, embedder, owner=True)
        found = open_current(ledger, embedder)
        if isinstance(found, str):
            index._rebuild(found)
            return index
        index._generation = found
        index._serving.exchange(found.disk)
        index._answering.set()
        try:
            remove_others(ledger.home, keep=found.disk.folder)
            index.apply_removals()
        except BaseException:
            index.close()
            raise
        return index

    @classmethod
    def in_memory(cls, ledger: Ledger, embedder: Embedder) -> Self:
        """An index of the ledger as it is now, for a process that does not own the home."""
        index = cls(ledger, embedder, owner=False)
        index._serving.exchange(load_memory_index(ledger, embedder))
        index._answering.set()
        return index

    @property
    def generation(self) -> str:
        """The name of the generation that answers; empty while memory does."""
        generation = self._generation
        return generation.name if generation else ""

    def search_dense(
        self, vector: NDArray[np.floating], *, audiences: frozenset[int], k: int
    ) -> list[Hit]:
        """The `k` nearest chunks of `audiences`, nearest first; score is the cosine."""
        return self._search(lambda pair: pair.vectors.search(vector, audiences=audiences, k=k))

    def search_lexical(
        self, text: str, *, language: str, audiences: frozenset[int], k: int
    ) -> list[Hit]:
        """The `k` best chunks of `audiences` by the words of `text`, best first; score is BM25."""
        return self._search(
            lambda pair: pair.lexical.search(text, language=language, audiences=audiences, k=k)
        )

    def document_frequencies(self, words: Sequence[str], *, language: str) -> Frequencies:
        """How many chunks hold each of `words` (folded): to weigh them by, never to show."""
        return self._search(
            lambda pair: pair.lexical.document_frequencies(words, language=language)
        )

    def add(self, chunks: Sequence[Chunk], vectors: NDArray[np.floating]) -> None:
        """Make chunks findable, one row of `vectors` each; they need not be active yet."""
        if chunks:
            self._write(lambda pair: pair.add(chunks, vectors))

    def remove(self, ids: Sequence[int]) -> None:
        """Make chunks unfindable; ids that are not in the index are passed over."""
        if ids:
            self._write(lambda pair: pair.remove(ids))

    def apply_removals(self) -> int:
        """Do what the ledger has queued for the index: removals, and changes of audience.

        How many entries that were; 0 while a rebuild goes on, which does them at its end.
        """
        with self._writing:
            queued = Queued.read(self._ledger, self._embedder)
            if not queued or not self._owner:
                return 0
            self._write(queued.apply, journal=False)
            if self._generation is None:
                return 0
            queued.done(self._ledger)
            return len(queued)

    def seal(self) -> None:
        """Seal the generation on disk; to be called when there is nothing more to do for now.

        First does what the ledger has queued and makes sure that every active chunk is there.
        """
        self.apply_removals()
        with self._writing:
            if self._generation is None or self._generation.sealed:
                return
            missing = missing_chunks(self._ledger, self._generation.disk.entries())
            if missing:
                logger.warning("index: %d active chunks were missing and are added", len(missing))
                self.add(missing, vectors_of(self._ledger, self._embedder, missing))
            try:
                if self._generation is not None:
                    self._generation.seal()
            except IndexUnusable as error:
                self._abandon(error)
            except OSError as error:  # unsealed is safe: it would be made anew at the next start
                logger.error("index: not sealed: %s", error)

    def close(self) -> None:
        """Stop a rebuild, seal what is on disk and release everything; safe to repeat."""
        if self._closing.is_set():
            return
        try:
            self.seal()
        except AssistantError as error:
            logger.error("index: not sealed: %s", error)
        finally:
            self._closing.set()
            if self._rebuilder is not None:
                self._rebuilder.join()
            self._serving.exchange(None)
            self._answering.set()

    def _search(self, find: Callable[[IndexPair], Found]) -> Found:
        """Search; where the generation fails, leave it and search in memory."""
        try:
            return self._search_once(find)
        except IndexUnusable as error:
            self._abandon(error)
        return self._search_once(find)

    def _search_once(self, find: Callable[[IndexPair], Found]) -> Found:
        self._answering.wait()  # seconds at most: until memory is filled
        return self._serving.answer(find, otherwise=self.why or "The index is closed.")

    def _write(self, operation: Operation, *, journal: bool = True) -> None:
        """Do `operation` on what answers, and note it for the generation being built."""
        with self._writing:
            if self._closing.is_set() or not self._owner:
                raise HomeError("This process may not write to the index.")
            if self._generation is not None:
                try:
                    self._generation.unseal()
                    operation(self._generation.disk)
                    self._generation.disk.commit()
                except IndexUnusable as error:
                    self._abandon(error)
                else:
                    return
            if journal:
                self._journal.append(operation)
            if self._memory is not None:
                operation(self._memory)
                self._memory.commit()

    def _abandon(self, error: IndexUnusable) -> None:
        """Leave a generation that failed while it was open, and build another."""
        with self._writing:
            generation, self._generation = self._generation, None
            if generation is None or self._closing.is_set():
                return  # another thread did, or memory failed, or it is over
            try:
                generation.unseal()
            except IndexUnusable as failure:
                logger.error("%s", failure)
            self._rebuild(error.message)

    def _rebuild(self, why: str) -> None:
        nothing_yet = active_digest(self._ledger)[0] == 0  # of a new home nobody needs to know
        level = logging.INFO if nothing_yet else logging.WARNING
        logger.log(level, "%s It is made anew from the ledger; memory answers meanwhile.", why)
        with self._writing:
            self._answering.clear()
            self.state, self.why = "rebuilding", why
            self._journal = []
            self._rebuilder = threading.Thread(
                target=self._rebuild_until_done, name="index-rebuild", daemon=True
            )
            self._rebuilder.start()

    def _rebuild_until_done(self) -> None:
        while not self._closing.is_set():
            try:
                self._rebuild_once()
            except _Stopped:
                return
            except Exception as error:  # noqa: BLE001 - the outer rim of a thread
                # Of a library's error only the kind: its text may hold texts of documents.
                said = error.message if isinstance(error, AssistantError) else type(error).__name__
                self.why = f"The index could not be made anew: {said}. It is tried again."
                logger.error("%s", self.why)
                self._answering.set()
                self._closing.wait(_RETRY_S)
            else:
                return

    def _rebuild_once(self) -> None:
        started = time.monotonic()
        total, _ = active_digest(self._ledger)

        def step(done: int) -> None:
            self.progress = (done, total)
            if self._closing.is_set():
                raise _Stopped

        memory = self._memory or self._answer_from_memory()
        disk = build_generation(self._ledger, self._embedder, memory=memory, step=step)
        try:
            self._put_in_place(disk)
        except BaseException:
            disk.close()
            raise
        count, seconds = len(disk.vectors), time.monotonic() - started
        logger.info("index %s: %d chunks in %.1f s", disk.folder.name, count, seconds)

    def _answer_from_memory(self) -> MemoryIndex:
        memory = load_memory_index(self._ledger, self._embedder)
        with self._writing:
            for operation in self._journal:
                operation(memory)
            memory.commit()
            self._memory = memory
            self._serving.exchange(memory)
            self._answering.set()
        return memory

    def _put_in_place(self, disk: DiskIndex) -> None:
        """Bring a new generation up to date, seal it and let it answer."""
        with self._writing:
            for operation in self._journal:
                operation(disk)
            queued = Queued.read(self._ledger, self._embedder)
            queued.apply(disk)
            missing = missing_chunks(self._ledger, disk.entries())
            disk.add(missing, vectors_of(self._ledger, self._embedder, missing))
            generation = OpenGeneration(disk, self._embedder)
            generation.seal()
            if len(disk.lexical) != len(disk.vectors):
                raise IndexUnusable("Its two halves hold different chunks.")
            make_current(self._ledger.home, disk.folder)
            queued.done(self._ledger)
            disk.vectors.batch = SERVING_BATCH
            self._generation, self._memory, self._journal = generation, None, []
            self._serving.exchange(disk)
            try:
                remove_others(self._ledger.home, keep=disk.folder)
            except OSError as error:
                logger.warning("index: former generations are still there: %s", error)
            self.state, self.why, self.progress = "ready", "", (0, 0)


class _Stopped(Exception):
    """The process is closing: a rebuild ends where it is."""
