"""What the machine is short of, which no document is to blame for: work waits until it is there."""

import errno
from collections.abc import Iterator
from pathlib import Path

from ingest.child_process import ChildNotStarted
from storage.errors import HomeError

# Files this process may open, files the machine may, memory. What a document makes its reader run
# out of is the child's, and comes as a verdict.
_SHORT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
_NO_PROCESS = errno.EAGAIN  # from a fork; from anything else it only says "not yet"


def shortage(home: Path, error: BaseException) -> HomeError | None:
    """What to raise where `error`, or what led to it, means that the machine is short; else None.

    Where the disk has no room see ingest.disk_space.
    """
    if isinstance(error, ChildNotStarted):
        return _waiting(home, str(error))
    for cause in _with_causes(error):
        if isinstance(cause, OSError) and (
            cause.errno in _SHORT or (cause is error and cause.errno == _NO_PROCESS)
        ):
            return _waiting(home, f"{cause.strerror}.")
    return None


def _waiting(home: Path, why: str) -> HomeError:
    return HomeError(
        f"The work on {home} has to wait: {why}",
        hint="Give it more open files (ulimit -n) or memory; the documents then go on.",
    )


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, the last first."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
