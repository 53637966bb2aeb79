"""The original files, stored once by their content."""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage.durable_files import sync_directory
from storage.errors import BadInput

BLOCK_BYTES = 1 << 20
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What was kept: the SHA-256 of its content in hexadecimal, and its size in bytes."""

    sha256: str
    size_bytes: int


class KeptFile:
    """A content that is kept, held open: whoever discards it meanwhile takes nothing away."""

    def __init__(self, originals: "Originals", stored: StoredFile, held: BinaryIO) -> None:
        self.stored = stored
        self._originals = originals
        self._held = held

    def assure(self) -> None:
        """Put the content back where somebody discarded it since it was kept.

        For the transaction that makes it needed: nobody discards it between
        (`storage.unused_originals`).
        """
        if not self._originals.path(self.stored.sha256).is_file():
            self._held.seek(0)
            self._originals.keep(self._held, limit_bytes=self.stored.size_bytes)


class FileTooLarge(BadInput):
    """The file is larger than a file may be."""

    code = "too-large"


class Originals:
    """The folder of original files of one home; a file's name is the SHA-256 of its content."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "originals"

    def keep(self, stream: BinaryIO, *, limit_bytes: int) -> StoredFile:
        """Copy a stream, never whole in memory. Raises FileTooLarge; nothing is left then.

        The file is on disk, whole, when this returns. The same content is stored once.
        """
        with self.keeping(stream, limit_bytes=limit_bytes) as kept:
            return kept.stored

    @contextmanager
    def keeping(self, stream: BinaryIO, *, limit_bytes: int) -> Iterator[KeptFile]:
        """As `keep`; what is kept is held open meanwhile, until something refers to it."""
        with self._incoming() as (temporary, path):
            digest, size = hashlib.sha256(), 0
            while block := stream.read(BLOCK_BYTES):
                size += len(block)
                if size > limit_bytes:
                    raise FileTooLarge(
                        f"The file is larger than {limit_bytes / (1 << 20):g} MiB.",
                        hint="Split it, or raise ASSISTANT_MAX_FILE_MIB.",
                    )
                digest.update(block)
                temporary.write(block)
            temporary.flush()
            os.fsync(temporary.fileno())
            stored = StoredFile(digest.hexdigest(), size)
            self._put(path, stored.sha256)
            yield KeptFile(self, stored, temporary)

    @contextmanager
    def holding(self, stored: StoredFile) -> Iterator[KeptFile | None]:
        """A content that was kept before, held open; None where it is not there (any more)."""
        try:
            held = self.path(stored.sha256).open("rb")
        except FileNotFoundError:
            yield None
            return
        with held:
            yield KeptFile(self, stored, held)

    def path(self, sha256: str) -> Path:
        """Where the content with that SHA-256 lies, or would lie."""
        return self._folder / sha256[:2] / sha256

    def discard(self, sha256: str) -> None:
        """Delete a content; nothing happens where it is not kept."""
        self.path(sha256).unlink(missing_ok=True)

    def contents(self) -> list[str]:
        """The SHA-256 of every content that is kept."""
        found = self._folder.glob("[0-9a-f][0-9a-f]/*")
        return [path.name for path in found if _SHA256.fullmatch(path.name)]

    def age_s(self, sha256: str) -> float:
        """Seconds since a content was last brought; negative where it is not kept."""
        return _age_s(self.path(sha256))

    def drop_unfinished(self, age_s: float) -> int:
        """Delete copies that nobody has written to for `age_s` seconds: their writer died."""
        left = [path for path in (self._folder / "incoming").glob("*") if _age_s(path) >= age_s]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    @contextmanager
    def _incoming(self) -> Iterator[tuple[BinaryIO, Path]]:
        """A new file (0600) that disappears again unless it is moved away."""
        folder = self._folder / "incoming"
        _make_private(folder)
        handle, name = tempfile.mkstemp(dir=folder)
        path = Path(name)
        try:
            with os.fdopen(handle, "w+b") as temporary:
                yield temporary, path
        finally:
            path.unlink(missing_ok=True)

    def _put(self, path: Path, sha256: str) -> None:
        target = self.path(sha256)
        _make_private(target.parent)
        path.replace(target)
        for folder in (target.parent, self._folder, self._folder.parent):
            sync_directory(folder)


def _age_s(path: Path) -> float:
    """Seconds since a file was written; less than none where it is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return -1.0


def _make_private(folder: Path) -> None:
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, exist_ok=True)
