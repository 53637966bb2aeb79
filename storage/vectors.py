"""Search by vector in embedded Chroma: ids, audiences and vectors; no text is kept there."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from storage.embedding import unit_rows
from storage.errors import IndexUnusable, SettingError
from storage.records import Hit

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.types import Where
    from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

_COLLECTION = "chunks"
# Recall of the 100 nearest .9998 at 1.7 ms; Chroma's own values (100, 100, 16) give .978 at
# 1.3 ms (5,486 MiniLM vectors, 260 questions, November 2026).
_HNSW: "CreateHNSWConfiguration" = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 400,
    "max_neighbors": 32,
}
# Rows a write. A write of 250 rows raises concurrent searches from 17 to 460 ms.
SERVING_BATCH = 100
BUILDING_BATCH = 2000
_PAGE = 10_000  # rows a read of all entries
# A filter costs Chroma about 3 µs a matching row, fetching more than asked next to nothing:
# from this share of readable chunks on, fetch without a filter and check here.
_UNFILTERED_SHARE = 0.5
_MARGIN = 16  # fetched beyond k, so that ties are mostly settled by id
# SQLite takes 32,766 variables; beyond this many audiences the check is made here too.
_MOST_AUDIENCES = 5000


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

    One process, and one object a folder. Opening it writes to its SQLite file. Files are complete
    whenever no write is under way: searches change nothing (measured, Chroma 1.5.9).
    """

    def __init__(self, folder: Path, *, batch: int = SERVING_BATCH) -> None:
        self.batch = batch  # rows a write
        self._writing = threading.Lock()
        with _failing_as_ours():
            self._client = _open_client(folder)
            try:
                self._collection = self._client.get_or_create_collection(
                    _COLLECTION,
                    configuration={"hnsw": _HNSW},
                    embedding_function=None,  # else Chroma attaches one that downloads a model
                )
                self._audiences: dict[int, int] = self._read_entries()
            except BaseException:
                self.close()
                raise
        self._sizes = Counter(self._audiences.values())

    def __len__(self) -> int:
        return len(self._audiences)

    def ids(self) -> list[int]:
        """The ids of all its chunks, ascending."""
        with self._writing:
            return sorted(self._audiences)

    def entries(self) -> dict[int, int]:
        """A copy of chunk id → audience, as Chroma itself holds them."""
        with self._writing:
            return dict(self._audiences)

    def add(
        self, ids: Sequence[int], audiences: Sequence[int], vectors: NDArray[np.floating]
    ) -> None:
        """Add one row a chunk; a chunk that is already there is replaced. Raises EmbedderError."""
        unit = unit_rows(vectors)
        for start in range(0, len(ids), self.batch):
            part = slice(start, start + self.batch)
            with self._writing:  # one batch at a time: a remove need not wait for all
                self._add_batch(ids[part], audiences[part], unit[part])

    def remove(self, ids: Sequence[int]) -> None:
        """Take chunks out; ids that are not there are passed over."""
        for start in range(0, len(ids), self.batch):
            with self._writing:
                present = [i for i in ids[start : start + self.batch] if i in self._audiences]
                if present:
                    with _failing_as_ours():
                        self._collection.delete(ids=[str(chunk_id) for chunk_id in present])
                for chunk_id in present:
                    self._sizes[self._audiences.pop(chunk_id)] -= 1

    def search(
        self, vector: NDArray[np.floating], *, audiences: frozenset[int], k: int
    ) -> list[Hit]:
        """The `k` nearest chunks of `audiences`, nearest first; score is the cosine.

        Approximate (see `_HNSW`); ties go to the lower chunk id where they are among those found.
        """
        if k < 1 or not audiences:
            return []
        query = unit_rows(np.asarray(vector)[np.newaxis])[0]
        sizes = dict(self._sizes)
        present = frozenset(audience for audience in audiences if sizes.get(audience, 0) > 0)
        readable, total = sum(sizes[audience] for audience in present), sum(sizes.values())
        if not readable:
            return []
        wanted = min(k, readable)
        if readable >= total * _UNFILTERED_SHARE or len(present) > _MOST_AUDIENCES:
            found = self._search_unfiltered(
                query, audiences=present, wanted=wanted, share=readable / total
            )
            if len(found) >= wanted or len(present) > _MOST_AUDIENCES:
                return found[:k]
        return self._query(query, audiences=present, fetched=min(readable, k + _MARGIN))[:k]

    def close(self) -> None:
        """Release files and threads; the index is not used afterwards."""
        with self._writing:
            self._client.close()  # type: ignore[attr-defined]  # on the class, not on ClientAPI

    def _search_unfiltered(
        self, query: NDArray[np.float32], *, audiences: frozenset[int], wanted: int, share: float
    ) -> list[Hit]:
        """Search everything, more and more of it, until `wanted` readable chunks are found."""
        total = len(self)
        fetched = int(wanted / share) + _MARGIN
        while True:
            hits = self._query(query, audiences=None, fetched=min(fetched, total))
            readable = [hit for hit in hits if self._audiences.get(hit.chunk_id) in audiences]
            if len(readable) >= wanted or fetched >= total:
                return readable
            if fetched * 4 > total and len(audiences) <= _MOST_AUDIENCES:
                return readable  # a filter is cheaper from here on
            fetched *= 4

    def _query(
        self, query: NDArray[np.float32], *, audiences: frozenset[int] | None, fetched: int
    ) -> list[Hit]:
        """The nearest `fetched` chunks, of `audiences` only where they are given."""
        if fetched < 1:
            return []
        where: Where | None = None
        if audiences is not None:
            where = cast("Where", {"audience": {"$in": sorted(audiences)}})
        with _failing_as_ours():
            answer = self._collection.query(
                query_embeddings=query[np.newaxis],
                n_results=fetched,
                where=where,
                include=["distances"],
            )
        distances = answer["distances"] or [[]]
        pairs = zip(answer["ids"][0], distances[0], strict=True)
        hits = [Hit(int(chunk_id), 1.0 - float(distance)) for chunk_id, distance in pairs]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))

    def _add_batch(
        self, ids: Sequence[int], audiences: Sequence[int], vectors: NDArray[np.float32]
    ) -> None:
        with _failing_as_ours():
            self._collection.upsert(
                ids=[str(chunk_id) for chunk_id in ids],
                embeddings=vectors,
                metadatas=[{"audience": int(audience)} for audience in audiences],
            )
        for chunk_id, audience in zip(ids, audiences, strict=True):
            former = self._audiences.get(chunk_id)
            if former is not None:
                self._sizes[former] -= 1
            self._audiences[int(chunk_id)] = int(audience)
            self._sizes[int(audience)] += 1

    def _read_entries(self) -> dict[int, int]:
        entries: dict[int, int] = {}
        for offset in range(0, self._collection.count(), _PAGE):
            page = self._collection.get(include=["metadatas"], limit=_PAGE, offset=offset)
            for chunk_id, metadata in zip(page["ids"], page["metadatas"] or [], strict=True):
                entries[int(chunk_id)] = int(metadata["audience"])  # type: ignore[arg-type]
        return entries


