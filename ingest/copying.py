"""A file's content on its way to the originals: copied, or found to be there already."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

from ingest.content_hash import sha256_of
from ingest.file_tree import FoundFile, open_regular
from ingest.stamps import stamp_of
from storage.file_stamps import FileStamp
from storage.originals import KeptFile, Originals, StoredFile
from storage.records import Document


@contextmanager
def file_taken(
    originals: Originals,
    found: FoundFile,
    known: Document | None,
    limit_bytes: int,
    seen_ns: int,
    read_with: str,
) -> Iterator[tuple[KeptFile, FileStamp | None]]:
    """The file's content, kept, and how the file looks; None where it changed meanwhile.

    What `known` has already is not copied. Raises OSError, BlockingIOError where another program
    holds the file, and FileTooLarge.
    """
    with ExitStack() as holding:
        with open_regular(found.path) as stream:
            before = os.fstat(stream.fileno())
            kept = holding.enter_context(_kept_already(originals, stream, known))
            if kept is None:
                keeping = originals.keeping(stream, limit_bytes=limit_bytes)
                kept = holding.enter_context(keeping)
            after = os.fstat(stream.fileno())
        same = all(
            getattr(before, name) == getattr(after, name)
            for name in ("st_size", "st_mtime_ns", "st_ctime_ns")
        )
        yield kept, stamp_of(after, seen_ns=seen_ns, read_with=read_with) if same else None


@contextmanager
def _kept_already(
    originals: Originals, stream: BinaryIO, known: Document | None
) -> Iterator[KeptFile | None]:
    """The content of `known`, if the stream has the same: it is not copied a second time."""
    if known is None or not _has_content_of(stream, known):
        yield None
        return
    with originals.holding(StoredFile(known.content_sha256, known.size_bytes)) as kept:
        yield kept


def _has_content_of(stream: BinaryIO, known: Document) -> bool:
    """True where the stream, which is at its start again afterwards, has that document's bytes."""
    size = stream.seek(0, 2)
    stream.seek(0)
    if size != known.size_bytes:
        return False
    found = sha256_of(stream, size)
    stream.seek(0)
    return found == known.content_sha256
