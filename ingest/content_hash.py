"""The SHA-256 of a file as large as it was when it was opened, however it grows meanwhile."""

import hashlib
from collections.abc import Callable
from typing import BinaryIO

from storage.originals import BLOCK_BYTES


def sha256_of(
    stream: BinaryIO, size_bytes: int, *, check: Callable[[], None] = lambda: None
) -> str | None:
    """The hash, in hexadecimal, of a stream that holds `size_bytes` from where it is.

    None where it holds more or fewer: it is being written. Never reads on after that: a file may
    grow as fast as it is read. `check` is called all along, and may raise to end it.
    """
    digest, left = hashlib.sha256(), size_bytes
    while block := stream.read(min(BLOCK_BYTES, left + 1)):
        check()
        left -= len(block)
        if left < 0:
            return None
        digest.update(block)
    return digest.hexdigest() if left == 0 else None
