"""What a search is measured against: Chroma with its own settings, asked for ten ids."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.kept_folders import KEPT, kept_folder
from benchmarks.telling import tell
from storage.chunks import active_digest, iter_active_vectors
from storage.store import Store

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

K = 10
_BATCH = 2000


@contextmanager
def bare_chroma(store: Store, name: str, *, root: Path = KEPT) -> Iterator["Collection"]:
    """A Chroma collection of every vector of the home, nothing else; made now or kept."""
    count, digest = active_digest(store.ledger)
    made_of = [str(count), digest, store.embedder.digest]

    def make(folder: Path) -> None:
        done = 0
        with _collection(folder) as collection:
            for ids, _, vectors in iter_active_vectors(
                store.ledger, store.embedder.digest, batch=_BATCH
            ):
                collection.add(ids=[str(one) for one in ids], embeddings=vectors.astype(np.float32))
                done += len(ids)
                if done % (5 * _BATCH) == 0:
                    tell(f"bare Chroma: {done} of {count} vectors")

    folder = kept_folder(f"bare-{name}", made_of=made_of, make=make, root=root)
    with _collection(folder) as collection:
        yield collection


def nearest(collection: "Collection", vector: NDArray[np.float32]) -> list[str]:
    """The ids of the ten nearest."""
    found = collection.query(
        query_embeddings=vector[np.newaxis], n_results=K, include=["distances"]
    )
    return found["ids"][0]


@contextmanager
def _collection(folder: Path) -> Iterator["Collection"]:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    settings.persist_directory = str(folder)
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    try:
        yield client.get_or_create_collection("bare", embedding_function=None)
    finally:
        client.close()  # type: ignore[attr-defined]  # on the class, not on ClientAPI
