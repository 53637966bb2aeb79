"""The seconds of each stage of one search, taken from outside: what the search asks of its store.

The embedder, the index and the ledger of a store are replaced by ones that look at the clock and
pass everything on, so what is timed is the search as people get it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from storage.embedding import Embedder
from storage.index import Index
from storage.ledger import Ledger
from storage.records import Hit
from storage.store import Store

EMBEDDING = "query embedding"
DENSE = "dense search"
LEXICAL = "lexical search"
LEDGER = "ledger: who may read what, the passages"
REST = "fusion, word pairs, the rest"
RERANKING = "reranking"
STAGES = (EMBEDDING, DENSE, LEXICAL, LEDGER, REST, RERANKING)


@dataclass(slots=True)
class StageClock:
    """Seconds spent in each stage since `clear`."""

    seconds: dict[str, float] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget what was measured."""
        self.seconds.clear()

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add what happens inside to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - start
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent


def timed_store(store: Store, clock: StageClock) -> Store:
    """The same store, whose searches tell `clock` how long their stages took."""
    return replace(
        store,
        embedder=cast(Embedder, _TimedEmbedder(store.embedder, clock)),
        index=cast(Index, _TimedIndex(store.index, clock)),
        ledger=cast(Ledger, _TimedLedger(store.ledger, clock)),
    )


class _Timed:
    """Passes on what it does not time."""

    def __init__(self, timed: object, clock: StageClock) -> None:
        self._timed: Any = timed
        self._clock = clock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._timed, name)


class _TimedEmbedder(_Timed):
    def embed_query(self, text: str) -> NDArray[np.float32]:
        with self._clock.timed(EMBEDDING):
            return cast(NDArray[np.float32], self._timed.embed_query(text))


class _TimedIndex(_Timed):
    def search_dense(
        self, vector: NDArray[np.floating], *, audiences: frozenset[int], k: int
    ) -> list[Hit]:
        with self._clock.timed(DENSE):
            return cast(list[Hit], self._timed.search_dense(vector, audiences=audiences, k=k))

    def search_lexical(
        self, text: str, *, language: str, audiences: frozenset[int], k: int
    ) -> list[Hit]:
        with self._clock.timed(LEXICAL):
            found = self._timed.search_lexical(text, language=language, audiences=audiences, k=k)
            return cast(list[Hit], found)


class _TimedLedger(_Timed):
    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._clock.timed(LEDGER), self._timed.read() as connection:
            yield connection
