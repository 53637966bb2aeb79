"""Fixtures of the assistant's tests: a handbook, searched with an embedder that counts words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests.assistant.handbook import handbook_store
from tests.fakes import WordEmbedder


@pytest.fixture
def handbook(home: Path) -> Iterator[Store]:
    """The handbook's store: `staff` holds two documents, `hr` one."""
    store = handbook_store(home, WordEmbedder(dimension=512))
    yield store
    store.close()
