"""Files that another program holds, as a Samba server does for its clients."""

import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest


@contextmanager
def leased(path: Path) -> Iterator[BinaryIO]:
    """A file on which there is a lease, until what is given is closed: nobody else opens it."""
    former = signal.signal(signal.SIGIO, signal.SIG_IGN)  # the system tells who has the lease
    try:
        with path.open("r+b") as holder:
            try:
                fcntl.fcntl(holder, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            except OSError as error:
                pytest.skip(f"no lease can be had on {path.parent}: {error}")
            yield holder
    finally:
        signal.signal(signal.SIGIO, former)
