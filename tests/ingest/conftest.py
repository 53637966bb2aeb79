"""A home with a collection, owned by the test, with an embedder to compute by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.access import create_collection
from storage.ledger import Ledger
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordEmbedder


@pytest.fixture
def collection(ledger: Ledger) -> str:
    """The name of a collection that the group staff may read, in a new home."""
    return create_collection(ledger, "policies", groups=["staff"]).name


@pytest.fixture
def store(ledger: Ledger, collection: str, home: Path) -> Iterator[Store]:
    """The home with that collection, opened by its owner; Chroma and tantivy are real."""
    with open_owned(StorageSettings(home=home), embedder=WordEmbedder()) as opened:
        yield opened
