"""The files below the paths a person named: in order, each once, and nothing that is not a file.

Links, pipes, sockets and devices are reported and never opened, so a hostile folder can neither
make a reader wait for ever nor lead out of itself. A path named by the person is held to the same
rule: a shell's `inbox/*` names what others put there.
"""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from ingest.linkless_path import open_linkless
from storage.errors import BadInput


class Omission(StrEnum):
    """Why a path is left out."""

    HIDDEN = "hidden"
    LOCK_FILE = "office-lock-file"
    LINK = "symbolic-link"
    SPECIAL = "special-file"  # pipe, socket, device
    UNREADABLE = "unreadable"
    OWN_HOME = "own-home"  # the folder where this program keeps its data
    LOOP = "loop"  # a folder already walked, reached again through a mount
    BEING_WRITTEN = "being-written"  # it changed while it was copied
    SAME_NAME = "same-name"  # as another file, once what cannot be printed is spelled out


MISSES_DOCUMENTS = (Omission.UNREADABLE, Omission.BEING_WRITTEN, Omission.SAME_NAME)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file as it was found; `path` is absolute and without links."""

    path: Path
    size_bytes: int
    mtime_ns: int = 0
    inode: int = 0
    ctime_ns: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A path that is not taken, and why."""

    path: Path
    why: Omission
    detail: str = ""

    @property
    def misses_documents(self) -> bool:
        """True where documents may be behind it that nobody could look at."""
        return self.why in MISSES_DOCUMENTS

    @property
    def hides_documents(self) -> bool:
        """True where documents may have come from behind it, whose files were not looked at there:
        what lies behind a loop was found at another place."""
        return self.misses_documents or self.why is Omission.LOOP


class FileTree:
    """Walks files and folders; each file comes once, however often it is named.

    `own_home` is not entered: its files are copies. Raises BadInput where a path is not there; one
    that was there a moment ago (`seen`) is left out as one that cannot be read.
    """

    def __init__(
        self, paths: Sequence[Path], *, own_home: Path | None = None, seen: bool = False
    ) -> None:
        missing = [path for path in paths if not os.path.lexists(path)]
        if missing and not seen:
            raise BadInput(
                f"{missing[0]} does not exist.", hint="Name files or folders that are there."
            )
        self._paths = paths
        self._own_home = _identity(own_home)
        self._folders: dict[tuple[int, int], Path] = {}
        self._files: set[Path] = set()

    def __iter__(self) -> Iterator[FoundFile | LeftOut]:
        """As `walk`, which nothing ends early."""
        return self.walk(lambda: None)

    def walk(self, check: Callable[[], None]) -> Iterator[FoundFile | LeftOut]:
        """Depth first, names in order, with all that is left out in its place.

        `check` is called at each place, empty folders too, and may raise to end the walk: a share
        has thousands of them, and answers slowly.
        """
        for path in self._paths:
            try:
                place = path if path.is_symlink() else path.resolve(strict=True)
            except OSError as error:  # gone, or a parent that may not be searched
                yield _unreadable(path, error)
                continue
            yield from self._walk(place, check)

    def _walk(self, root: Path, check: Callable[[], None]) -> Iterator[FoundFile | LeftOut]:
        stack = [root]
        while stack:
            check()
            path = stack.pop()
            if path != root and (hidden := _hidden(path)):
                yield hidden
                continue
            try:
                status = path.lstat()
                if stat.S_ISDIR(status.st_mode):
                    children, left_out = self._open_folder(path, status)
                    stack += reversed(children)
                    yield from left_out
                    continue
            except OSError as error:
                yield _unreadable(path, error)
                continue
            yield from self._leaf(path, status)

    def _open_folder(
        self, folder: Path, status: os.stat_result
    ) -> tuple[list[Path], tuple[LeftOut, ...]]:
        identity = (status.st_dev, status.st_ino)
        if identity == self._own_home:
            return [], (LeftOut(folder, Omission.OWN_HOME),)
        walked = self._folders.get(identity)
        if walked is not None:
            return [], () if walked == folder else (LeftOut(folder, Omission.LOOP),)
        self._folders[identity] = folder
        return _entries(folder), ()

    def _leaf(self, path: Path, status: os.stat_result) -> Iterator[FoundFile | LeftOut]:
        if stat.S_ISLNK(status.st_mode):
            yield LeftOut(path, Omission.LINK)
        elif not stat.S_ISREG(status.st_mode):
            yield LeftOut(path, Omission.SPECIAL)
        elif path not in self._files:
            self._files.add(path)
            yield FoundFile(
                path, status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns
            )


def open_regular(path: Path) -> BinaryIO:
    """The file's bytes; OSError where it cannot be read, or is no regular file any more, and
    BlockingIOError where another program has a lease on it, which is told by this to give it up:
    see `ingest.held_files`.

    Whatever took the place of the path, or of a folder above it, since it was found, this neither
    follows a link nor waits at a pipe.
    """
    descriptor = open_linkless(path, os.O_RDONLY | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path} is not a regular file")
    return os.fdopen(descriptor, "rb")


def _entries(folder: Path) -> list[Path]:
    descriptor = open_linkless(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with os.scandir(descriptor) as entries:
            return [folder / name for name in sorted(entry.name for entry in entries)]
    finally:
        os.close(descriptor)


def _hidden(path: Path) -> LeftOut | None:
    if path.name.startswith("~$"):
        return LeftOut(path, Omission.LOCK_FILE)
    return LeftOut(path, Omission.HIDDEN) if path.name.startswith(".") else None


def _unreadable(path: Path, error: OSError) -> LeftOut:
    return LeftOut(path, Omission.UNREADABLE, error.strerror or str(error))


def _identity(folder: Path | None) -> tuple[int, int] | None:
    if folder is None or not folder.exists():
        return None
    status = folder.stat()
    return status.st_dev, status.st_ino
