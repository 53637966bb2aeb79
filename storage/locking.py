"""Who owns a home folder: one process at a time may write its indexes. What it waits for, too.

Both stand in the lock file, so that what a dead owner wrote is believed by nobody. The folder is
locked beside the file, which somebody may delete, taking it for a leftover.
"""

import fcntl
import json
import os
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from storage.errors import AssistantError, HomeBusy, HomeError
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

    def __init__(self, home: Path, descriptor: int, folder: int, owner: Owner) -> None:
        self._home = home
        self._descriptor = descriptor
        self._folder = folder  # -1 where the file system locks no folders
        self._owner = owner
        self._writing = threading.Lock()

    @classmethod
    def acquire(cls, home: Path, *, kind: str = "ingest", address: str = "") -> Self:
        """Take the lock without waiting. Raises HomeBusy that names the owner, or HomeError."""
        with ExitStack() as opened:
            folder = _locked_folder(home)
            if folder >= 0:
                opened.callback(os.close, folder)
            try:
                flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
                descriptor = os.open(home / FILE_NAME, flags, 0o600)
            except OSError as error:
                raise unusable(home, error) from error
            opened.callback(os.close, descriptor)
            if not _taken(descriptor):
                raise _busy(home)
            lock = cls(home, descriptor, folder, Owner(os.getpid(), kind, address))
            try:
                lock._write()
            except OSError as error:  # the disk is full
                raise unusable(home, error) from error
            opened.pop_all()
        return lock

    def assure(self) -> None:
        """Before anything is written: nobody else took the home. A lock file that was deleted is
        made again. Raises HomeError where another one is in its place."""
        with self._writing:
            if self._descriptor < 0:
                return
            path = self._home / FILE_NAME
            try:
                if not self._is_there(path):
                    self._make_again(path)
            except FileExistsError as error:
                raise HomeError(
                    f"{path} was replaced while this process owned the home: another process may "
                    "own it now. Nothing more is written.",
                    hint="End every process that uses the home, and start one again.",
                ) from error
            except OSError as error:
                raise unusable(self._home, error) from error

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
            if self._folder >= 0:
                os.close(self._folder)
                self._folder = -1

    def _is_there(self, path: Path) -> bool:
        """True where the file that is held still has its name."""
        try:
            return os.path.samestat(path.stat(), os.fstat(self._descriptor))
        except FileNotFoundError:
            return False

    def _make_again(self, path: Path) -> None:
        """Raises FileExistsError where somebody made one, or has taken the one made here."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        if not _taken(descriptor):
            os.close(descriptor)
            raise FileExistsError(path)
        os.close(self._descriptor)
        self._descriptor = descriptor
        self._write()

    def _write(self) -> None:
        """In place, over all that stood there: whoever reads meanwhile finds one or the other, and
        a full disk has room for it."""
        text = json.dumps(asdict(self._owner)).encode()
        os.pwrite(self._descriptor, text.ljust(os.fstat(self._descriptor).st_size), 0)
        os.ftruncate(self._descriptor, len(text))


def _locked_folder(home: Path) -> int:
    """A descriptor of the home, locked; -1 where it cannot be, as on some network file systems:
    the lock file stands alone then. Raises HomeBusy."""
    try:
        folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return -1
    try:
        if _taken(folder):
            return folder
    except OSError:
        os.close(folder)
        return -1
    os.close(folder)
    raise _busy(home)


def _busy(home: Path) -> HomeBusy:
    found = _written(home)
    return HomeBusy(home, pid=found.pid if found else 0, address=found.address if found else "")


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
    """Who owns the home now; None where nobody does. Never waits, never takes the lock.

    Nobody knows which process it is while its lock file is away: `pid` is 0 then.
    """
    if not _is_held(home / FILE_NAME):
        try:
            if not _is_held(home):
                return None
        except OSError:  # a folder that cannot be locked
            return None
    return _written(home) or Owner(0, "", "")


def _is_held(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        # A shared lock is refused while the owner holds the exclusive one.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


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
