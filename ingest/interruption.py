"""Ctrl-C and the system's request to end, heard between two documents."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(Exception):
    """What was going on was asked to stop before anything was changed."""


class Interruption(Event):
    """Set by the first Ctrl-C or SIGTERM; `exit_code` is then 130 or 143."""

    exit_code = 0


def check_stop(stop: Event) -> None:
    """Raises Interrupted once `stop` is set."""
    if stop.is_set():
        raise Interrupted


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Within, the first signal sets the interruption and the second ends the process at once.

    Ending at once is safe: whatever was half done is put right by the next owner of the home.
    """
    interruption = Interruption()

    def hear(number: int, _frame: FrameType | None) -> None:
        if interruption.is_set():
            os._exit(interruption.exit_code)
        interruption.exit_code = 128 + number
        interruption.set()

    former = {number: signal.signal(number, hear) for number in SIGNALS}
    try:
        yield interruption
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
