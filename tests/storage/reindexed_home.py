"""A home whose embedder is exchanged: three embedders, and what lies on the disk."""

from pathlib import Path

from sqlalchemy import func, select

from storage.generations import index_folder
from storage.ledger import Ledger
from storage.reindexing import Reindexing
from storage.schema import embeddings
from storage.store import Store
from tests.fakes import WordEmbedder

OLD, NEW, THIRD = WordEmbedder(), WordEmbedder(dimension=32), WordEmbedder(seed="third")


def change(store: Store, embedder: WordEmbedder) -> None:
    Reindexing(store, lambda: embedder).run()


def folders(home: Path) -> list[str]:
    return sorted(path.name for path in index_folder(home).iterdir() if path.is_dir())


def vector_count(ledger: Ledger, digest: str) -> int:
    query = select(func.count()).where(embeddings.c.embedder_digest == digest)
    with ledger.read() as connection:
        return int(connection.execute(query).scalar_one())
