"""The file of token rows: written at its end only, read from anywhere at the same time.

Read with pread, not by a memory map: a file that is cut short under a map kills the process, and
200 chunks of 110 rows cost the same either way (0.5 ms; November 2026).
"""

import os
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage.token_table import Records


class TokenRows:
    """Rows of `dimension` bytes each, in a file. Reading is thread-safe beside one writer.

    Raises OSError.
    """

    def __init__(self, path: Path, dimension: int, *, mode: int) -> None:
        self.path = path
        self.dimension = dimension
        self._descriptor = os.open(path, mode | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        self.count = os.fstat(self._descriptor).st_size // dimension

    def append(self, rows: NDArray[np.int8]) -> int:
        """Write rows of shape (n, dimension) after the last; the number of the first of them."""
        content, at = memoryview(rows.tobytes()), self.count * self.dimension
        while content:
            written = os.pwrite(self._descriptor, content, at)
            content, at = content[written:], at + written
        first, self.count = self.count, self.count + len(rows)
        return first

    def read(self, records: Records) -> NDArray[np.int8]:
        """The rows of those records, one after the other, shape (sum of lengths, dimension)."""
        lengths = records["length"].tolist()
        block = np.empty((sum(lengths), self.dimension), dtype=np.int8)
        room, start = memoryview(block.reshape(-1)), 0  # type: ignore[arg-type]  # is a buffer
        for offset, length in zip(records["offset"].tolist(), lengths, strict=True):
            size_bytes = length * self.dimension
            place = room[start : start + size_bytes]
            if os.preadv(self._descriptor, [place], offset * self.dimension) != size_bytes:
                raise OSError(f"{self.path.name} ends before the rows that it should hold")
            start += size_bytes
        return block

    def duplicate(self) -> "TokenRows":
        """The same file under a descriptor of its own, to be read while this one is closed."""
        twin = object.__new__(TokenRows)
        twin.path, twin.dimension, twin.count = self.path, self.dimension, self.count
        twin._descriptor = os.dup(self._descriptor)
        return twin

    def sync(self) -> None:
        """Make what was written outlive a power cut."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self._descriptor)


def whole(records: Records, block: NDArray[np.int8]) -> NDArray[np.bool_]:
    """For each record, whether its rows in `block` (see `read`) are those that were written."""
    ends = np.cumsum(records["length"])
    return np.array(
        [
            zlib.crc32(block[end - record["length"] : end].tobytes()) == record["rows"]
            for record, end in zip(records, ends, strict=True)
        ],
        dtype=bool,
    )
