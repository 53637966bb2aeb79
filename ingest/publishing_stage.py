"""The last stage: documents become visible while those that follow are read and embedded."""

import threading
from collections.abc import Callable, Sequence
from typing import Self

from ingest.pipeline import Prepared
from storage.embedded_texts import EmbeddedTexts

LOOK_AGAIN_S = 0.1

Publish = Callable[[Sequence[Prepared], EmbeddedTexts], None]


class PublishingStage:
    """A thread that calls `publish` for one window after the other, in the order of `submit`.

    One window is published while one more may wait: what is embedded is bounded.
    """

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._changed = threading.Condition()
        self._windows: list[tuple[Sequence[Prepared], EmbeddedTexts]] = []  # the first is under way
        self._failure: BaseException | None = None
        self._over = False
        self._thread = threading.Thread(target=self._work, name="ingest-publishing", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        """Ends after the window that is under way; one that waits is left."""
        with self._changed:
            self._over = True
            self._changed.notify_all()
        self._thread.join()

    @property
    def embedded(self) -> list[EmbeddedTexts]:
        """What the windows under way have, that the ledger may not have yet."""
        with self._changed:
            return [embedded for _, embedded in self._windows]

    def submit(
        self, window: Sequence[Prepared], embedded: EmbeddedTexts, *, check: Callable[[], None]
    ) -> None:
        """Publish a window after those before; waits while another waits already.

        Raises what `publish` raised for one before, and what `check` raises meanwhile.
        """
        with self._changed:
            self._wait_until(lambda: len(self._windows) < 2, check)
            self._windows.append((window, embedded))
            self._changed.notify_all()

    def finish(self, *, check: Callable[[], None]) -> None:
        """Wait until all windows are published. Raises as `submit` does."""
        with self._changed:
            self._wait_until(lambda: not self._windows, check)

    def _wait_until(self, true: Callable[[], bool], check: Callable[[], None]) -> None:
        while self._failure is None and not true():
            check()
            self._changed.wait(LOOK_AGAIN_S)
        if self._failure is not None:
            raise self._failure

    def _work(self) -> None:
        try:
            while next_window := self._next():
                self._publish(*next_window)
                with self._changed:
                    self._windows.pop(0)
                    self._changed.notify_all()
        except BaseException as error:  # noqa: BLE001 - whoever submits or finishes raises it
            with self._changed:
                self._failure = error
                self._changed.notify_all()

    def _next(self) -> tuple[Sequence[Prepared], EmbeddedTexts] | None:
        with self._changed:
            while not self._windows and not self._over:
                self._changed.wait()
            return None if self._over else self._windows[0]
