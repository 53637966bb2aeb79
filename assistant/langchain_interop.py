"""Our retrieval and our store as LangChain's interfaces, bound to the reader who asks.

IntramurosRetriever    passages found by meaning and by words: the product's own ranking
IntramurosEmbeddings   the store's embedder
IntramurosVectorStore  one collection by meaning alone; also adds and removes texts
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Self

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from langchain_core.vectorstores.utils import maximal_marginal_relevance
from pydantic import ConfigDict, Field, SkipValidation

from assistant.langchain_documents import (
    PASSAGE,
    Filter,
    checked_count,
    checked_id,
    passage_document,
    refuse_unknown,
    text_document,
)
from assistant.langchain_nearest import Found, nearest
from assistant.retrieval import retrieve
from storage.embedding import Embedder
from storage.errors import BadInput
from storage.passages import fetch_passages
from storage.rebuilding import vectors_of
from storage.records import Reader
from storage.store import Store
from storage.text_documents import (
    AddedText,
    add_texts,
    find_texts,
    remove_texts,
)

MOST_RETRIEVED = 100


class IntramurosRetriever(BaseRetriever):
    """Finds passages that `reader` may read; there is no retriever without a reader.

        IntramurosRetriever(store=store, reader=person.reader).invoke("télétravail")

    A document has the passage's text, and in its metadata the id, title, file name, page,
    section and collection of where it stands, its spans and its score. `invoke(query, k=3)`
    gives another number than `k` once.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    store: SkipValidation[Store] = Field(repr=False)
    reader: Reader
    collections: Collection[str] | None = None
    k: int = Field(default=10, ge=1, le=MOST_RETRIEVED)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        k = checked_count(self.k if k is None else k, most=MOST_RETRIEVED)
        found = retrieve(self.store, query, reader=self.reader, collections=self.collections, k=k)
        return [passage_document(passage) for passage in found.passages]


