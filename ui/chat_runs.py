"""Answers that are being written, one a browser tab, so that another request can stop one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LEAVE_WAIT_S = 3.0  # events come at least every half second; then the model's stream is closed


@dataclass(slots=True)
class Run:
    """One answer on its way. `left` is true where nobody looks at it any more."""

    stopped: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    left: bool = False


class Runs:
    """The runs by Gradio session; the guard binds a session to one person."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, Run] = {}

    @contextmanager
    def begin(self, session: str) -> Iterator[Run]:
        """A new run of the session, known until the block ends; an earlier one is left."""
        self.leave(session)
        run = Run()
        with self._lock:
            self._runs[session] = run
        try:
            yield run
        finally:
            with self._lock:
                if self._runs.get(session) is run:
                    del self._runs[session]
            run.ended.set()

    def stop(self, session: str) -> None:
        """Let the session's run end with what it has; does nothing where none is going on."""
        run = self._current(session)
        if run is not None:
            run.stopped.set()

    def leave(self, session: str) -> None:
        """Let the session's run end and show nothing more; returns once it has ended."""
        run = self._current(session)
        if run is not None:
            run.left = True
            run.stopped.set()
            run.ended.wait(LEAVE_WAIT_S)

    def _current(self, session: str) -> Run | None:
        with self._lock:
            return self._runs.get(session)
