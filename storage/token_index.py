"""The token index of a generation: compressed token embeddings by chunk, for MaxSim."""

import os
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage.durable_files import sync_directory, write_durably
from storage.errors import IndexUnusable
from storage.token_folder import (
    PROJECTION,
    TokenFiles,
    projection_of,
    read_plain,
    table_of,
    token_maxima,
)
from storage.token_projection import CompressedTokens, TokenProjection, write_projection
from storage.token_rows import TokenRows
from storage.token_table import Records, TokenTable, added, removed, sealed_records

_COPIED_ROWS = 200_000  # at a time, while the files are written anew: 10 MB


class TokenIndex:
    """Token rows in a folder of their own, made where it does not exist. Thread-safe.

    One process writes, and one object a folder. The first rows that are added bring their
    projection with them; rows of another are passed over, and so their chunks stay without.
    Raises IndexUnusable.
    """

    def __init__(self, folder: Path, token_digest: str) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._table = TokenTable()
        self._rows: TokenRows | None = None
        with _usable(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            self.projection = projection_of(folder, token_digest)
            if self.projection is None:
                for file in folder.iterdir():
                    file.unlink()  # of another embedder, or damaged: nobody can read it
            else:
                self._open(self.projection)

    def __len__(self) -> int:
        return len(self._table)

    def ids(self) -> list[int]:
        """The ids of all chunks that have their tokens here, ascending."""
        with self._lock:
            return self._table.ids()

    def add(self, ids: Sequence[int], keys: Sequence[str], tokens: CompressedTokens) -> None:
        """Keep the rows of chunks, each with its input hash; those of a chunk are replaced."""
        if not ids:
            return
        with self._lock, _usable(self.folder):
            rows = self._written_by(tokens.projection)
            if rows is None:
                return
            first, fields = rows.count, []
            for chunk_id, key, own in zip(ids, keys, tokens.rows, strict=True):
                fields.append(added(chunk_id, key, own, first))
                first += len(own)
            rows.append(np.concatenate(tokens.rows))
            self._note(fields)

    def remove(self, ids: Sequence[int]) -> None:
        """Take chunks out; ids that are not there are passed over."""
        with self._lock, _usable(self.folder):
            self._note([removed(chunk_id) for chunk_id in ids if chunk_id in self._table])
            if self._rows is not None and self._rows.count > 2 * self._table.live_rows:
                self._write_anew()

    def maxima(
        self, query: NDArray[np.float32], ids: Sequence[int]
    ) -> dict[int, NDArray[np.float32]]:
        """For each chunk that has tokens, the greatest cosine of each query token with them.

        `query` is of shape (t, width), unit rows, not projected yet; the values are of shape
        (t,). Chunks without tokens are absent.
        """
        with self._lock, _usable(self.folder):
            if self._rows is None or self.projection is None:
                return {}
            projection, records, rows = self.projection, self._table.of(ids), self._rows.duplicate()
        try:
            with _usable(self.folder):
                return token_maxima(rows, records, projection.project(query))
        finally:
            rows.close()

    def rows_of(self, keys: Collection[str]) -> dict[str, NDArray[np.int8]]:
        """For each input hash of which a chunk is here, that chunk's rows."""
        with self._lock, _usable(self.folder):
            if self._rows is None:
                return {}
            found, rows = self._table.with_keys(keys), self._rows
            return {key: rows.read(records) for key, records in found.items()}

    def close(self) -> None:
        """Release the files; the index is not used afterwards."""
        with self._lock:
            if self._rows is not None:
                self._rows.close()
            self._rows, self._table = None, TokenTable()

    def _open(self, projection: TokenProjection) -> None:
        files = TokenFiles.of(self.folder)
        for file in self.folder.iterdir():
            if file not in (files.rows, files.table, self.folder / PROJECTION):
                file.unlink()  # half written, or left over
        files.table.touch(mode=0o600)
        self._files = files
        self._rows = TokenRows(files.rows, projection.dimension, mode=os.O_RDWR | os.O_CREAT)
        self._table = table_of(read_plain(files.table), projection)

    def _written_by(self, projection: TokenProjection) -> TokenRows | None:
        """The file to which rows of that projection are added; None where there are others."""
        if self.projection is None:
            write_durably(self.folder / PROJECTION, write_projection(projection))
            self.projection = projection
            self._open(projection)
        return self._rows if self.projection.digest == projection.digest else None

    def _note(self, fields: Sequence[tuple[object, ...]]) -> None:
        if fields and self.projection is not None:
            records = sealed_records(fields, projection=self.projection.digest)
            _append(self._files.table, records)
            self._table.put(records)

    def _write_anew(self) -> None:
        """Write the files again without what no chunk has any more."""
        assert self.projection is not None and self._rows is not None
        files = TokenFiles.numbered(self.folder, self._files.number + 1)
        mode = os.O_RDWR | os.O_CREAT | os.O_TRUNC
        rows = TokenRows(files.rows, self.projection.dimension, mode=mode)
        try:
            table = _copied(self._table, self._rows, rows, self.projection.digest, files.table)
            rows.sync()
            sync_directory(self.folder)
        except BaseException:
            rows.close()
            raise
        former, self._files = self._files, files
        self._rows.close()
        self._rows, self._table = rows, table
        former.table.unlink()  # from here on the new files count
        former.rows.unlink()


def _copied(
    table: TokenTable, rows: TokenRows, into: TokenRows, projection: str, log: Path
) -> TokenTable:
    """All that `table` knows, its rows copied `into` another file and its log written anew."""
    records = table.of(table.ids())
    batches = np.cumsum(records["length"]) // _COPIED_ROWS
    for batch in np.unique(batches):
        some = records[batches == batch]
        first = into.append(rows.read(some))
        ends = first + np.cumsum(some["length"])
        moved = some.copy()
        moved["offset"] = ends - some["length"]
        records[batches == batch] = moved
    written = sealed_records([tuple(r) for r in records.tolist()], projection=projection)
    write_durably(log, written.tobytes())
    copy = TokenTable()
    copy.put(written)
    return copy


def _append(path: Path, records: Records) -> None:
    with open(  # noqa: PTH123 - a descriptor
        os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW), "ab", buffering=0
    ) as stream:
        stream.write(records.tobytes())


@contextmanager
def _usable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnusable(
            f"The tokens in {folder.parent.name} cannot be used: {error}."
        ) from error
