"""What is kept of a file beside its content: how it looked on the disk, and what was said of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file as the file system showed it: while that stays so, its content is not read again.

    `seen_ns` is when the reading began, in nanoseconds since 1970 as the other times are.
    `ctime_ns` is when the file or what is kept of it was changed last, which nobody can set: a
    file that was written and given its former `mtime_ns` has another. `read_with` names the means
    and limits it was to be read with: where those change, what failed is tried again.
    """

    size_bytes: int
    mtime_ns: int
    inode: int
    seen_ns: int
    read_with: str = ""
    ctime_ns: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What the document itself need not say. None leaves what is known as it is.

    `effective_date` is ISO 8601 (2026-01-31), `source_url` where the document came from first.
    """

    effective_date: str | None = None
    source_url: str | None = None


UNSAID = About()
