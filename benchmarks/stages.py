"""The seconds of each stage of one search, taken from outside: what the search asks of its store.

The index, its embedder and the ledger of a store are replaced by ones that look at the clock and
pass everything on, so what is timed is the search as people get it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, cast

from sqlalchemy import Connection

from storage.embedding import Embedder
from storage.index import Index
from storage.ledger import Ledger
from storage.store import Store

EMBEDDING = "query embedding"
DENSE = "dense search"
LEXICAL = "lexical search"
LEDGER = "ledger: who may read what, the passages"
REST = "fusion, word pairs, the rest"
RERANKING = "reranking: comparing tokens"
BESIDES = "all but the query embedding"
STAGES = (EMBEDDING, DENSE, LEXICAL, LEDGER, RERANKING, REST, BESIDES)


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

    def timing(self, stage: str, run: Callable[..., Any]) -> Callable[..., Any]:
        """`run`, each call of which is added to a stage."""

        def timed(*arguments: Any, **named: Any) -> Any:
            with self.timed(stage):
                return run(*arguments, **named)

        return timed


def timed_store(store: Store, clock: StageClock) -> Store:
    """The same store, whose searches tell `clock` how long their stages took."""
    return replace(
        store,
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


class _TimedIndex(_Timed):
    _STAGES: ClassVar = {
        "search_dense": DENSE,
        "search_lexical": LEXICAL,
        "token_maxima": RERANKING,
        "document_frequencies": RERANKING,
    }

    @property
    def embedder(self) -> Embedder:
        """The embedder, whose queries are timed."""
        timed = copy(self._timed.embedder)
        for name in ("embed_query", "embed_query_with_tokens"):
            if hasattr(timed, name):
                setattr(timed, name, self._clock.timing(EMBEDDING, getattr(timed, name)))
        return cast(Embedder, timed)

    def __getattr__(self, name: str) -> Any:
        found = super().__getattr__(name)
        return self._clock.timing(self._STAGES[name], found) if name in self._STAGES else found


class _TimedLedger(_Timed):
    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._clock.timed(LEDGER), self._timed.read() as connection:
            yield connection
