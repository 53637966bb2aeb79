"""What keeps the owner of a home from a batch: told, and not waited for without end."""

import time
from pathlib import Path

from ingest.progress import Progress
from storage.errors import HomeError
from storage.locking import Owner, owner

# Twice the longest pause of a worker: it has tried again meanwhile, or still does, as where the
# server of an embedder hangs for longer than that.
TROUBLED_S = 60.0


class OwnersTrouble:
    """Whoever owns the home, watched by a command that follows its work."""

    def __init__(self, home: Path, progress: Progress) -> None:
        self._home = home
        self._progress = progress
        self._told = ""  # the code of the trouble
        self._finished = -1
        self._since = 0.0  # time.monotonic() when it was seen to work, or to get on with the batch

    def is_gone(self, *, finished: int) -> bool:
        """True once nobody owns the home; `finished` counts what the batch has verdicts for.

        Raises HomeError where the owner was in trouble for `TROUBLED_S` and nothing was finished.
        """
        found = self.look()
        if found is None:
            return True
        if found.trouble is None or finished != self._finished:
            self._since, self._finished = time.monotonic(), finished
        elif time.monotonic() - self._since > TROUBLED_S:
            raise HomeError(
                f"Process {found.pid} cannot go on with the work: {found.trouble.message}",
                hint=f"{found.trouble.hint} All that was taken stays queued: process {found.pid} "
                "goes on by itself then, and this command when it is run again.".strip(),
            )
        return False

    def look(self) -> Owner | None:
        """Who owns the home now. Its trouble is told, and when it is over; once for each kind, as a
        message may count the bytes that are free."""
        found = owner(self._home)
        code = found.trouble.code if found and found.trouble else ""
        if found and code != self._told:
            self._told = code
            self._progress.waiting(found)
        return found
