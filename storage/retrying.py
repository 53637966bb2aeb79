"""Work in a thread that is tried again until it succeeds or is no longer wanted."""

import logging
import threading
from collections.abc import Callable

from storage.errors import AssistantError

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """The work is not wanted any more: it ends where it is."""


class Retrying(threading.Thread):
    """Calls `attempt` until it returns, raises Stopped, or `stopping` is set.

    After any other failure `failed` is told in one sentence, and it is tried again after
    `pause_s`.
    """

    def __init__(
        self,
        attempt: Callable[[], None],
        *,
        failed: Callable[[str], None],
        stopping: threading.Event,
        pause_s: float,
        name: str,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._attempt = attempt
        self._failed = failed
        self._stopping = stopping
        self._pause_s = pause_s

    def run(self) -> None:
        """The thread's own."""
        while not self._stopping.is_set():
            try:
                self._attempt()
            except Stopped:
                return
            except Exception as error:  # noqa: BLE001 - the outer rim of a thread
                # Of a library's error only the kind: its text may hold texts of documents.
                said = error.message if isinstance(error, AssistantError) else type(error).__name__
                self._failed(said)
                self._stopping.wait(self._pause_s)
            else:
                return
