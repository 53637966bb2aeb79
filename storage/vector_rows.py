"""Unit vectors with their chunk ids, row by row without gaps: in memory or in a file."""

import mmap
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from storage.errors import IndexUnusable

_GROWTH = 1.5


class VectorRows(Protocol):
    """Rows from 0 to `len`; whoever uses them holds a lock."""

    def __len__(self) -> int: ...

    def write(self, rows: Sequence[int], ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Set rows, which are there or follow the last one without a gap."""
        ...

    def truncate(self, count: int) -> None:
        """Keep the first `count` rows only."""
        ...

    def ids(self) -> NDArray[np.int64]:
        """The chunk ids of all rows in order; not to be changed."""
        ...

    def vectors(self) -> NDArray[np.float32]:
        """The vectors of all rows, shape (count, dimension); not to be changed."""
        ...

    def forget(self) -> None:
        """Let go of what was read and can be read again."""
        ...

    def close(self) -> None:
        """Release files; the rows are not used afterwards."""
        ...


class MemoryRows:
    """VectorRows in memory."""

    def __init__(self, dimension: int) -> None:
        self._records = np.empty(0, dtype=_record(dimension))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def write(self, rows: Sequence[int], ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Set rows, which are there or follow the last one without a gap."""
        needed = max(rows, default=-1) + 1
        if needed > len(self._records):
            grown = np.empty(max(needed, int(len(self._records) * _GROWTH)), self._records.dtype)
            grown[: self._count] = self._records[: self._count]
            self._records = grown
        self._records["chunk"][rows] = ids
        self._records["vector"][rows] = vectors
        self._count = max(self._count, needed)

    def truncate(self, count: int) -> None:
        """Keep the first `count` rows only."""
        self._count = count

    def ids(self) -> NDArray[np.int64]:
        """The chunk ids of all rows in order."""
        return self._records["chunk"][: self._count]

    def vectors(self) -> NDArray[np.float32]:
        """The vectors of all rows, shape (count, dimension)."""
        return self._records["vector"][: self._count]

    def forget(self) -> None:
        """Nothing can be read again."""

    def close(self) -> None:
        """Nothing to release; memory goes with the object."""


class FileRows:
    """VectorRows in a file, read through a mapping: memory holds what was looked at.

    Written by calls and not through the mapping: a full disk is then an error instead of a signal
    that kills, and the file's time tells that it was touched. Raises IndexUnusable.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._type = _record(dimension)
        self._path = path
        self._mapped: NDArray[np.void] | None = None
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            size = os.fstat(self._file).st_size
        except OSError as error:
            raise _unusable(path, error) from error
        self._count, rest = divmod(size, self._type.itemsize)
        if rest:
            self.close()
            raise _unusable(path, "it ends within a row")

    def __len__(self) -> int:
        return self._count

    def write(self, rows: Sequence[int], ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Set rows, which are there or follow the last one without a gap."""
        records = np.empty(len(rows), dtype=self._type)
        records["chunk"], records["vector"] = ids, vectors
        size = self._type.itemsize
        try:
            for row, record in zip(rows, records, strict=True):
                if os.pwrite(self._file, record.tobytes(), row * size) < size:
                    raise _unusable(self._path, "a row could not be written whole")
        except OSError as error:
            raise _unusable(self._path, error) from error
        self._count = max(self._count, max(rows, default=-1) + 1)

    def truncate(self, count: int) -> None:
        """Keep the first `count` rows only."""
        self._mapped = None  # reading past the end of the file would be a fatal signal
        try:
            os.ftruncate(self._file, count * self._type.itemsize)
        except OSError as error:
            raise _unusable(self._path, error) from error
        self._count = count

    def ids(self) -> NDArray[np.int64]:
        """The chunk ids of all rows in order, read-only."""
        return self._records()["chunk"]

    def vectors(self) -> NDArray[np.float32]:
        """The vectors of all rows, shape (count, dimension), read-only."""
        return self._records()["vector"]

    def forget(self) -> None:
        """Give the memory of the mapping back: 147 of 1,180 MiB with 100,000 vectors."""
        self._mapped = None

    def close(self) -> None:
        """Release the file; the rows are not used afterwards."""
        self._mapped = None
        os.close(self._file)

    def _records(self) -> NDArray[np.void]:
        if self._mapped is None or len(self._mapped) != self._count:
            self._mapped = np.empty(0, dtype=self._type)
            if self._count:  # through the open file: its folder may have been taken away
                whole = mmap.mmap(
                    self._file, self._count * self._type.itemsize, prot=mmap.PROT_READ
                )
                if hasattr(mmap, "MADV_RANDOM"):
                    whole.madvise(
                        mmap.MADV_RANDOM
                    )  # a row looked at brings none of those beside it
                self._mapped = np.frombuffer(whole, dtype=self._type)
        return self._mapped


def _record(dimension: int) -> np.dtype[np.void]:
    return np.dtype([("chunk", "<i8"), ("vector", "<f4", (dimension,))])


def _unusable(path: Path, why: object) -> IndexUnusable:
    return IndexUnusable(
        f"The vectors in {path.name} cannot be used: {why}.",
        hint="They are made anew from the ledger.",
    )
