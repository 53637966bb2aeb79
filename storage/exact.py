"""Exact search by vector: every chunk that the reader may read is compared."""

import threading
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from storage.embedding import unit_rows
from storage.errors import IndexUnusable
from storage.records import Hit
from storage.row_audiences import RowAudiences
from storage.short_vectors import ShortVectors
from storage.vector_rows import MemoryRows, VectorRows

_BLOCK = 4096  # rows that are read at a time when rows on disk are opened
# Rows looked at before their memory is given back: 25 MB of 384 dimensions. 240 questions had
# touched all of 100,000 rows, 147 MB (November 2026).
_REMEMBERED = 16_384


class ExactVectors:
    """A VectorIndex over `rows`, in memory where there are none. Thread-safe.

    A search compares int8 copies of all vectors that the reader may read, then the vectors
    themselves of those that could be among the nearest. 100,000 vectors of 384 take 2 ms, however
    many of them the reader may read, and 40 MB beside the rows (benchmarks/filters.py).
    """

    def __init__(self, dimension: int, *, rows: VectorRows | None = None) -> None:
        self._rows: VectorRows = MemoryRows(dimension) if rows is None else rows
        self._short = ShortVectors(dimension)
        self._audiences = RowAudiences()
        self._row_of: dict[int, int] = {}
        self._looked_at = 0  # rows since their memory was given back
        self._lock = threading.Lock()

    @classmethod
    def opened(
        cls, dimension: int, rows: VectorRows, audiences: Mapping[int, int]
    ) -> "ExactVectors":
        """An index over rows written before. Raises IndexUnusable for another set of chunks."""
        ids = rows.ids().tolist()
        if len(ids) != len(audiences) or set(ids) != audiences.keys():
            raise IndexUnusable("The vectors on disk are of other chunks than Chroma's.")
        index = cls(dimension, rows=rows)
        index._row_of = {chunk_id: row for row, chunk_id in enumerate(ids)}
        index._audiences.write(range(len(ids)), [audiences[chunk_id] for chunk_id in ids])
        for start in range(0, len(ids), _BLOCK):
            end = min(start + _BLOCK, len(ids))
            index._short.write(range(start, end), rows.vectors()[start:end])
        rows.forget()
        return index

    def __len__(self) -> int:
        return len(self._row_of)

    def ids(self) -> list[int]:
        """The ids of all its chunks, ascending."""
        with self._lock:
            return sorted(self._row_of)

    def entries(self) -> dict[int, int]:
        """A copy of chunk id → audience."""
        with self._lock:
            audiences = self._audiences.all().tolist()
            return {chunk_id: audiences[row] for chunk_id, row in self._row_of.items()}

    def held(self, ids: Iterable[int]) -> list[int]:
        """Those of `ids` that are here."""
        with self._lock:
            return [chunk_id for chunk_id in ids if chunk_id in self._row_of]

    def readable(self, audiences: frozenset[int]) -> int:
        """How many chunks have one of `audiences`."""
        with self._lock:
            return self._audiences.count(audiences)

    def add(
        self, ids: Sequence[int], audiences: Sequence[int], vectors: NDArray[np.floating]
    ) -> None:
        """Add one row a chunk; a chunk that is already there is replaced. Raises EmbedderError."""
        unit = unit_rows(vectors)
        with self._lock:
            following = len(self._row_of)
            rows: list[int] = []
            for chunk_id in ids:
                rows.append(self._row_of.get(chunk_id, following))
                following += rows[-1] == following
                self._row_of[chunk_id] = rows[-1]
            self._rows.write(rows, ids, unit)
            self._short.write(rows, unit)
            self._audiences.write(rows, audiences)

    def remove(self, ids: Sequence[int]) -> None:
        """Take chunks out; ids that are not there are passed over."""
        with self._lock:
            for chunk_id in ids:
                row = self._row_of.pop(chunk_id, None)
                if row is None:
                    continue
                last = len(self._row_of)
                if row != last:  # the last row fills the gap
                    moved, vector = self._rows.ids()[last : last + 1], self._rows.vectors()[last]
                    self._row_of[int(moved[0])] = row
                    self._rows.write([row], moved.tolist(), vector[np.newaxis])
                    self._short.write([row], vector[np.newaxis])
                    self._audiences.write([row], [self._audiences.of(last)])
                self._rows.truncate(last)
                self._audiences.truncate(last)

    def search(
        self, vector: NDArray[np.floating], *, audiences: frozenset[int], k: int
    ) -> list[Hit]:
        """The `k` nearest chunks of `audiences`, nearest first; score is the cosine.

        Ties go to the lower chunk id.
        """
        if k < 1 or not audiences:
            return []
        query = unit_rows(np.asarray(vector)[np.newaxis])[0]
        with self._lock:
            rows = self._short.near(query, self._audiences.rows(audiences), k=k)
            return self._best(query, rows, k)

    def best_of(
        self,
        ids: Iterable[int],
        vector: NDArray[np.floating],
        *,
        audiences: frozenset[int],
        k: int,
    ) -> list[Hit]:
        """What `search` gives where only `ids` are looked at; those not here are passed over."""
        query = unit_rows(np.asarray(vector)[np.newaxis])[0]
        with self._lock:
            found = (self._row_of.get(chunk_id) for chunk_id in ids)
            rows = [r for r in found if r is not None and self._audiences.of(r) in audiences]
            return self._best(query, np.array(rows, dtype=np.int64), k)

    def _best(self, query: NDArray[np.float32], rows: NDArray[np.int64], k: int) -> list[Hit]:
        self._looked_at += len(rows)
        if self._looked_at > _REMEMBERED:
            self._rows.forget()
            self._looked_at = 0
        ids = self._rows.ids()[rows]
        # Not `vectors @ query`: its sums depend on where in the matrix a row is.
        scores = (self._rows.vectors()[rows] * query).sum(axis=1)
        best = np.lexsort((ids, -scores))[:k]
        return [Hit(int(ids[i]), float(scores[i])) for i in best]

    def close(self) -> None:
        """Release the rows; the index is not used afterwards."""
        with self._lock:
            self._rows.close()
