"""A process that says, a JSON object a line, what it comes to, until it is killed."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue

Event = dict[str, object]
"""A line that was said; "at" names what was come to."""


class HeardProcess:
    """One process from its start, which this makes, to its kill."""

    def __init__(self, command: Sequence[str]) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._lines: SimpleQueue[tuple[float, str]] = SimpleQueue()
        self._errors: list[str] = []
        self._threads = [threading.Thread(target=one) for one in (self._listen, self._hear)]
        for thread in self._threads:
            thread.start()

    def said(self, *, until_s: float) -> Iterator[tuple[float, Event]]:
        """What it says until so many seconds after its start, each with its second.

        Raises RuntimeError where it ends by itself.
        """
        while (left := self._started + until_s - time.monotonic()) > 0:
            try:
                second, line = self._lines.get(timeout=left)
            except Empty:
                return
            if not line:
                raise RuntimeError("The process ended by itself:\n" + "".join(self._errors)[-2000:])
            yield second, json.loads(line)

    def kill(self) -> list[Event]:
        """SIGKILL; what it had said that nobody heard yet."""
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        rest = []
        while not self._lines.empty():
            _, line = self._lines.get()
            if line.endswith("\n"):
                rest.append(json.loads(line))
        return rest

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put((time.monotonic() - self._started, line))
        self._lines.put((0.0, ""))

    def _hear(self) -> None:
        assert self._process.stderr is not None
        self._errors.extend(self._process.stderr)
