"""What this process writes outside of a folder, as Python itself reports it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PATHS = {"os.mkdir": 1, "os.rename": 2, "os.symlink": 2, "os.link": 2, "os.truncate": 1}
_watched: list[tuple[str, list[str]]] = []  # the folder, and what was written outside of it
_hooked: list[bool] = []


@contextmanager
def writes_outside(folder: Path) -> Iterator[list[str]]:
    """The paths that are opened for writing or made outside of `folder` meanwhile."""
    if not _hooked:  # a hook stays until the process ends
        _hooked.append(True)
        sys.addaudithook(_note)
    seen: list[str] = []
    _watched.append((f"{folder.resolve()}{os.sep}", seen))
    try:
        yield seen
    finally:
        _watched.pop()


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if not _watched:
        return
    if event == "open":
        path, _, flags = arguments
        written = [path] if isinstance(flags, int) and flags & _WRITING else []
    else:
        written = list(arguments[: _PATHS.get(event, 0)])
    folder, seen = _watched[-1]
    for path in written:
        if isinstance(path, str | bytes | os.PathLike):
            name = os.path.realpath(os.fsdecode(path))
            if not name.startswith((folder, "/dev/")):
                seen.append(f"{event} {name}")
