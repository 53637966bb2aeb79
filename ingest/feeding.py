"""Files on their way in, beside the work on those that came before them."""

import threading
from collections import deque
from collections.abc import Generator, Iterable
from typing import Self

from ingest.file_tree import LeftOut
from ingest.interruption import Interrupted
from storage.records import Job

AT_ONCE = 500


class Feeding:
    """Takes files in, in a thread of its own, until all are in, `stop` is set or one fails.

    `entries` are taken one by one: each is a job, or why a file is left out. `news` is set when the
    first job is there that is to be worked on, and at the end. `error` is then what ended it early.
    """

    def __init__(
        self, entries: Iterable[Job | LeftOut], *, stop: threading.Event, news: threading.Event
    ) -> None:
        self.error: Exception | None = None
        self.looked_at = 0  # files and what is left out
        self._entries = entries
        self._stop = stop
        self._news = news
        self._came: deque[Job | LeftOut] = deque()
        self._closing = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ingest-feeding", daemon=True)

    def __enter__(self) -> Self:
        try:
            self._thread.start()
        except RuntimeError:  # the system has no thread left: first all come in, then the work
            self._run()
        return self

    def __exit__(self, *_raised: object) -> None:
        """Ends after the file at hand."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join()

    @property
    def over(self) -> bool:
        """True once nothing more comes, and all that came was given out."""
        return self._ended.is_set() and not self._came

    def new(self) -> list[Job | LeftOut]:
        """What came since the last call, in order, `AT_ONCE` at most."""
        return [self._came.popleft() for _ in range(min(len(self._came), AT_ONCE))]

    def _run(self) -> None:
        to_do = 0
        try:
            for entry in self._entries:
                self.looked_at += 1
                self._came.append(entry)
                if isinstance(entry, Job) and entry.finished is None:
                    to_do += 1
                    if to_do == 1:
                        self._news.set()
                if self._stop.is_set() or self._closing.is_set():
                    break
            if isinstance(self._entries, Generator):
                self._entries.close()  # here and now: it may have something to write
        except Interrupted:
            pass  # between two entries, by whatever walks through the folders: as `stop`
        except Exception as error:  # noqa: BLE001 - raised by whoever waits, after what came is done
            self.error = error
        finally:
            self._ended.set()
            self._news.set()
