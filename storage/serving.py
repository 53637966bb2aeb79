"""The indexes that answer now, exchanged under the feet of those who search."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from storage.errors import IndexUnusable
from storage.index_pair import IndexPair

logger = logging.getLogger(__name__)

Found = TypeVar("Found")


class Serving:
    """Holds the pair that answers; the former is closed when its last search has ended."""

    def __init__(self) -> None:
        self._pair: IndexPair | None = None
        self._searches: dict[IndexPair, int] = {}
        self._changed = threading.Condition()

    @contextmanager
    def pair(self) -> Iterator[IndexPair | None]:
        """The pair that answers now, kept open meanwhile; None where there is none."""
        with self._changed:
            pair = self._pair
            if pair is not None:
                self._searches[pair] = self._searches.get(pair, 0) + 1
        try:
            yield pair
        finally:
            if pair is not None:
                with self._changed:
                    self._searches[pair] -= 1
                    self._changed.notify_all()

    def answer(self, find: Callable[[IndexPair], Found], *, otherwise: str) -> Found:
        """What `find` gives for the pair that answers now; raises IndexUnusable where none does."""
        with self.pair() as pair:
            if pair is None:
                raise IndexUnusable(otherwise, hint="Try again.")
            return find(pair)

    def exchange(self, pair: IndexPair | None) -> None:
        """Let `pair` answer from now on; wait for the former's searches and close it."""
        with self._changed:
            former, self._pair = self._pair, pair
            if former is None:
                return
            self._changed.wait_for(lambda: not self._searches.get(former, 0))
            self._searches.pop(former, None)
        try:
            former.close()
        except IndexUnusable as error:
            logger.warning("index: closed after a failure: %s", error)
