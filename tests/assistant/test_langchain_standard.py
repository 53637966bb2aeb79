"""LangChain's own suites, on a real home: MiniLM, Chroma and tantivy, its ledger and its lock."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from langchain_tests.integration_tests import (
    EmbeddingsIntegrationTests,
    RetrieversIntegrationTests,
    VectorStoreIntegrationTests,
)
from langchain_tests.unit_tests import EmbeddingsUnitTests

from assistant.langchain_interop import (
    IntramurosEmbeddings,
    IntramurosRetriever,
    IntramurosVectorStore,
)
from storage.embedding import BUNDLED, Embedder, load_embedder
from storage.records import Reader
from storage.store import Store
from tests.storage.indexed_home import COLLECTION, ingest, make_home, owned

pytestmark = pytest.mark.slow

STAFF = Reader("emma", frozenset({"staff"}))
LEAVE = [
    "Employees have 25 days of paid leave a year.",
    "Les congés se demandent deux semaines à l'avance.",
    "Part-time employees have the same number of weeks of leave.",
    "Unused leave expires on 31 May.",
]


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    """The bundled weights, loaded once."""
    return load_embedder(BUNDLED)


@pytest.fixture
def store(home: Path, minilm: Embedder) -> Iterator[Store]:
    """A home of its own for each test, owned; its generation on disk answers."""
    make_home(home)
    with owned(home, minilm) as opened:
        assert opened.index.generation
        yield opened


class TestVectorStore(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self, store: Store) -> VectorStore:
        return IntramurosVectorStore(store=store, reader=STAFF, collection=COLLECTION)


class TestRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _leave_policy(self, store: Store) -> None:
        ingest(store, "/leave", LEAVE)
        self._store = store

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return IntramurosRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"store": self._store, "reader": STAFF}

    @property
    def retriever_query_example(self) -> str:
        return "How many days of leave do employees have?"


class _OfMiniLM:
    """What both suites of embeddings are run on."""

    @pytest.fixture(autouse=True)
    def _embedder(self, minilm: Embedder) -> None:
        self._minilm = minilm

    @property
    def embeddings_class(self) -> type[Embeddings]:
        return IntramurosEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, Any]:
        return {"embedder": self._minilm}


class TestEmbeddingsUnit(_OfMiniLM, EmbeddingsUnitTests):
    pass


class TestEmbeddings(_OfMiniLM, EmbeddingsIntegrationTests):
    pass
