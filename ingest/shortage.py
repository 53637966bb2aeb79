"""What the machine is short of, which no document is to blame for: work waits until it is there."""

import errno
from pathlib import Path

from storage.errors import HomeError

# Of this process, of the machine; a child is not started for want of memory or of processes. What
# a document makes its reader run out of is the child's, and comes as a verdict.
SHORT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)


def shortage(home: Path, error: BaseException) -> HomeError | None:
    """What to raise where `error`, or what led to it, means that the machine is short; else None.

    Where the disk has no room see ingest.disk_space.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in SHORT:
            return HomeError(
                f"The work on {home} has to wait: {cause.strerror}.",
                hint="Give it more open files (ulimit -n) or memory; the documents then go on.",
            )
        cause = cause.__cause__ or cause.__context__
    return None
