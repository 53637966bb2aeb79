"""Which files of a watched folder are whole, and which are really gone: told by waiting."""

import time
from collections.abc import Callable
from pathlib import Path

from ingest.file_tree import FoundFile

# A file of which nothing changed for so long is whole, also when it is seen for the first time:
# clocks of servers differ by less.
QUIET_S = 60.0

Looks = tuple[int, int, int]


class Settling:
    """What was seen in the round before; `settle_s` is how long a file must have looked the same,
    or been missing, before something is done about it.

    `monotonic` and `now` are the clocks, in seconds; `now` is since 1970.
    """

    def __init__(
        self,
        settle_s: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.pending = False  # something waits for the next round
        self._settle_s = settle_s
        self._monotonic = monotonic
        self._now = now
        self._before: tuple[dict[Path, tuple[Looks, float]], dict[str, float]] = ({}, {})
        self._files: dict[Path, tuple[Looks, float]] = {}
        self._missing: dict[str, float] = {}

    def begin_round(self) -> None:
        """What is not seen again from now on begins anew when it is."""
        self._before = (self._files, self._missing)
        self._files, self._missing = {}, {}
        self.pending = False

    def ready(self, found: FoundFile) -> bool:
        """True where the file has looked the same for long enough."""
        looks = (found.size_bytes, found.mtime_ns, found.inode)
        moment = self._monotonic()
        former, since = self._before[0].get(found.path, (None, moment))
        if former != looks:
            since = moment
        if moment - since >= self._settle_s or self._now() - found.mtime_ns / 1e9 > QUIET_S:
            return True
        self._files[found.path] = (looks, since)
        self.pending = True
        return False

    def gone(self, source: str) -> bool:
        """True where the file of that source has been missing for long enough."""
        moment = self._monotonic()
        since = self._before[1].get(source, moment)
        if moment - since >= self._settle_s:
            return True
        self._missing[source] = since
        self.pending = True
        return False
