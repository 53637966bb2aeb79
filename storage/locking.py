"""Who owns a home folder: one process at a time may write its indexes."""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from storage.errors import HomeBusy
from storage.ledger import unusable

FILE_NAME = "lock"
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that owns a home; `kind` is "server" or "ingest", `address` its web page."""

    pid: int
    kind: str
    address: str


class HomeLock:
    """An advisory lock of the operating system, free at once when its owner dies."""

    def __init__(self, home: Path, descriptor: int, owner: Owner) -> None:
        self._home = home
        self._descriptor = descriptor
        self._owner = owner

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
        self._owner = Owner(self._owner.pid, self._owner.kind, address)
        self._write()

    def release(self) -> None:
        """Let go; safe to repeat."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1

    def _write(self) -> None:
        text = json.dumps(asdict(self._owner)).encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text, 0)


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
        return Owner(int(found["pid"]), str(found["kind"]), str(found["address"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
