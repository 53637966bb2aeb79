"""Search by vector in embedded Chroma: ids, audiences and vectors; no text is kept there."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from storage.asking_first import let_pass
from storage.chroma_client import failing_as_ours
from storage.chroma_collection import ChromaCollection
from storage.embedding import unit_rows
from storage.errors import IndexUnusable
from storage.exact import ExactVectors
from storage.records import Hit
from storage.vector_rows import FileRows

# Rows a write, during which no other thread runs Python: 0.3 ms a row. A write of 250 rows raises
# concurrent searches from 17 to 460 ms.
SERVING_BATCH = 100
BUILDING_BATCH = 2000
# Up to so many rows comparing all is as fast as Chroma's graph (2.4 ms of processor for 100,000,
# against 4.1), exact, and a filter is free (Chroma's own costs 3 µs a matching row). November 2026.
_SCANNED = 200_000
_RESTING_SHARE = 0.9  # of _SCANNED; nobody removes a tenth of it while one search goes on
_COPIED_SHARE = 1 / 8  # who may read less has only those rows compared: storage.short_vectors
_MARGIN = 16  # fetched beyond k, so that ties are mostly settled by id
_MOST_FETCHED = 1000  # from the graph without a filter, 10 ms; what comparing 400,000 rows takes


class VectorIndex(Protocol):
    """Chunk ids by nearness of their vectors, restricted to audiences. Thread-safe."""

    def __len__(self) -> int: ...

    def ids(self) -> list[int]:
        """The ids of all its chunks, ascending."""
        ...

    def add(
        self, ids: Sequence[int], audiences: Sequence[int], vectors: NDArray[np.floating]
    ) -> None:
        """Add one row a chunk; a chunk that is already there is replaced. Raises EmbedderError."""
        ...

    def remove(self, ids: Sequence[int]) -> None:
        """Take chunks out; ids that are not there are passed over."""
        ...

    def search(
        self, vector: NDArray[np.floating], *, audiences: frozenset[int], k: int
    ) -> list[Hit]:
        """The `k` nearest chunks of `audiences`, nearest first; score is the cosine."""
        ...

    def close(self) -> None:
        """Release files; the index is not used afterwards."""
        ...


class ChromaVectors:
    """A VectorIndex in a folder of its own, made where it does not exist.

    Chroma keeps the graph of near neighbours; the vectors lie beside it once more, row by row, for
    those who may read a part of them only. One process, and one object a folder. Opening it writes
    to its SQLite file. Files are complete whenever no write is under way: searches change nothing,
    and neither does `rest` (measured, Chroma 1.5.9).
    """

    def __init__(self, folder: Path, *, batch: int = SERVING_BATCH) -> None:
        self.batch = batch  # rows a write
        self._folder = folder
        self._writing = threading.Lock()
        self._exact: ExactVectors | None = None  # until the first vector tells the dimension
        self._chroma = ChromaCollection(folder)
        self._chroma.opened()
        try:
            self._exact = _opened_rows(folder, self._chroma.entries())
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return 0 if self._exact is None else len(self._exact)

    def ids(self) -> list[int]:
        """The ids of all its chunks, ascending."""
        return [] if self._exact is None else self._exact.ids()

    def held(self, ids: Sequence[int]) -> list[int]:
        """Those of `ids` that are here."""
        return [] if self._exact is None else self._exact.held(ids)

    def entries(self) -> dict[int, int]:
        """A copy of chunk id → audience, which were Chroma's own when it was opened."""
        return {} if self._exact is None else self._exact.entries()

    def add(
        self, ids: Sequence[int], audiences: Sequence[int], vectors: NDArray[np.floating]
    ) -> None:
        """Add one row a chunk; a chunk that is already there is replaced. Raises EmbedderError."""
        unit = unit_rows(vectors)
        for start in range(0, len(ids), self.batch):
            part = slice(start, start + self.batch)
            let_pass()
            with self._writing:  # one batch at a time: a remove need not wait for all
                self._add_batch(ids[part], audiences[part], unit[part])

    def remove(self, ids: Sequence[int]) -> None:
        """Take chunks out; ids that are not there are passed over."""
        for start in range(0, len(ids), self.batch):
            with self._writing:
                exact = self._exact
                present = [] if exact is None else exact.held(ids[start : start + self.batch])
                if exact is None or not present:
                    continue
                exact.remove(present)
                collection = self._chroma.opened()
                with failing_as_ours():
                    collection.delete(ids=[str(chunk_id) for chunk_id in present])

    def search(
        self, vector: NDArray[np.floating], *, audiences: frozenset[int], k: int
    ) -> list[Hit]:
        """The `k` nearest chunks of `audiences`, nearest first; score is the cosine.

        Exact up to `_SCANNED` rows; beyond, approximate for who may read most of them (see
        `_HNSW`), and ties go to the lower chunk id where they are among those found.
        """
        exact = self._exact
        readable = 0 if exact is None or k < 1 else exact.readable(audiences)
        if exact is None or not readable:
            return []
        compared = readable if readable < len(exact) * _COPIED_SHARE else len(exact)
        if compared > _SCANNED:
            fetched = int(k * len(exact) / readable) + _MARGIN
            found = self._near(vector, fetched=fetched) if fetched <= _MOST_FETCHED else []
            hits = exact.best_of(found, vector, audiences=audiences, k=k)
            if len(hits) == k:
                return hits
        return exact.search(vector, audiences=audiences, k=k)

    def rest(self) -> None:
        """Give back what is needed for writing alone, until the next write: Chroma's graph."""
        with self._writing:
            # Else searches use it, or those that began before many were removed, and opening it
            # anew would write to files that are sealed.
            if len(self) <= _SCANNED * _RESTING_SHARE:
                self._chroma.close()

    def close(self) -> None:
        """Release files and threads; the index is not used afterwards."""
        with self._writing:
            self._chroma.close()
            if self._exact is not None:
                self._exact.close()

    def _near(self, vector: NDArray[np.floating], *, fetched: int) -> list[int]:
        """The ids of the nearest `fetched` chunks by the graph, whoever may read them."""
        query = unit_rows(np.asarray(vector)[np.newaxis])
        collection = self._chroma.opened()
        with failing_as_ours():
            answer = collection.query(
                query_embeddings=query, n_results=fetched, include=["distances"]
            )
        return [int(chunk_id) for chunk_id in answer["ids"][0]]

    def _add_batch(
        self, ids: Sequence[int], audiences: Sequence[int], vectors: NDArray[np.float32]
    ) -> None:
        collection = self._chroma.opened()
        with failing_as_ours():
            collection.upsert(
                ids=[str(chunk_id) for chunk_id in ids],
                embeddings=vectors,
                metadatas=[{"audience": int(audience)} for audience in audiences],
            )
        if self._exact is None:
            dimension = vectors.shape[1]
            rows = FileRows(_rows_file(self._folder, dimension), dimension)
            self._exact = ExactVectors(dimension, rows=rows)
        self._exact.add(ids, audiences, vectors)


def _rows_file(folder: Path, dimension: int) -> Path:
    return folder / f"rows.{dimension}"


def _opened_rows(folder: Path, entries: Mapping[int, int]) -> ExactVectors | None:
    """The rows beside Chroma, which must be of the same chunks; None where there are none yet."""
    files = list(folder.glob("rows.*"))
    if not files and not entries:
        return None
    if len(files) != 1 or not files[0].suffix[1:].isdecimal():
        raise IndexUnusable(f"There are {len(files)} files of vectors beside Chroma, not one.")
    dimension = int(files[0].suffix[1:])
    rows = FileRows(files[0], dimension)
    try:
        return ExactVectors.opened(dimension, rows, entries)
    except IndexUnusable:
        rows.close()
        raise
