"""Where the token rows of each chunk stand: a log of records, each under a checksum of its own.

So a folder that was never sealed, or was damaged since, still tells which rows are whole.
"""

import zlib
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.records import Chunk
from storage.version_rows import input_sha256

_REMOVED = -1  # as a length
# `key` is the first half of the chunk's input hash; `rows` is the CRC-32 of its rows.
RECORD = np.dtype(
    [
        ("chunk", "<i8"),
        ("offset", "<i8"),
        ("length", "<i8"),
        ("key", "<u8", (2,)),
        ("rows", "<u4"),
        ("check", "<u4"),
    ]
)
_CHECKED_BYTES = RECORD.itemsize - 4

Records = NDArray[np.void]


def token_key(chunk: Chunk) -> str:
    """What the tokens of a chunk depend on, as the ledger names it: its input hash."""
    return input_sha256(chunk.title, chunk.section, chunk.text)


class TokenTable:
    """Chunk id → record, the latest of each. Not thread-safe."""

    def __init__(self) -> None:
        self._records: Records = np.empty(0, dtype=RECORD)
        self._count = 0
        self._places: dict[int, int] = {}
        self.live_rows = 0

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, chunk_id: object) -> bool:
        return chunk_id in self._places

    def ids(self) -> list[int]:
        """The ids of all its chunks, ascending."""
        return sorted(self._places)

    def put(self, records: Records) -> None:
        """Count records in, in their order: a later one replaces an earlier, or removes it."""
        self._grow(len(records))
        for record in records:
            chunk_id, length = int(record["chunk"]), int(record["length"])
            former = self._places.pop(chunk_id, None)
            if former is not None:
                self.live_rows -= int(self._records[former]["length"])
            if length == _REMOVED:
                continue
            self._records[self._count] = record
            self._places[chunk_id] = self._count
            self._count += 1
            self.live_rows += length

    def of(self, ids: Sequence[int]) -> Records:
        """The records of those chunks that are there, in the order of `ids`, each once."""
        places = [self._places[i] for i in dict.fromkeys(ids) if i in self._places]
        return self._records[np.array(places, dtype=np.int64)]

    def with_keys(self, keys: Collection[str]) -> dict[str, Records]:
        """For each input hash that is there, the record of one chunk that has it."""
        wanted = {_key_numbers(key): key for key in keys}
        places = np.array(sorted(self._places.values()), dtype=np.int64)
        first = np.array([number for number, _ in wanted], dtype=np.uint64)
        found: dict[str, Records] = {}
        for place in places[np.isin(self._records[places]["key"][:, 0], first)]:
            record = self._records[place : place + 1]
            key = wanted.get((int(record["key"][0, 0]), int(record["key"][0, 1])))
            if key is not None:
                found.setdefault(key, record)
        return found

    def _grow(self, extra: int) -> None:
        if self._count + extra <= len(self._records):
            return
        self._records = np.concatenate(
            (self._records[: self._count], np.zeros(extra + self._count // 2, dtype=RECORD))
        )


def added(chunk_id: int, key: str, rows: NDArray[np.int8], offset: int) -> tuple[Any, ...]:
    """The fields of a record: the rows of a chunk stand from row `offset` on."""
    return (chunk_id, offset, len(rows), _key_numbers(key), zlib.crc32(rows.tobytes()), 0)


def removed(chunk_id: int) -> tuple[Any, ...]:
    """The fields of a record: the rows of a chunk no longer count."""
    return (chunk_id, 0, _REMOVED, (0, 0), 0, 0)


def sealed_records(fields: Sequence[tuple[Any, ...]], *, projection: str) -> Records:
    """Records with their checksums, which also hold for the digest of the projection alone."""
    records = np.array(fields, dtype=RECORD)
    for record in records:
        record["check"] = _check(record, projection)
    return records


def whole_records(content: bytes, *, projection: str) -> Records:
    """The records of a log that are as they were written; others are passed over."""
    usable = len(content) // RECORD.itemsize * RECORD.itemsize
    records = np.frombuffer(content[:usable], dtype=RECORD)
    whole = [record["check"] == _check(record, projection) for record in records]
    kept: Records = records[np.array(whole, dtype=bool)]
    return kept


def has_key(record: np.void, key: str) -> bool:
    """Whether a record is of a chunk with that input hash."""
    return _key_numbers(key) == (int(record["key"][0]), int(record["key"][1]))


def key_of(record: np.void) -> str:
    """The half of the input hash that a record keeps, as `added` takes it."""
    return f"{int(record['key'][0]):016x}{int(record['key'][1]):016x}"


def _check(record: np.void, projection: str) -> int:
    return zlib.crc32(record.tobytes()[:_CHECKED_BYTES], zlib.crc32(projection.encode()))


def _key_numbers(key: str) -> tuple[int, int]:
    return int(key[:16], 16), int(key[16:32], 16)
