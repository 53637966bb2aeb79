"""The collection of an embedded Chroma: opened when it is needed, and what it holds without it.

Chroma loads its whole graph with the first thing it is asked, a count included, and keeps it: 2 KB
a chunk, 206 MB for 100,000 (Chroma 1.5.9, November 2026). Where all vectors are compared instead,
the graph is needed for writing alone.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from storage.chroma_client import failing_as_ours, open_client
from storage.errors import IndexUnusable

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

_COLLECTION = "chunks"
# Recall of the 100 nearest .9998 at 1.7 ms; Chroma's own values (100, 100, 16) give .978 at
# 1.3 ms (5,486 MiniLM vectors, 260 questions, November 2026).
_HNSW: "CreateHNSWConfiguration" = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 400,
    "max_neighbors": 32,
}
# Ids and audiences as Chroma keeps them; what its queue holds beyond is of a write that never
# ended, after which no index is opened.
_ENTRIES = """
SELECT embeddings.embedding_id, embedding_metadata.int_value
FROM embeddings LEFT JOIN embedding_metadata
    ON embedding_metadata.id = embeddings.id AND embedding_metadata.key = 'audience'
"""


class ChromaCollection:
    """The one collection in a folder, made where it does not exist.

    Opening it writes to its SQLite file, closing and `entries` change nothing. Whoever opens or
    closes it holds a lock. Raises IndexUnusable.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None

    def opened(self) -> "Collection":
        """The collection, opened where it is not."""
        if self._collection is None:
            with failing_as_ours():
                self._client = open_client(self._folder)
                try:
                    self._collection = self._client.get_or_create_collection(
                        _COLLECTION,
                        configuration={"hnsw": _HNSW},
                        embedding_function=None,  # else Chroma attaches one that downloads a model
                    )
                except BaseException:
                    self.close()
                    raise
        return self._collection

    def entries(self) -> dict[int, int]:
        """Chunk id → audience of all it holds, read from its SQLite file."""
        found = {}
        try:
            with closing(self._read_only()) as connection:
                for chunk_id, audience in connection.execute(_ENTRIES):
                    if not isinstance(audience, int):
                        raise IndexUnusable("A chunk of the vector index has no audience.")
                    found[int(chunk_id)] = audience
        except (sqlite3.Error, ValueError) as error:
            raise IndexUnusable(f"The vector index cannot be read: {error}.") from error
        return found

    def close(self) -> None:
        """Release files, threads and the graph; it opens again when it is needed."""
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            client.close()  # type: ignore[attr-defined]  # on the class, not on ClientAPI

    def _read_only(self) -> sqlite3.Connection:
        path = self._folder / "chroma.sqlite3"
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
