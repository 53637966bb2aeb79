from pathlib import Path

from assistant.catalogue import catalogue_of
from storage.access import readable_audiences
from storage.records import Reader
from storage.store import Store
from storage.versions import remove_document
from tests.assistant.handbook import LEAVE, add, handbook_store, new_ledger
from tests.fakes import WordEmbedder

STAFF = Reader("emma", frozenset({"staff"}))
HR = Reader("hugo", frozenset({"hr"}))


def titled(store: Store, word: str, reader: Reader) -> list[str]:
    audiences = readable_audiences(store.ledger, reader)
    return [one.collection for one in catalogue_of(store.ledger).titled(word, audiences)]


def test_a_reader_finds_titles_of_their_own_documents_alone(handbook: Store) -> None:
    assert titled(handbook, "salary", HR) == ["hr"]
    assert titled(handbook, "salary", STAFF) == []
    audiences = readable_audiences(handbook.ledger, STAFF)
    assert catalogue_of(handbook.ledger).count(audiences) == 2
    assert catalogue_of(handbook.ledger).collections(audiences) == ["staff"]


def test_documents_that_come_change_or_go_are_followed(home: Path) -> None:
    embedder = WordEmbedder(dimension=64)
    with handbook_store(home, embedder) as store:
        assert titled(store, "leave", STAFF) == ["staff"]
        new = add(store.ledger, embedder, "sick.md", LEAVE, title="Sick leave")
        assert titled(store, "leave", STAFF) == ["staff", "staff"]
        add(store.ledger, embedder, "sick.md", LEAVE, title="Illness")
        assert titled(store, "leave", STAFF) == ["staff"]
        assert titled(store, "illness", STAFF) == ["staff"]
        remove_document(store.ledger, store.originals, new)
        assert titled(store, "illness", STAFF) == []


def test_a_document_that_is_narrowed_leaves_the_readers_who_lost_it(home: Path) -> None:
    embedder = WordEmbedder(dimension=64)
    with handbook_store(home, embedder) as store:
        assert titled(store, "leave", STAFF) == ["staff"]
        add(
            store.ledger,
            embedder,
            "leave.md",
            LEAVE,
            title="Leave policy",
            readers=frozenset({"hr"}),
        )
        assert titled(store, "leave", STAFF) == []


def test_one_catalogue_is_kept_for_a_ledger(handbook: Store, home: Path) -> None:
    assert catalogue_of(handbook.ledger) is catalogue_of(handbook.ledger)
    other = new_ledger(home / "other")
    assert catalogue_of(other) is not catalogue_of(handbook.ledger)
    other.close()
