from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.former_document import narrowed
from ingest.pipeline import (
    Prepared,
    activate,
    begin,
    prepare,
    show,
    vectors_for,
)
from ingest.reading import reading_sandbox
from ingest.settings import IngestSettings
from storage import embedded_texts
from storage.documents import list_documents
from storage.embedded_texts import EmbeddedTexts
from storage.file_stamps import FileStamp
from storage.jobs import claim_next
from storage.ledger import Ledger
from storage.moving import Move, move_documents
from storage.records import OPERATOR, Document, Verdict
from storage.rereading import queue_rereading
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from storage.versions import drop_pending, remove_document, retag_document
from tests.fakes import WordEmbedder, WordTokenEmbedder
from tests.ingest.adding import add, assert_whole, found, submit, write
from tests.storage.indexed_home import owned, wait_until_ready

SETTINGS = IngestSettings()


def prepared(store: Store, *files: Path) -> list[Prepared]:
    submit(store.ledger, *files)
    with reading_sandbox(SETTINGS) as sandbox:
        read = []
        while job := claim_next(store.ledger, owner="test"):
            one = prepare(store, SETTINGS, job, sandbox=sandbox, on_page=lambda done, total: None)
            read.append(one)
    return read


def vectors(store: Store, documents: Sequence[Prepared]) -> EmbeddedTexts:
    return vectors_for(store, documents, check=lambda: None)


def begun(store: Store, documents: Sequence[Prepared]) -> list[pipeline.Begun]:
    """All that comes before the documents are visible."""
    embedded = vectors(store, documents)
    started = begin(store, documents, embedded)
    show(store, started, embedded)
    return started


def publish(store: Store, documents: Sequence[Prepared]) -> list[str]:
    """The documents made visible; their ids."""
    return [activate(store, one) for one in begun(store, documents)]


def documents_of(store: Store) -> list[Document]:
    return list_documents(store.ledger, OPERATOR)


def test_readers_are_as_asked_or_else_as_they_were(store: Store, tmp_path: Path) -> None:
    add(store, write(tmp_path / "a.txt", "Pay is secret."), readers=["hr"])
    former = documents_of(store)[0]
    assert narrowed(None, None) is None
    assert narrowed(None, former) == {"hr"}
    assert narrowed(frozenset({"board"}), former) == {"board"}
    assert narrowed(frozenset(), former) == frozenset()  # nobody, not everybody
    assert narrowed(frozenset({"*"}), former) is None
    assert narrowed(frozenset({"*", "hr"}), former) is None


def test_a_text_that_documents_share_is_embedded_once(store: Store, tmp_path: Path) -> None:
    files = [write(tmp_path / folder / "rule.txt", "Tea at four.") for folder in "ab"]
    documents = prepared(store, *files)
    assert isinstance(store.embedder, WordEmbedder)
    assert len(vectors(store, documents).vectors) == 1
    assert len(store.embedder.embedded) == 1


def test_the_check_can_end_the_embedding_between_two_parts(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_texts, "EMBED_AT_ONCE", 1)
    files = [write(tmp_path / f"{n}.txt", f"Rule {n} of tea.") for n in range(3)]
    documents = prepared(store, *files)
    calls = []

    def check() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        vectors_for(store, documents, check=check)
    assert isinstance(store.embedder, WordEmbedder)
    assert len(store.embedder.embedded) == 2


def test_the_check_is_called_for_every_batch_of_an_embedder_with_tokens(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path
) -> None:
    with owned(home, embedder := WordTokenEmbedder()) as store:
        documents = prepared(store, write(tmp_path / "tea.txt", "Rules of tea."))
        calls = []

        def check() -> None:
            calls.append(1)
            if len(calls) == 2:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            vectors_for(store, documents, check=check)
        assert not any(text.endswith("Rules of tea.") for text in embedder.embedded)


def test_what_is_being_published_is_seen_by_nobody_before_its_turn(
    store: Store, tmp_path: Path
) -> None:
    files = [write(tmp_path / f"{n}.txt", f"Rule {n} of tea.") for n in range(3)]
    documents = prepared(store, *files)
    for count, one in enumerate(begun(store, documents)):
        assert len(found(store, "tea")) == len(documents_of(store)) == count
        activate(store, one)
    assert len(found(store, "tea")) == 3
    assert_whole(store)


