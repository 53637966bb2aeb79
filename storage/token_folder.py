"""The files of a token index in a generation's folder, and how what is whole of them is read.

    projection.bin           the projection, under its digest
    rows-N.bin, table-N.bin  the rows, and the log that says whose they are

N goes up when the files are written anew without what was removed; table-N goes when table-N+1
is whole. So the lowest N with a table is the one that counts.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from storage.maxsim import maxima
from storage.token_projection import TokenProjection, read_projection
from storage.token_rows import TokenRows, whole
from storage.token_table import (
    Records,
    TokenTable,
    has_key,
    key_of,
    removed,
    sealed_records,
    whole_records,
)

TOKENS = "tokens"  # the folder, within a generation's
PROJECTION = "projection.bin"
_TABLE = re.compile(r"table-(\d+)\.bin")


@dataclass(frozen=True, slots=True)
class TokenFiles:
    """The pair of files that counts."""

    number: int
    rows: Path
    table: Path

    @classmethod
    def numbered(cls, folder: Path, number: int) -> Self:
        """The pair of that number, there or not."""
        return cls(number, folder / f"rows-{number}.bin", folder / f"table-{number}.bin")

    @classmethod
    def of(cls, folder: Path) -> Self:
        """The pair that counts; the first where there is none yet."""
        names = [_TABLE.fullmatch(path.name) for path in folder.iterdir()]
        return cls.numbered(folder, min((int(name[1]) for name in names if name), default=1))


def projection_of(folder: Path, token_digest: str) -> TokenProjection | None:
    """The projection in a token index's folder; None where there is none for these tokens."""
    try:
        projection = read_projection(read_plain(folder / PROJECTION))
    except (OSError, ValueError):
        return None
    return projection if projection.token_digest == token_digest else None


def read_plain(path: Path) -> bytes:
    """The content of a file that is not a link. Raises OSError."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:  # noqa: PTH123 - a descriptor
        return stream.read()


def table_of(content: bytes, projection: TokenProjection) -> TokenTable:
    """The table that a log says, as far as it is whole."""
    table = TokenTable()
    table.put(whole_records(content, projection=projection.digest))
    return table


def token_maxima(
    rows: TokenRows, records: Records, query: NDArray[np.float32]
) -> dict[int, NDArray[np.float32]]:
    """For each record the maxima over its rows, shape (t,), by chunk id. Raises OSError."""
    records = records[records["length"] > 0]
    found = maxima(query, rows.read(records), records["length"].tolist())
    return dict(zip(records["chunk"].tolist(), found, strict=True))


class TokenSnapshot:
    """A token index as its files are now, for one that does not own it or does not trust it.

    Rows are checked whenever they are read; those that are not as they were written are absent.
    Its owner may go on writing, or remove the folder. Thread-safe.
    """

    def __init__(self, projection: TokenProjection, table: TokenTable, rows: TokenRows) -> None:
        self.projection = projection
        self._table = table
        self._rows = rows

    @classmethod
    def open(cls, folder: Path, token_digest: str) -> Self | None:
        """None where there is nothing that can be used."""
        projection = projection_of(folder, token_digest)
        if projection is None:
            return None
        try:
            files = TokenFiles.of(folder)
            rows = TokenRows(files.rows, projection.dimension, mode=os.O_RDONLY)
        except OSError:
            return None
        try:
            table = table_of(read_plain(files.table), projection)
        except OSError:
            rows.close()
            return None
        return cls(projection, table, rows)

    def __len__(self) -> int:
        return len(self._table)

    def keys(self) -> dict[int, str]:
        """Chunk id → the first half of its input hash, of all that may be here."""
        return {i: key_of(record) for i in self._table.ids() for record in self._table.of([i])}

    def maxima(
        self, query: NDArray[np.float32], ids: Sequence[int]
    ) -> dict[int, NDArray[np.float32]]:
        """As `TokenIndex.maxima`."""
        records, _ = self._whole(self._table.of(ids))
        try:
            return token_maxima(self._rows, records, self.projection.project(query))
        except OSError:
            return {}

    def drop_unlike(self, keys: Mapping[int, str]) -> None:
        """Forget those of the chunks that have another input hash here: tokens of another text."""
        records = self._table.of(list(keys))
        unlike = [int(r["chunk"]) for r in records if not has_key(r, keys[int(r["chunk"])])]
        if unlike:
            fields = [removed(chunk_id) for chunk_id in unlike]
            self._table.put(sealed_records(fields, projection=self.projection.digest))

    def matching(self, keys: Mapping[int, str]) -> dict[int, NDArray[np.int8]]:
        """The rows of those chunks that are there whole and have that input hash, by id."""
        records = self._table.of(list(keys))
        alike = [has_key(record, keys[int(record["chunk"])]) for record in records]
        records, rows = self._whole(records[np.array(alike, dtype=bool)])
        return dict(zip(records["chunk"].tolist(), rows, strict=True))

    def close(self) -> None:
        """Close its files; it is not used afterwards."""
        self._rows.close()

    def _whole(self, records: Records) -> tuple[Records, list[NDArray[np.int8]]]:
        """Those records whose rows are whole, with their rows."""
        kept: list[int] = []
        found: list[NDArray[np.int8]] = []
        for place in range(len(records)):
            one = records[place : place + 1]
            try:
                rows = self._rows.read(one)
            except (OSError, ValueError, MemoryError):
                continue
            if whole(one, rows)[0]:
                kept.append(place)
                found.append(rows)
        return records[np.array(kept, dtype=np.int64)], found
