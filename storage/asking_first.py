"""People who ask go before documents that are loaded: bulk work waits while somebody asks.

Threads of one process share Python's lock and the cores. A search takes its turn at either in
hundreds of steps, and what loads documents may be before it each time. It calls `let_pass` between
its own steps instead, and waits no longer than it has worked before: where people ask without end
a load takes twice as long, and goes on. What that comes to: `make bench-ingest`.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

MOST_SAVED_S = 0.1  # of waiting, by who worked while nobody asked: a search takes about 25 ms


class AskingFirst:
    """Who asks, and who lets them pass. Thread-safe."""

    def __init__(self) -> None:
        self._over = threading.Condition()
        self._asking = 0
        self._own = threading.local()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """For what somebody waits for; the thread in it lets nobody pass. May be nested."""
        if self.is_asking():
            yield
            return
        self._own.asks = True
        self._count(1)
        try:
            yield
        finally:
            self._own.asks = False
            self._count(-1)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While who asks waits for bulk work itself, which lets nobody pass for their sake then."""
        asks = self.is_asking()
        if asks:
            self._count(-1)
        try:
            yield
        finally:
            if asks:
                self._count(1)

    def as_caller(self, work: Callable[[Given], Made]) -> Callable[[Given], Made]:
        """`work` for a thread of a pool: it asks there where the calling thread asks here.

        Else who asks would wait for a part of their own question to let them pass.
        """
        if not self.is_asking():
            return work

        def asked(given: Given) -> Made:
            with self.asking():
                return work(given)

        return asked

    def let_pass(self) -> None:
        """Wait while somebody asks, for as long as the calling thread has worked at most.

        Not to be called in a transaction, or with a lock that who asks may need without `waiting`.
        """
        now = time.monotonic()
        worked_s = now - getattr(self._own, "since", now)
        saved_s = min(MOST_SAVED_S, getattr(self._own, "saved_s", 0.0) + worked_s)
        if self._asking and saved_s > 0 and not self.is_asking():
            with self._over:
                self._over.wait_for(lambda: not self._asking, timeout=saved_s)
            waited_s = time.monotonic() - now
            now, saved_s = now + waited_s, max(0.0, saved_s - waited_s)
        self._own.since, self._own.saved_s = now, saved_s

    def is_asking(self) -> bool:
        """Whether somebody waits for what the calling thread does."""
        return getattr(self._own, "asks", False)

    def _count(self, more: int) -> None:
        with self._over:
            self._asking += more
            if not self._asking:
                self._over.notify_all()


_of_this_process = AskingFirst()
asking = _of_this_process.asking
waiting = _of_this_process.waiting
is_asking = _of_this_process.is_asking
as_caller = _of_this_process.as_caller
let_pass = _of_this_process.let_pass
