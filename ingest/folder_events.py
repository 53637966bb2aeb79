"""Waiting until something may have changed in a folder, by the system's events or by the clock.

Events only say when to look: what changed is found out by looking, so that a lost, doubled or
overflowing event does no harm, and thousands of them cost one look.
"""

import time
from collections.abc import Generator
from threading import Event
from typing import Any, Protocol

from watchfiles import watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from ingest.errors import FolderAway
from ingest.mirrored_folder import Identity, MirroredFolder

QUIET_MS = 200  # without an event, after which a burst is over
BURST_MS = 1_600  # no burst is waited out for longer
TICK_MS = 500  # how soon it is noticed that the folder is another, or away


class Wake(Protocol):
    """What wakes a watch: returns after `timeout_s` at the latest, and when it is to stop."""

    def wait(self, timeout_s: float) -> None: ...


class EventsUnavailable(Exception):
    """The system gives no events for the folder; the message says why, in its words."""


class ByClock:
    """Looks every `poll_s` seconds: for network shares, whose events come to no other machine."""

    def __init__(self, poll_s: float, stop: Event) -> None:
        self._poll_s = poll_s
        self._stop = stop

    def wait(self, timeout_s: float) -> None:
        """Until the next look."""
        self._stop.wait(min(timeout_s, self._poll_s))


class ByEvents:
    """The events of one folder (inotify on Linux), from when it is made.

    Raises EventsUnavailable, at the start where there are too many folders for the system's limit.
    """

    def __init__(self, folder: MirroredFolder, stop: Event) -> None:
        self._folder = folder
        self._stop = stop
        self._identity: Identity | None = None
        self._events: Generator[set[Any], None, None] | None = None
        self._begin()

    def wait(self, timeout_s: float) -> None:
        """Until something changed in the folder, or it is another one or away."""
        ends = time.monotonic() + timeout_s
        while not self._stop.is_set() and time.monotonic() < ends:
            if self._changed_place():
                self._begin()
                return
            if self._events is None:
                self._stop.wait(min(TICK_MS / 1000, max(0.0, ends - time.monotonic())))
            elif self._next():
                return

    def _next(self) -> bool:
        """True where something changed within the next tick."""
        if self._events is None:
            return False
        try:
            return bool(next(self._events))
        except StopIteration:
            if not self._stop.is_set():
                raise EventsUnavailable("they ended") from None
            return True
        except FileNotFoundError:  # it went away a moment ago
            self._events, self._identity = None, None
            return False
        except (OSError, WatchfilesRustInternalError) as error:
            raise EventsUnavailable(str(error)) from error

    def _changed_place(self) -> bool:
        try:
            return self._folder.identity() != self._identity
        except FolderAway:
            return self._identity is not None

    def _begin(self) -> None:
        """Take the events of the folder that is at the path now; none while there is none."""
        if self._events is not None:
            self._events.close()
        self._events = None
        try:
            self._identity = self._folder.identity()
        except FolderAway:
            self._identity = None
            return
        self._events = watch(
            self._folder.path,
            watch_filter=None,
            debounce=BURST_MS,
            step=QUIET_MS,
            stop_event=self._stop,
            rust_timeout=TICK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=False,
            ignore_permission_denied=True,
        )
        self._next()  # only now the system is asked for events: none is lost after this
