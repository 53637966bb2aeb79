"""A folder on the disk that a collection mirrors: there or away, and the files in it."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import FolderAway
from ingest.file_tree import FileTree, FoundFile, LeftOut, Omission
from ingest.globs import Globs
from storage.errors import BadInput
from storage.names import one_line

Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Listing:
    """All that was found in a folder: files by their sources, and what was left out."""

    files: dict[str, FoundFile]
    left_out: tuple[LeftOut, ...]
    empty: bool  # not one file in it, whatever the patterns say


class MirroredFolder:
    """A folder by its path, without links, and the files in it that its patterns take.

    Raises BadInput for a path that is a link or a file: a link's target could change under it.
    """

    def __init__(self, path: Path, globs: Globs, *, own_home: Path | None = None) -> None:
        if path.is_symlink():
            raise BadInput(
                f"{path} is a link.", hint=f"Name the folder it leads to: {os.path.realpath(path)}"
            )
        self.path = Path(os.path.realpath(path))  # which takes a loop of links as it stands
        if self.path.exists() and not self.path.is_dir():
            raise BadInput(f"{path} is no folder.", hint="For single files: ingest add.")
        self._globs = globs
        self._own_home = own_home

    @property
    def source(self) -> str:
        """The folder as the sources of its documents begin."""
        return one_line(str(self.path))

    def identity(self) -> Identity:
        """Which folder it is now: another after it was mounted or made again.

        Raises FolderAway where it is not there, or may not be looked into.
        """
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError as error:
            raise self._away(error.strerror or str(error)) from error
        try:
            status = os.fstat(descriptor)
            with os.scandir(descriptor) as entries:
                next(entries, None)  # a share that hangs half mounted fails here
        except OSError as error:
            raise self._away(error.strerror or str(error)) from error
        finally:
            os.close(descriptor)
        return status.st_dev, status.st_ino

    def listing(self, *, check: Callable[[], None] = lambda: None) -> Listing:
        """The files in it now. Raises FolderAway, also where it went away meanwhile.

        `check` is called all along and may raise to end the looking.
        """
        before = self.identity()
        files: dict[str, FoundFile] = {}
        left_out: list[LeftOut] = []
        empty = True
        for entry in self._entries(check):
            source = one_line(str(entry.path))
            empty = empty and not isinstance(entry, FoundFile)
            if isinstance(entry, LeftOut):
                left_out.append(entry)
            elif not self._globs.takes(entry.path.relative_to(self.path)):
                continue
            elif source in files:
                left_out.append(LeftOut(entry.path, Omission.SAME_NAME))
            else:
                files[source] = entry
        if self.identity() != before:
            raise self._away("it changed while it was looked through")
        return Listing(files, tuple(left_out), empty)

    def takes(self, source: str) -> bool:
        """True where the patterns take the file of that source."""
        return self._globs.takes(Path(source).relative_to(self.source))

    def has_folder(self, source: str) -> bool:
        """True where there is still a folder at that source."""
        try:
            return stat.S_ISDIR(Path(source).lstat().st_mode)
        except OSError:
            return False

    def _entries(self, check: Callable[[], None]) -> Iterator[FoundFile | LeftOut]:
        tree = FileTree([self.path], own_home=self._own_home, seen=True)
        for entry in tree.walk(check):
            if isinstance(entry, LeftOut):
                if entry.path == self.path:
                    raise self._away(entry.detail or entry.why.value)
                if self._ignores(entry):
                    continue
            yield entry

    def _ignores(self, entry: LeftOut) -> bool:
        """True where the patterns take nothing of what is left out."""
        relative = entry.path.relative_to(self.path)
        if entry.hides_documents:
            return self._globs.excludes_all(relative)
        return not self._globs.takes(relative)

    def _away(self, why: str) -> FolderAway:
        return FolderAway(
            f"{self.path} cannot be looked into: {why}. Its documents stay as they are.",
            hint="See that it is there, mounted, and may be read by this user.",
        )
