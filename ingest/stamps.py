"""Which files need not be opened: those that look as they did when their content was taken."""

import os

from ingest.file_tree import FoundFile
from storage.file_stamps import FileStamp

# A file written within this time before it was looked at may be written again without another
# time: FAT keeps two seconds, network shares one. It is hashed once more, and then believed.
RACY_NS = 2_000_000_000


def stamp_of(status: os.stat_result, *, seen_ns: int, read_with: str) -> FileStamp:
    """How an open file looks whose reading begins at `seen_ns`."""
    return FileStamp(
        size_bytes=status.st_size,
        mtime_ns=status.st_mtime_ns,
        inode=status.st_ino,
        seen_ns=seen_ns,
        read_with=read_with,
        ctime_ns=status.st_ctime_ns,
    )


def stamp_found(found: FoundFile, *, seen_ns: int, read_with: str) -> FileStamp:
    """As `stamp_of`, of a file that was found and not opened."""
    return FileStamp(
        size_bytes=found.size_bytes,
        mtime_ns=found.mtime_ns,
        inode=found.inode,
        seen_ns=seen_ns,
        read_with=read_with,
        ctime_ns=found.ctime_ns,
    )


def looks_the_same(stamp: FileStamp | None, found: FoundFile) -> bool:
    """True where the file's content is what it was at the stamp, as far as can be told unopened.

    Other permissions change the time of change too: the file is hashed once and then believed.
    """
    return (
        stamp is not None
        and (stamp.size_bytes, stamp.mtime_ns, stamp.inode, stamp.ctime_ns)
        == (found.size_bytes, found.mtime_ns, found.inode, found.ctime_ns)
        and stamp.mtime_ns + RACY_NS < stamp.seen_ns
    )
