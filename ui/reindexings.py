"""The one reindexing that a server may have under way, and what it was asked for."""

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import BadInput

if TYPE_CHECKING:
    from storage.embedding import Embedder
    from storage.reindex_order import ReindexOrder
    from storage.reindexing import Reindexing, ReindexProgress
    from storage.store import Store


def _loaded(order: "ReindexOrder", home: Path, *, ollama_url: str) -> "Embedder":
    """The embedder that is to take over; its languages are found out before anybody asks it."""
    from assistant.meaning import knowledge_while_possible

    embedder = order.load(home, ollama_url=ollama_url)
    knowledge_while_possible(embedder, "fr", "en")
    return embedder


class Reindexings:
    """At most one at a time; the last one's progress is remembered. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._order: ReindexOrder | None = None
        self._last: Reindexing | None = None

    @property
    def progress(self) -> "ReindexProgress | None":
        """Where the last one stands; None where there was none."""
        return self._last.progress if self._last else None

    def begin(self, store: "Store", order: "ReindexOrder", *, ollama_url: str) -> None:
        """Begin one, or leave one alone that was begun with the same order.

        Raises BadInput where another is under way.
        """
        from storage.reindexing import Reindexing

        with self._lock:
            if self._running:
                if self._order == order:
                    return
                raise BadInput(
                    "Another reindexing is under way.",
                    hint="Wait for its end, or stop it with Ctrl-C where it was begun.",
                )
            load = partial(_loaded, order, store.home, ollama_url=ollama_url)
            self._last, self._order = Reindexing(store, load), order
            self._last.start()

    def forget(self, store: "Store") -> str:
        """Drop the former embedder; its name. Raises BadInput where there is none, or while a
        reindexing is under way."""
        from storage.reindexing import forget_former

        with self._lock:
            if self._running:
                raise BadInput("A reindexing is under way.", hint="Wait for its end.")
            return forget_former(store)

    def ask_to_stop(self) -> None:
        """Let one that is under way end at its next step."""
        self.stop(wait_s=0.0)

    def stop(self, *, wait_s: float) -> bool:
        """Stop one that is under way; True where none is any more."""
        last = self._last
        return last is None or last.stop(wait_s=wait_s)

    @property
    def _running(self) -> bool:
        return self._last is not None and not self._last.progress.phase.ended
