"""What the first document would wait for, begun while the store is being opened."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.language import load_language_model

JOIN_S = 10.0  # a child that does not start, or a task that has its place, holds nobody up longer


class HeadStart:
    """A reading child and the language model, each on its way in a thread of its own.

    Of what one changed file of 1,000 took they were two fifths: 0.43 and 0.13 s (November 2026).
    """

    def __init__(self, settings: IngestSettings) -> None:
        self._threads: list[threading.Thread] = []
        self._begin(load_language_model)  # takes longest, beside the imports below too
        from ingest.worker import worker_sandbox

        self._sandbox: Sandbox | None = worker_sandbox(settings)
        self._begin(self._sandbox.start)

    def handed_over(self) -> Sandbox:
        """The sandbox with the child, for the worker, which closes it."""
        assert self._sandbox is not None, "it is handed over once"
        sandbox, self._sandbox = self._sandbox, None
        return sandbox

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the child where no worker came for it, and waits for what was begun."""
        if self._sandbox is not None:
            self._sandbox.close()
        for thread in self._threads:
            thread.join(JOIN_S)

    def _begin(self, work: Callable[[], None]) -> None:
        """Begin it in a thread; where there can be none, whoever needs it does it later."""
        thread = threading.Thread(target=work, name="ingest-head-start", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system has no thread left
            return
        self._threads.append(thread)