def test_a_document_that_is_removed_while_it_is_read_does_not_come_back(
    store: Store, tmp_path: Path
) -> None:
    files = [write(tmp_path / f"{n}.txt", f"Rule {n} of tea.") for n in range(2)]
    add(store, *files)
    second = next(d for d in documents_of(store) if d.source == str(files[1]))
    for file in files:
        write(file, file.read_text() + " With milk.")
    documents = prepared(store, *files)
    first_begun, second_begun = begun(store, documents)
    activate(store, first_begun)
    remove_document(store.ledger, store.originals, second.id)
    assert activate(store, second_begun) == ""
    store.index.apply_removals()
    assert [document.source for document in documents_of(store)] == [str(files[0])]
    assert_whole(store)


def test_a_document_that_is_removed_before_its_version_is_begun_does_not_come_back(
    store: Store, tmp_path: Path
) -> None:
    files = [write(tmp_path / f"{n}.txt", f"Rule {n} of tea.") for n in range(2)]
    add(store, *files)
    second = next(d for d in documents_of(store) if d.source == str(files[1]))
    for file in files:
        write(file, file.read_text() + " With milk.")
    documents = prepared(store, *files)
    remove_document(store.ledger, store.originals, second.id)
    assert len(publish(store, documents)) == 1
    store.index.apply_removals()
    assert [document.source for document in documents_of(store)] == [str(files[0])]
    assert_whole(store)


def test_where_all_documents_were_removed_before_they_were_begun_nothing_is_written(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.txt", "Tea at four.")
    add(store, file)
    documents = prepared(store, write(file, "Tea at five."))
    remove_document(store.ledger, store.originals, documents_of(store)[0].id)
    assert publish(store, documents) == []
    assert documents_of(store) == []


def test_readers_changed_while_a_document_is_read_hold(store: Store, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{n}.txt", f"Rule {n} of tea.") for n in range(2)]
    add(store, *files)
    second = next(d for d in documents_of(store) if d.source == str(files[1]))
    for file in files:
        write(file, file.read_text() + " With milk.")
    documents = prepared(store, *files)
    first_begun, second_begun = begun(store, documents)
    activate(store, first_begun)
    retag_document(store.ledger, second.id, frozenset({"hr"}))
    assert activate(store, second_begun) == second.id
    readers = {document.source: document.readers for document in documents_of(store)}
    assert readers == {str(files[0]): None, str(files[1]): frozenset({"hr"})}
    store.index.apply_removals()
    assert_whole(store)


def test_what_stays_pending_leaves_no_trace(store: Store, tmp_path: Path) -> None:
    documents = prepared(store, write(tmp_path / "a.txt", "Tea at four."))
    broken = [replace(documents[0], keys=("no such key",))]
    with pytest.raises(KeyError):
        begin(store, [*documents, *broken], vectors(store, documents))
    drop_pending(store.ledger)
    store.index.apply_removals()
    assert documents_of(store) == []
    assert_whole(store)


def test_a_document_without_a_chunk_is_not_called_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "chunk_pages", lambda *pages, **how: [])
    job = add(store, write(tmp_path / "a.txt", "Tea."))["a.txt"]
    assert (job.verdict, job.document_id) == (Verdict.NO_TEXT, "")


def test_tokens_come_from_the_pass_that_embeds_and_are_taken_from_the_index_where_known(
    home: Path, collection: str, tmp_path: Path
) -> None:
    embedder = WordTokenEmbedder()
    assert collection
    with open_owned(StorageSettings(home=home), embedder=embedder) as store:
        wait_until_ready(store.index)  # in memory no rows are looked up
        documents = prepared(store, write(tmp_path / "a.txt", "Tea at four."))
        publish(store, documents)
        assert store.index.tokens.missing == 0
        (first,) = documents[0].keys
        assert embedder.tokenised.count(embedder.embedded[-1]) == 1
        embedder.embedded.clear()
        again = prepared(store, write(tmp_path / "b" / "a.txt", "Tea at four."))
        assert again[0].keys == (first,)
        publish(store, again)
        assert embedder.embedded == []
        assert store.index.tokens.missing == 0


def test_a_document_that_is_moved_while_it_is_read_again_stays_one(
    store: Store, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.txt", "Tea at four.")
    add(store, path)
    (before,) = documents_of(store)
    with store.ledger.write() as connection:
        queue_rereading(connection, before, requested_by="claire")
    documents = prepared(store)
    target = str(tmp_path / "b.txt")
    place = Move(
        before.id, str(path), target, "b.txt", before.content_sha256, FileStamp(1, 1, 1, 1)
    )
    assert move_documents(store.ledger, "policies", [place])
    assert publish(store, documents) == [before.id]
    (after,) = documents_of(store)
    assert (after.source, after.file_name) == (target, "b.txt")
    assert after.version_id != before.version_id
