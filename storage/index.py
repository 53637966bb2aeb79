"""The index: one way in to search, whether the generation on disk answers or memory does."""

import logging
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from storage.embedding import Embedder
from storage.errors import AssistantError, HomeError, IndexUnusable
from storage.index_pair import DiskIndex, IndexPair
from storage.index_search import IndexSearch
from storage.journal import Operation
from storage.ledger import Ledger
from storage.open_generation import open_current
from storage.placing import tidy
from storage.queued_changes import Queued
from storage.rebuilding import Step, load_memory_index, missing_chunks, vectors_of
from storage.records import Chunk
from storage.succession import Make, Succession
from storage.token_completion import TokenCompletion
from storage.token_projection import CompressedTokens
from storage.token_source import TokenSource

logger = logging.getLogger(__name__)


class Index(IndexSearch):
    """Searches the active chunks by vector and by words. Thread-safe.

    `state` is "rebuilding" while no generation on disk may be opened: memory answers, and a
    thread builds a new generation and puts it in place. What is added or removed meanwhile counts
    at once and is done again on the new generation. `why` says what was wrong, or is empty.
    `progress` is how many chunks are rebuilt, of how many. `embedder` is the one in force; index
    and embedder are exchanged together by `replace`. `tokens` gives the rows for `add`.
    """

    def __init__(self, ledger: Ledger, embedder: Embedder, *, owner: bool) -> None:
        super().__init__(Succession(ledger, embedder, on_placed=lambda: self._completion.wake()))
        self._owner = owner
        self._ledger = ledger
        self.tokens = TokenSource(ledger, disk=self._disk)
        self._completion = TokenCompletion(
            self.tokens,
            keep=lambda chunks, rows: self._write(
                lambda pair: pair.add_tokens(chunks, rows), journal=False
            ),
            done=self.seal,
        )

    @classmethod
    def open(cls, ledger: Ledger, embedder: Embedder) -> Self:
        """The index of the process that owns the home; returns before a rebuild has ended."""
        index = cls(ledger, embedder, owner=True)
        found = open_current(ledger, embedder)
        if isinstance(found, str):
            index._succession.rebuild(found)
            return index
        index._succession.begin(found.disk, found)
        try:
            tidy(ledger.home, keep=found.disk.folder)
            index.apply_removals()
        except BaseException:
            index.close()
            raise
        index._completion.wake()
        return index

    @classmethod
    def unopened(cls, ledger: Ledger, embedder: Embedder) -> Self:
        """The index of an owner who only replaces it: nothing answers before `replace` is done."""
        return cls(ledger, embedder, owner=True)

    @classmethod
    def in_memory(cls, ledger: Ledger, embedder: Embedder) -> Self:
        """An index of the ledger as it is now, for a process that does not own the home."""
        index = cls(ledger, embedder, owner=False)
        index._succession.begin(load_memory_index(ledger, embedder))
        return index

    @property
    def state(self) -> str:
        """ "ready" or "rebuilding"."""
        return self._succession.state

    @property
    def progress(self) -> tuple[int, int]:
        """How many chunks are rebuilt, of how many."""
        return self._succession.progress

    @property
    def embedder(self) -> Embedder:
        """The embedder in force."""
        return self._succession.embedder

    @property
    def generation(self) -> str:
        """The name of the generation that answers; empty while memory does."""
        generation = self._succession.generation
        return generation.name if generation else ""

    def add(
        self,
        chunks: Sequence[Chunk],
        vectors: NDArray[np.floating],
        tokens: CompressedTokens | None = None,
        *,
        embedder_digest: str,
    ) -> None:
        """Make chunks findable, one row of `vectors` each; they need not be active yet.

        Where no `tokens` are given, those that are there stay. An index of another embedder than
        that of the vectors gets its own.
        """

        def operation(pair: IndexPair) -> None:
            own = pair.embedder.digest == embedder_digest
            pair.add(chunks, vectors if own else vectors_of(self._ledger, pair.embedder, chunks))
            if tokens is not None and own:
                pair.add_tokens(chunks, tokens)

        if chunks:
            self._write(operation)

    def remove(self, ids: Sequence[int]) -> None:
        """Make chunks unfindable; ids that are not in the index are passed over."""
        if ids:
            self._write(lambda pair: pair.remove(ids))

    def apply_removals(self) -> int:
        """Do what the ledger has queued for the index: removals, and changes of audience.

        How many entries that were; 0 while a rebuild goes on, which does them at its end.
        """
        with self._succession.writing:
            queued = Queued.read(self._ledger)
            if not queued or not self._owner:
                return 0
            # Where a generation answers it is off the queue, and one being built must do it too.
            self._write(queued.apply, journal=self._succession.generation is not None)
            if self._succession.generation is None:
                return 0
            queued.done()
            return len(queued)

    def replace(self, make: Make, *, step: Step) -> None:
        """Let the generation that `make` builds, and its embedder, answer from now on.

        See `Succession.replace`; for the process that owns the home.
        """
        self._succession.replace(make, step=step)

    def seal(self) -> None:
        """Seal the generation on disk; to be called when there is nothing more to do for now.

        First does what the ledger has queued and makes sure that every active chunk is there.
        """
        self.apply_removals()
        with self._succession.writing:
            generation = self._succession.generation
            if generation is None or generation.sealed:
                return
            missing = missing_chunks(self._ledger, generation.disk.entries())
            if missing:
                logger.warning("index: %d active chunks were missing and are added", len(missing))
                rows = vectors_of(self._ledger, self.embedder, missing)
                self.add(missing, rows, embedder_digest=self.embedder.digest)
            try:
                if self._succession.generation is not None:
                    self._succession.generation.seal()
            except IndexUnusable as error:
                self._succession.abandon(error)
            except OSError as error:  # unsealed is safe: it would be made anew at the next start
                logger.error("index: not sealed: %s", error)
        self._completion.wake()

    def close(self) -> None:
        """Stop a rebuild, seal what is on disk and release everything; safe to repeat."""
        if self._succession.closing.is_set():
            return
        self._completion.stop()
        try:
            self.seal()
        except AssistantError as error:
            logger.error("index: not sealed: %s", error)
        finally:
            self._succession.close()

    def _disk(self) -> DiskIndex | None:
        generation = self._succession.generation
        return generation.disk if generation else None

    def _write(self, operation: Operation, *, journal: bool = True) -> None:
        if not self._owner:
            raise HomeError("This process may not write to the index.")
        self._succession.write(operation, journal=journal)
