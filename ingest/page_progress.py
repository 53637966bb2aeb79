"""How many pages of a document are done, told to whoever waits for it."""

import time
from collections.abc import Callable

OnPage = Callable[[int, int], None]
REPEAT_S = 0.2


class Progress:
    """The pages done so far, repeated every `REPEAT_S` so that the caller can end the reading."""

    def __init__(self, on_page: OnPage) -> None:
        self._on_page = on_page
        self._pages = (0, 0)
        self._last = time.monotonic()

    def report(self, done: int, total: int) -> None:
        """Pass on that `done` pages are read, of `total`."""
        self._pages = (done, total)
        self._last = time.monotonic()
        self._on_page(done, total)

    def repeat(self) -> None:
        """Pass on the same again, where the last time is long ago."""
        if time.monotonic() - self._last > REPEAT_S:
            self.report(*self._pages)