class IntramurosEmbeddings(Embeddings):
    """The embedder of a store: unit vectors, computed on this machine's processor."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector a text, in their order."""
        vectors: list[list[float]] = self.embedder.embed_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a query."""
        vector: list[float] = self.embedder.embed_query(text).tolist()
        return vector


class IntramurosVectorStore(VectorStore):
    """One collection, searched by meaning for `reader`; there is none without a reader.

        IntramurosVectorStore(store=store, reader=person.reader, collection="staff")

    Texts are kept durably under their ids with metadata of JSON values, and come back whole, as
    they were given. The collection's files are found too, passage by passage, with ids
    `passage:NUMBER`. Adding and removing need a store that owns its home (`open_owned`); one that
    only reads raises HomeError. Whatever is found or removed is checked in the ledger for the
    reader. Every method raises UnknownCollection where the reader may not read the collection or
    there is none. A `filter` keeps documents whose metadata has all of its keys and values.
    """

    def __init__(self, *, store: Store, reader: Reader, collection: str) -> None:
        if not isinstance(reader, Reader):
            raise TypeError(f"reader is a {type(reader).__name__}, expected a Reader")
        self.store = store
        self.reader = reader
        self.collection = collection

    @property
    def embeddings(self) -> IntramurosEmbeddings:
        """The embedder that every text and query goes through."""
        return IntramurosEmbeddings(self.store.embedder)

    @classmethod
    def from_texts(  # type: ignore[override]  # Self for VST, as langchain-core's own afrom_texts
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        store: Store,
        reader: Reader,
        collection: str,
    ) -> Self:
        """The collection with these texts added; it and the home of `store` exist already.

        Raises BadInput where `embedding` is not that of the store.
        """
        if (
            not isinstance(embedding, IntramurosEmbeddings)
            or embedding.embedder.digest != store.embedder.digest
        ):
            raise BadInput(
                f"The embedding is a {type(embedding).__name__}, not that of the store.",
                hint="Give IntramurosEmbeddings(store.embedder).",
            )
        made = cls(store=store, reader=reader, collection=collection)
        made.add_texts(texts, metadatas, ids=ids)
        return made

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: Sequence[str | None] | None = None,
        batch_size: int | None = None,  # langchain-core's `index` gives one; ours is the embedder's
        **unknown: Any,
    ) -> list[str]:
        """Keep texts, each replacing the one that has its id; ids are made up where none is given.

        Returns the ids. Raises ValueError where the numbers of texts, metadatas and ids differ,
        and what `storage.text_documents.add_texts` raises.
        """
        refuse_unknown(unknown)
        given = list(texts)
        metadatas = [{} for _ in given] if metadatas is None else metadatas
        ids = [None for _ in given] if ids is None else ids
        if not len(given) == len(metadatas) == len(ids):
            raise ValueError(f"{len(given)} texts, {len(metadatas)} metadatas, {len(ids)} ids")
        added = [
            AddedText(checked_id(text_id), text, metadata or {})
            for text, metadata, text_id in zip(given, metadatas, ids, strict=True)
        ]
        if added:
            add_texts(self.store, self.reader, self.collection, added)
        return [one.id for one in added]

    def delete(self, ids: list[str] | None = None, **unknown: Any) -> bool:
        """Remove texts by their ids, or every added text of the collection (None); never a file.

        Ids that are not there are passed over. Raises BadInput for the id of a file's passage.
        """
        refuse_unknown(unknown)
        if files := [one for one in ids or () if one.startswith(PASSAGE)]:
            raise BadInput(
                f"{files[0]} is a passage of a file.", hint="Remove the file with: ingest remove."
            )
        remove_texts(self.store, self.reader, self.collection, ids)
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Those that are there and that the reader may read, in the order of `ids`."""
        texts = find_texts(self.store.ledger, self.reader, self.collection, ids)
        numbers = [one.removeprefix(PASSAGE) for one in ids if one.startswith(PASSAGE)]
        wanted = [int(number) for number in numbers if number.isdecimal() and len(number) < 19]
        found = {one_id: text_document(one) for one_id, one in texts.items()}
        passages = fetch_passages(
            self.store.ledger, self.reader, wanted, collections=[self.collection]
        )
        for passage in passages.values():
            document = passage_document(passage)
            found[str(document.id)] = document
        return [found[one] for one in dict.fromkeys(ids) if one in found]

    def similarity_search(
        self, query: str, k: int = 4, *, filter: Filter = None, **unknown: Any
    ) -> list[Document]:
        """The `k` documents nearest to the query."""
        refuse_unknown(unknown)
        return [one.document for one in self._nearest(self._vector(query), k, filter)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, *, filter: Filter = None
    ) -> list[tuple[Document, float]]:
        """The `k` documents nearest to the query with their cosines, -1 to 1, nearest first."""
        found = self._nearest(self._vector(query), k, filter)
        return [(one.document, one.cosine) for one in found]

    def similarity_search_by_vector(
        self, embedding: list[float], k: int = 4, *, filter: Filter = None, **unknown: Any
    ) -> list[Document]:
        """The `k` documents nearest to a vector of the store's embedder."""
        refuse_unknown(unknown)
        return [one.document for one in self._nearest(embedding, k, filter)]

    def max_marginal_relevance_search(
        self,
        query: str,
        k: int = 4,
        fetch_k: int = 20,
        lambda_mult: float = 0.5,
        *,
        filter: Filter = None,
        **unknown: Any,
    ) -> list[Document]:
        """As `max_marginal_relevance_search_by_vector`, for a query."""
        return self.max_marginal_relevance_search_by_vector(
            self._vector(query), k, fetch_k, lambda_mult, filter=filter, **unknown
        )

    def max_marginal_relevance_search_by_vector(
        self,
        embedding: list[float],
        k: int = 4,
        fetch_k: int = 20,
        lambda_mult: float = 0.5,
        *,
        filter: Filter = None,
        **unknown: Any,
    ) -> list[Document]:
        """`k` of the `fetch_k` nearest documents, each unlike those before it.

        `lambda_mult` weighs nearness (1) against variety (0). Carbonell & Goldstein, SIGIR 1998.
        """
        refuse_unknown(unknown)
        found = self._nearest(embedding, max(k, fetch_k), filter)
        chunks = [one.chunk for one in found]
        vectors = vectors_of(self.store.ledger, self.store.embedder, chunks).tolist()
        asked = np.asarray(embedding, dtype=np.float32)
        chosen = maximal_marginal_relevance(asked, vectors, lambda_mult=lambda_mult, k=k)
        return [found[position].document for position in chosen]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        return lambda cosine: min(max(cosine, 0.0), 1.0)

    def _vector(self, query: str) -> list[float]:
        return self.embeddings.embed_query(query)

    def _nearest(self, vector: Sequence[float], k: int, wanted: Filter) -> list[Found]:
        return nearest(
            self.store, vector, reader=self.reader, collection=self.collection, k=k, wanted=wanted
        )
