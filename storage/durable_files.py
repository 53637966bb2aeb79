"""Files that outlive a power cut, and the hashes by which a changed one is known."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileHash:
    """A file's SHA-256, and when and how long it was when that was computed."""

    sha256: str
    size_bytes: int
    modified_ns: int
    inode: int


def hash_file(path: Path, *, known: FileHash | None = None, durable: bool = False) -> FileHash:
    """Hash a regular file, first written through to the disk where `durable`.

    A file that looks untouched since `known` is neither read again nor, as `known` was of one
    that outlives a power cut, written through again. Raises OSError for a link.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor, not a path
        before = os.fstat(descriptor)
        looks = (before.st_size, before.st_mtime_ns, before.st_ino)
        if known is not None and looks == (known.size_bytes, known.modified_ns, known.inode):
            return known
        if durable:
            os.fsync(descriptor)
        return FileHash(hashlib.file_digest(stream, "sha256").hexdigest(), *looks)


def write_durably(path: Path, content: bytes) -> None:
    """Make `content` the content of `path`, mode 0600, in one step that outlives a power cut."""
    temporary = path.with_name(path.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(descriptor, "wb") as stream:  # noqa: PTH123 - a descriptor, not a path
            stream.write(content)
            stream.flush()
            os.fsync(descriptor)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)  # the disk is full: leave nothing behind
        raise
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make what was created, renamed or removed in `directory` outlive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
