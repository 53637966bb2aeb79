"""Standard output that says of itself that what is printed finds no room.

The error of the system does not say what it is about: the disk that is full may be that of the
output (a log), of the home, or of a file that a command writes.
"""

import errno
import os
import sys
from contextlib import suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any, Final

NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class OutputLost(OSError):
    """What was printed finds no room where standard output goes."""


class _Output(FileIO):
    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise OutputLost(error.errno, error.strerror) from error
            raise


def watch_output() -> None:
    """From now on printing raises OutputLost where there is no room for it.

    Standard output that was replaced, as it is in a test, is left alone.
    """
    printed = sys.stdout
    if printed is not sys.__stdout__ or not isinstance(printed, TextIOWrapper):
        return
    printed.flush()
    raw = _Output(printed.fileno(), "w", closefd=False)
    sys.stdout = TextIOWrapper(
        raw if printed.write_through else BufferedWriter(raw),  # `python -u` keeps nothing back
        encoding=printed.encoding,
        errors=printed.errors,
        line_buffering=printed.line_buffering,
        write_through=printed.write_through,
    )


def settle_streams() -> None:
    """Write what was printed; what cannot be is given up, or Python would fail of it as it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:  # closed before Python began
                stream.flush()
        except OSError:
            with suppress(OSError):  # a stream without a descriptor
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
