"""Who owns a home folder: one process at a time may write its indexes. What it waits for, too.

Both stand in the lock file, so that what a dead owner wrote is believed by nobody.
"""

import fcntl
import json
import os
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from storage.errors import AssistantError, HomeBusy
from storage.ledger import unusable

FILE_NAME = "lock"
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps an owner from the queued work, though it lives: a full disk, an absent embedder.

    `code`, `message` and `hint` are those of the error.
    """

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that owns a home; `kind` is "server" or "ingest", `address` its web page.

    `trouble` is None while it works, or has nothing to do.
    """

    pid: int
    kind: str
    address: str
    trouble: Trouble | None = None


class HomeLock:
    """An advisory lock of the operating system, free at once when its owner dies."""

    def __init__(self, home: Path, descriptor: int, owner: Owner) -> None:
        self._home = home
        self._descriptor = descriptor
        self._owner = owner
        self._writing = threading.Lock()

    @classmethod
    def acquire(cls, home: Path, *, kind: str = "ingest", address: str = "") -> Self:
        """Take the lock without waiting. Raises HomeBusy that names the owner, or HomeError."""
        try:
            descriptor = os.open(home / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unusable(home, error) from error
        if not _taken(descriptor):
            os.close(descriptor)
            found = _written(home)
            raise HomeBusy(
                home, pid=found.pid if found else 0, address=found.address if found else ""
            )
        lock = cls(home, descriptor, Owner(os.getpid(), kind, address))
        try:
            lock._write()
        except OSError as error:  # the disk is full
            os.close(descriptor)
            raise unusable(home, error) from error
        return lock

    def set_address(self, address: str) -> None:
        """Say where the owner's web page is, once it is known."""
        with self._writing:
            self._owner = replace(self._owner, address=address)
            self._write()

    def set_trouble(self, error: AssistantError | None) -> None:
        """Say what keeps the owner from its work; None when that is over.

        Where even that cannot be written, others learn nothing of it. Safe after `release`.
        """
        trouble = Trouble(error.code, error.message, error.hint) if error else None
        with self._writing, suppress(OSError):
            if trouble != self._owner.trouble and self._descriptor >= 0:
                self._owner = replace(self._owner, trouble=trouble)
                self._write()

    def release(self) -> None:
        """Let go; safe to repeat."""
        with self._writing:
            if self._descriptor >= 0:
                os.ftruncate(self._descriptor, 0)
                os.close(self._descriptor)
                self._descriptor = -1

    def _write(self) -> None:
        """In place, over all that stood there: whoever reads meanwhile finds one or the other, and
        a full disk has room for it."""
        text = json.dumps(asdict(self._owner)).encode()
        os.pwrite(self._descriptor, text.ljust(os.fstat(self._descriptor).st_size), 0)
        os.ftruncate(self._descriptor, len(text))


def _taken(descriptor: int) -> bool:
    """Try for a moment: whoever asks `owner` holds a shared lock for microseconds."""
    for attempt in range(ATTEMPTS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01 * attempt)
        else:
            return True
    return False


def owner(home: Path) -> Owner | None:
    """Who owns the home now; None where nobody does. Never waits, never takes the lock."""
    try:
        descriptor = os.open(home / FILE_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        # A shared lock is refused while the owner holds the exclusive one.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _written(home) or Owner(0, "", "")
    finally:
        os.close(descriptor)
    return None


def _written(home: Path) -> Owner | None:
    """What the owner wrote into the lock file; None where that is not whole."""
    try:
        found = json.loads((home / FILE_NAME).read_text(encoding="utf-8"))
        told = found.get("trouble")  # an older version writes none
        trouble = (
            Trouble(*(str(told[key]) for key in ("code", "message", "hint"))) if told else None
        )
        return Owner(int(found["pid"]), str(found["kind"]), str(found["address"]), trouble)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