@contextmanager
def _failing_as_ours() -> Iterator[None]:
    """Raise IndexUnusable where Chroma raises one of its errors."""
    chroma_error = _imported_chroma().errors.ChromaError
    try:
        yield
    except chroma_error as error:
        raise IndexUnusable(
            f"The vector index failed: {error}.", hint="It is made anew from the ledger."
        ) from error


def _imported_chroma() -> ModuleType:
    """Chroma, which evaluates its settings once as it is imported, from the environment and ./.env.

    Raises SettingError where it refuses them.
    """
    from pydantic import ValidationError

    try:
        import chromadb.errors
    except ValidationError as error:
        # Its text repeats the values found, which may be anybody's secrets: only names are told.
        names = ", ".join(str(fault["loc"][0]) for fault in error.errors() if fault["loc"])
        raise SettingError(
            f"Chroma cannot be imported: it reads the environment and ./.env, and refuses {names}.",
            hint="Start from another folder, or unset what it names.",
        ) from None
    return chromadb


def _open_client(folder: Path) -> "ClientAPI":
    """An embedded Chroma that reads neither `.env` nor variables without our prefix."""
    import chromadb
    from chromadb.config import Settings

    class OwnSettings(Settings):
        """Settings whose only source is the call."""

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: "type[BaseSettings]",
            init_settings: "PydanticBaseSettingsSource",
            env_settings: "PydanticBaseSettingsSource",
            dotenv_settings: "PydanticBaseSettingsSource",
            file_secret_settings: "PydanticBaseSettingsSource",
        ) -> "tuple[PydanticBaseSettingsSource, ...]":
            return (init_settings,)

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = OwnSettings(
        anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder)
    )
    return chromadb.PersistentClient(path=str(folder), settings=settings)
