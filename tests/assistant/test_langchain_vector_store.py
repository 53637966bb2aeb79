"""The vector store beyond LangChain's suite: its reader, its files, its filters, its arguments."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.indexing import InMemoryRecordManager, index

from assistant.langchain_interop import IntramurosEmbeddings, IntramurosVectorStore
from storage.access import create_collection, revoke
from storage.documents import list_documents
from storage.errors import BadInput, HomeError, UnknownCollection
from storage.records import Reader
from storage.store import Store
from storage.versions import retag_document
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import COLLECTION, ingest, make_home, owned, reading

pytestmark = pytest.mark.slow

STAFF = Reader("emma", frozenset({"staff"}))
EMBEDDER = WordEmbedder(dimension=512)
LONG = " ".join(f"La règle {number} vaut pour tous les salariés." for number in range(60))


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    make_home(home)
    with owned(home, EMBEDDER) as opened:
        yield opened


@pytest.fixture
def vectors(store: Store) -> IntramurosVectorStore:
    made = IntramurosVectorStore(store=store, reader=STAFF, collection=COLLECTION)
    made.add_texts(
        ["two days of telework", "two days of telework a week", "une prime en mars"],
        [{"year": 2025}, {"year": 2026}, {"year": 2026}],
        ids=["a", "b", "c"],
    )
    return made


def ids(documents: list[Document]) -> list[str | None]:
    return [document.id for document in documents]


def of(store: Store, reader: Reader, collection: str = COLLECTION) -> IntramurosVectorStore:
    return IntramurosVectorStore(store=store, reader=reader, collection=collection)


def test_scores_are_cosines_and_the_nearest_comes_first(vectors: IntramurosVectorStore) -> None:
    found = vectors.similarity_search_with_score("two days of telework", k=3)
    assert [document.id for document, _ in found] == ["a", "b", "c"]
    assert [score for _, score in found[:2]] == pytest.approx([1, (4 / 6) ** 0.5], abs=1e-3)
    relevant = vectors.similarity_search_with_relevance_scores("prime", k=3, score_threshold=0.1)
    assert [document.id for document, _ in relevant] == ["c"]


def test_a_vector_finds_what_its_text_finds(vectors: IntramurosVectorStore) -> None:
    vector = vectors.embeddings.embed_query("une prime")
    assert ids(vectors.similarity_search_by_vector(vector, k=2))[0] == "c"
    for bad in ([1.0], [0.0] * 512, [float("nan")] * 512):
        with pytest.raises(BadInput, match="vector"):
            vectors.similarity_search_by_vector(bad)


def test_variety_is_preferred_where_it_is_asked_for(vectors: IntramurosVectorStore) -> None:
    query = "two days of telework prime"
    near = vectors.max_marginal_relevance_search(query, k=2, lambda_mult=1.0)
    varied = vectors.max_marginal_relevance_search(query, k=2, lambda_mult=0.0)
    assert (ids(near), ids(varied)) == (["a", "b"], ["a", "c"])


def test_a_filter_keeps_what_has_all_its_values(vectors: IntramurosVectorStore) -> None:
    search = vectors.similarity_search
    assert ids(search("two days of telework", k=2, filter={"year": 2026})) == ["b", "c"]
    assert search("telework", filter={"year": 2026, "absent": None}) == []
    many = [f"two days of telework {number}" for number in range(150)]
    vectors.add_texts(many)  # nearer than what the filter wants, and more than a first look gives
    assert ids(search("two days of telework", k=1, filter={"year": 2025})) == ["a"]
    assert ids(search("two days of telework", k=1, filter={"year": 2026})) == ["b"]


def test_an_argument_it_does_not_know_is_refused(vectors: IntramurosVectorStore) -> None:
    calls: list[Any] = [
        lambda: vectors.similarity_search("x", where={"year": 2026}),
        lambda: vectors.max_marginal_relevance_search("x", where={"year": 2026}),
        lambda: vectors.delete(["a"], where={"year": 2026}),
        lambda: vectors.add_texts(["x"], namespace="hr"),
    ]
    for call in calls:
        with pytest.raises(TypeError, match=r"unknown arguments: (where|namespace)"):
            call()
    assert len(vectors.get_by_ids(["a", "b", "c"])) == 3


def test_a_long_text_comes_back_whole_and_once(vectors: IntramurosVectorStore) -> None:
    vectors.add_texts([LONG], [{"title": "Règles"}], ids=["long"])
    (first, *others) = vectors.similarity_search("règle 57 salariés", k=3)
    assert first == Document(id="long", page_content=LONG, metadata={"title": "Règles"})
    assert "long" not in ids(others)


def test_files_of_the_collection_are_found_and_never_removed(
    store: Store, vectors: IntramurosVectorStore
) -> None:
    ingest(store, "/badge.md", ["The badge opens every door."])
    (passage,) = vectors.similarity_search("badge", k=1)
    assert passage.page_content == "The badge opens every door."
    assert passage.metadata["file_name"] == "badge.md"
    assert passage.id is not None
    (again,) = vectors.get_by_ids([passage.id, passage.id, "passage:999", "passage:x"])
    assert (again.id, again.page_content) == (passage.id, passage.page_content)
    with pytest.raises(BadInput, match="passage of a file"):
        vectors.delete(["a", passage.id])
    with pytest.raises(BadInput, match="passage:"):
        vectors.add_texts(["mine"], ids=[passage.id])
    vectors.delete()
    assert ids(vectors.similarity_search("two days badge")) == [passage.id]


def test_there_is_none_without_a_reader(store: Store) -> None:
    with pytest.raises(TypeError, match="reader"):
        IntramurosVectorStore(store=store, collection=COLLECTION)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="reader"):
        of(store, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("groups", [set(), {"hr"}])
def test_who_may_not_read_the_collection_sees_nothing_of_it(
    store: Store, vectors: IntramurosVectorStore, groups: set[str]
) -> None:
    other, absent = of(store, Reader("eve", frozenset(groups))), of(store, STAFF, "absent")
    for one in (other, absent):
        calls: list[Any] = [
            lambda one=one: one.similarity_search("two days"),
            lambda one=one: one.get_by_ids(["a"]),
            lambda one=one: one.as_retriever().invoke("two days"),
            lambda one=one: one.max_marginal_relevance_search("two days"),
            lambda one=one: one.add_texts(["mine"]),
            lambda one=one: one.delete(["a"]),
        ]
        for call in calls:
            with pytest.raises(UnknownCollection):
                call()
    assert len(vectors.get_by_ids(["a", "b", "c"])) == 3


def test_what_is_narrowed_to_others_is_not_found_and_other_collections_neither(
    store: Store, vectors: IntramurosVectorStore
) -> None:
    create_collection(store.ledger, "other", groups={"staff"})
    of(store, STAFF, "other").add_texts(["two days of telework"], ids=["elsewhere"])
    secret = next(one for one in list_documents(store.ledger, STAFF) if one.file_name == "a.txt")
    retag_document(store.ledger, secret.id, frozenset({"hr"}))
    assert ids(vectors.similarity_search("two days of telework", k=9)) == ["b", "c"]
    assert vectors.get_by_ids(["a", "elsewhere"]) == []
    revoke(store.ledger, COLLECTION, group="staff")
    with pytest.raises(UnknownCollection):
        vectors.similarity_search("two days of telework")


def test_a_store_that_only_reads_searches_and_refuses_to_write(
    home: Path, vectors: IntramurosVectorStore
) -> None:
    with reading(home, EMBEDDER) as second:
        other = of(second, STAFF)
        assert ids(other.similarity_search("prime", k=1)) == ["c"]
        with pytest.raises(HomeError, match="reading only"):
            other.add_texts(["mine"])
        with pytest.raises(HomeError, match="reading only"):
            other.delete(["a"])


def test_texts_become_a_store_with_the_embedder_of_its_home_alone(store: Store) -> None:
    where: dict[str, Any] = {"store": store, "reader": STAFF, "collection": COLLECTION}
    embeddings = IntramurosEmbeddings(store.embedder)
    documents = [Document("une prime", metadata={"n": 1}, id="p"), Document("deux jours")]
    made = IntramurosVectorStore.from_documents(documents, embeddings, **where)
    assert made.as_retriever(search_kwargs={"k": 1}).invoke("prime") == [documents[0]]
    for foreign in (DeterministicFakeEmbedding(size=512), IntramurosEmbeddings(WordEmbedder())):
        with pytest.raises(BadInput, match="embedding"):
            IntramurosVectorStore.from_texts(["x"], foreign, **where)


def test_numbers_that_do_not_match_are_refused(vectors: IntramurosVectorStore) -> None:
    with pytest.raises(ValueError, match="2 texts, 1 metadatas"):
        vectors.add_texts(["x", "y"], [{}])
    assert vectors.add_texts(iter(["x"]), ids=["x"]) == ["x"]
    assert vectors.add_texts([]) == []
    with pytest.raises(BadInput, match="k is 0"):
        vectors.similarity_search("x", k=0)


def test_langchains_own_indexing_keeps_it_in_step_with_a_source(
    vectors: IntramurosVectorStore,
) -> None:
    records = InMemoryRecordManager(namespace="rules")
    records.create_schema()
    rules = [Document(f"règle {name}", metadata={"source": name}) for name in ("un", "deux")]

    def indexed(documents: list[Document]) -> dict[str, int]:
        result = index(
            documents,
            records,
            vectors,
            cleanup="full",
            source_id_key="source",
            key_encoder="sha256",
        )
        return {name: number for name, number in dict(result).items() if isinstance(number, int)}

    assert indexed(rules)["num_added"] == 2
    assert indexed(rules)["num_skipped"] == 2
    assert indexed(rules[:1])["num_deleted"] == 1
    found = vectors.similarity_search("règle", k=9)
    assert [one.page_content for one in found if "règle" in one.page_content] == ["règle un"]
