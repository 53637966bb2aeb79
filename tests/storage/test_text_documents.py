"""Texts that a program adds: durable, replaced and removed by id, checked for the reader."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy import update

from storage.access import create_collection, revoke
from storage.chunks import cached_vectors
from storage.documents import find_by_source, list_documents, page
from storage.errors import BadInput, HomeError, LedgerDamaged, UnknownCollection, UnknownDocument
from storage.query_vector import QueryVector
from storage.records import OPERATOR, Reader, Verdict
from storage.schema import pages
from storage.store import Store
from storage.text_documents import AddedText, add_texts, find_texts, remove_texts
from storage.version_rows import input_sha256
from storage.versions import retag_document
from tests.fakes import WordEmbedder, WordTokenEmbedder
from tests.storage.earlier_ledger import take_back_to_0003
from tests.storage.indexed_home import (
    COLLECTION,
    active,
    ingest,
    make_home,
    owned,
    reading,
    unreachable,
)
from tests.storage.tokens_of_home import DIMENSION, complete

pytestmark = pytest.mark.slow

STAFF = Reader("emma", frozenset({"staff"}))
LONG = " ".join(f"La règle {number} vaut pour tous." for number in range(60))


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    make_home(home)
    with owned(home, WordEmbedder()) as opened:
        yield opened


def added(store: Store, *texts: AddedText, reader: Reader = STAFF) -> None:
    add_texts(store, reader, COLLECTION, texts)


def found(store: Store, *ids: str, reader: Reader = STAFF) -> dict[str, str]:
    texts = find_texts(store.ledger, reader, COLLECTION, ids)
    return {one: text.text for one, text in texts.items()}


def test_a_text_is_there_after_the_process_has_ended(home: Path) -> None:
    make_home(home)
    metadata = {"n": 1, "où": ["ici", None, {"là": 2.5}], "title": "Congés"}
    with owned(home, WordEmbedder()) as store:
        added(store, AddedText("a", "Les congés.\n", metadata), AddedText("long", LONG, {}))
    with owned(home, WordEmbedder(), ready=False) as store:
        assert store.index.state == "ready"  # the generation on disk holds what the ledger holds
        assert find_texts(store.ledger, STAFF, COLLECTION, ["a", "none"]) == {
            "a": AddedText("a", "Les congés.\n", metadata)
        }
        assert found(store, "long") == {"long": LONG}
        assert len(active(store)) > 2  # a long text is divided, not cut
        assert unreachable(store) == []


def test_a_text_is_a_document_that_people_can_open(store: Store) -> None:
    added(store, AddedText("a", "Two days a week.", {}))
    (document,) = list_documents(store.ledger, STAFF)
    assert (document.file_name, document.title, document.added_by) == ("a.txt", "", "emma")
    assert page(store.ledger, STAFF, document.id, 1).text == "Two days a week."
    assert store.originals.path(document.content_sha256).read_text() == "Two days a week."


def test_a_text_with_the_same_id_replaces_the_former_everywhere(store: Store) -> None:
    added(store, AddedText("a", "The old rule.", {"v": 1}))
    former = list_documents(store.ledger, STAFF)[0]
    added(store, AddedText("a", "Lost.", {}), AddedText("a", "The new rule.", {"v": 2}))
    (document,) = list_documents(store.ledger, STAFF)
    assert document.id == former.id
    assert found(store, "a") == {"a": "The new rule."}
    assert [chunk.text for chunk in active(store)] == ["The new rule."]
    assert not store.originals.path(former.content_sha256).exists()
    hits = store.index.search_lexical(
        "old", language="en", audiences=frozenset({active(store)[0].audience}), k=9
    )
    assert hits == []


def test_a_removed_text_is_gone_from_ledger_index_and_originals(store: Store) -> None:
    added(store, AddedText("a", "The old rule.", {}), AddedText("b", "The other rule.", {}))
    audiences = frozenset({active(store)[0].audience})
    content = find_by_source(store.ledger, COLLECTION, "langchain:a")
    assert content is not None
    assert remove_texts(store, STAFF, COLLECTION, ["a", "never"]) == 1
    assert found(store, "a", "b") == {"b": "The other rule."}
    assert not store.originals.path(content.content_sha256).exists()
    query = QueryVector.of(store.embedder, "The old rule.")
    assert len(store.index.search_dense(query, audiences=audiences, k=9)) == 1


def test_removing_all_texts_leaves_files(store: Store) -> None:
    ingest(store, "/rules.md", ["The rule of the file."])
    added(store, AddedText("a", "A rule.", {}), AddedText("b", "B rule.", {}))
    assert remove_texts(store, STAFF, COLLECTION, None) == 2
    assert [one.source for one in list_documents(store.ledger, STAFF)] == ["/rules.md"]


def test_a_blank_text_is_kept_and_never_found_by_a_search(store: Store) -> None:
    added(store, AddedText("blank", " \n", {"n": 1}), AddedText("a", "A rule.", {}))
    assert found(store, "blank") == {"blank": " \n"}
    document = find_by_source(store.ledger, COLLECTION, "langchain:blank")
    assert document is not None
    assert document.verdict is Verdict.EMPTY
    assert [chunk.text for chunk in active(store)] == ["A rule."]


def test_who_may_not_read_the_collection_may_do_nothing_there(store: Store) -> None:
    added(store, AddedText("a", "A rule.", {}))
    for reader in (Reader("eve"), Reader("eve", frozenset({"hr"}))):
        with pytest.raises(UnknownCollection):
            added(store, AddedText("b", "Mine.", {}), reader=reader)
        with pytest.raises(UnknownCollection):
            remove_texts(store, reader, COLLECTION, ["a"])
        with pytest.raises(UnknownCollection):
            find_texts(store.ledger, reader, COLLECTION, ["a"])
    assert found(store, "a", "b") == {"a": "A rule."}


def test_a_text_narrowed_to_others_is_neither_found_nor_removed_nor_replaced(store: Store) -> None:
    added(store, AddedText("a", "A secret.", {}))
    (document,) = list_documents(store.ledger, STAFF)
    retag_document(store.ledger, document.id, frozenset({"hr"}))
    assert found(store, "a") == {}
    assert remove_texts(store, STAFF, COLLECTION, ["a"]) == 0
    assert remove_texts(store, STAFF, COLLECTION, None) == 0
    with pytest.raises(UnknownDocument):
        added(store, AddedText("b", "Mine.", {}), AddedText("a", "Mine.", {}))
    assert found(store, "a", "b", reader=OPERATOR) == {"a": "A secret."}
    added(store, AddedText("a", "Another secret.", {}), reader=OPERATOR)
    assert found(store, "a") == {}  # a new version stays as narrow as the document was


def test_a_right_that_is_taken_away_counts_at_once(store: Store) -> None:
    added(store, AddedText("a", "A rule.", {}))
    revoke(store.ledger, COLLECTION, group="staff")
    with pytest.raises(UnknownCollection):
        find_texts(store.ledger, STAFF, COLLECTION, ["a"])


def test_the_same_id_in_another_collection_is_another_text(store: Store) -> None:
    create_collection(store.ledger, "other", groups={"staff"})
    added(store, AddedText("a", "Here.", {}))
    add_texts(store, STAFF, "other", [AddedText("a", "There.", {})])
    remove_texts(store, STAFF, "other", ["a"])
    assert found(store, "a") == {"a": "Here."}


def test_a_process_that_does_not_own_the_home_reads_and_says_why_it_cannot_write(
    home: Path, store: Store
) -> None:
    added(store, AddedText("a", "A rule.", {}))
    with reading(home, WordEmbedder()) as second:
        assert found(second, "a") == {"a": "A rule."}
        with pytest.raises(HomeError, match="reading only"):
            added(second, AddedText("b", "B.", {}))
        with pytest.raises(HomeError, match="reading only"):
            remove_texts(second, STAFF, COLLECTION, ["a"])
    assert found(store, "a", "b") == {"a": "A rule."}


@pytest.mark.parametrize("text_id", ["", "a\nb", "a\u202eb", "x" * 501])
def test_an_id_that_would_not_come_back_as_it_is_is_refused(store: Store, text_id: str) -> None:
    with pytest.raises(BadInput, match="id of a text"):
        added(store, AddedText("fine", "A rule.", {}), AddedText(text_id, "B.", {}))
    assert list_documents(store.ledger, OPERATOR) == []


@pytest.mark.parametrize(
    "metadata", [{"when": object()}, {"pair": (1, 2)}, {1: "one"}, {"x": float("nan")}]
)
def test_metadata_that_would_not_come_back_as_it_is_is_refused(
    store: Store, metadata: dict[str, object]
) -> None:
    (key,) = metadata
    with pytest.raises(BadInput, match=str(key)):
        added(store, AddedText("a", "A rule.", metadata))
    assert list_documents(store.ledger, OPERATOR) == []


def test_known_texts_are_not_embedded_again(home: Path) -> None:
    make_home(home)
    embedder = WordEmbedder()
    with owned(home, embedder) as store:
        for version in (1, 2):
            added(store, AddedText("a", "A rule.", {"v": version}))
    assert embedder.embedded == ["A rule."]


def test_a_text_that_changed_in_the_ledger_is_noticed(store: Store) -> None:
    added(store, AddedText("a", "Two days.", {}))
    with store.ledger.write() as connection:
        connection.execute(update(pages).values(text="Ten days."))
    with pytest.raises(LedgerDamaged):
        find_texts(store.ledger, STAFF, COLLECTION, ["a"])


def test_a_home_from_before_opens_with_its_documents(home: Path, store: Store) -> None:
    """The column is added; nothing that was there changes."""
    ingest(store, "/rules.md", ["The rule of the file."])
    store.close()
    with owned(home, WordEmbedder()) as store, store.ledger.write() as connection:
        take_back_to_0003(connection)
        connection.execute(sql("ALTER TABLE versions DROP COLUMN metadata"))
        connection.execute(sql("UPDATE alembic_version SET version_num = '0001'"))
    with owned(home, WordEmbedder()) as store:
        assert [one.source for one in list_documents(store.ledger, STAFF)] == ["/rules.md"]
        added(store, AddedText("a", "A rule.", {"n": 1}))
        assert found(store, "a") == {"a": "A rule."}


def test_added_texts_have_their_tokens_at_once(home: Path) -> None:
    make_home(home)
    embedder = WordTokenEmbedder(dimension=DIMENSION)
    with owned(home, embedder) as store:
        added(store, AddedText("a", "Une prime en mars.", {"title": "Primes"}))
        embedder.tokenised.clear()
        added(store, AddedText("b", "Two days a week.", {}), AddedText("long", LONG, {}))
        assert store.index.tokens.missing == 0
        assert complete(store)
        assert len(embedder.tokenised) == len(active(store)) - 1
        embedder.tokenised.clear()
        added(store, AddedText("b", "Two days a week.", {"v": 2}))
        assert complete(store)
        assert embedder.tokenised == []  # known by its text


def test_a_text_known_without_its_tokens_gets_them(home: Path) -> None:
    make_home(home)
    embedder, text = WordTokenEmbedder(dimension=DIMENSION), "La règle vaut pour tous."
    with owned(home, embedder) as store:
        ingest(store, "/rules.md", [text])
        assert cached_vectors(store.ledger, embedder.digest, [input_sha256("/rules.md", "", text)])
        added(store, AddedText("a", text, {"title": "/rules.md"}))
        assert store.index.tokens.missing == 1  # that of the file, for the background
