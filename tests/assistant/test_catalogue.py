from pathlib import Path

from assistant.catalogue import catalogue_of
from storage.access import grant, readable_audiences
from storage.file_stamps import FileStamp
from storage.ledger import Ledger
from storage.moving import Move, move_documents
from storage.records import Reader
from storage.store import Store
from storage.versions import remove_document, retag_document
from tests.assistant.handbook import LEAVE, add, handbook_store, new_ledger, store_over
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


def move(ledger: Ledger, *places: tuple[str, str, str]) -> None:
    """Move documents of the handbook: each its id and the names of its file before and after."""
    stamp = FileStamp(1, 2, 3, 4)
    moves = [
        Move(one, f"/handbook/{former}", f"/handbook/{name}", name, f"content of {one}", stamp)
        for one, former, name in places
    ]
    assert move_documents(ledger, "staff", moves) == moves


def test_a_file_that_is_renamed_is_called_by_its_new_name(home: Path) -> None:
    embedder = WordEmbedder(dimension=64)
    with handbook_store(home, embedder) as store:
        new = add(store.ledger, embedder, "orchard.md", LEAVE, title="Notes")
        assert titled(store, "orchard", STAFF) == ["staff"]
        move(store.ledger, (new, "orchard.md", "vineyard.md"))
        assert titled(store, "orchard", STAFF) == []
        assert titled(store, "vineyard", STAFF) == ["staff"]


def test_files_that_change_places_change_their_names(home: Path) -> None:
    embedder = WordEmbedder(dimension=64)
    with handbook_store(home, embedder) as store:
        ids = [
            add(store.ledger, embedder, f"{name}.md", LEAVE, title=f"Notes {name[0]}")
            for name in ("orchard", "vineyard")
        ]

        def called(word: str) -> list[str]:
            audiences = readable_audiences(store.ledger, STAFF)
            found = catalogue_of(store.ledger).titled(word, audiences)
            return [one.document_id for one in found]

        assert (called("orchard"), called("vineyard")) == ([ids[0]], [ids[1]])
        places = ("orchard.md", "vineyard.md"), ("vineyard.md", "orchard.md")
        move(store.ledger, (ids[0], *places[0]), (ids[1], *places[1]))
        assert (called("orchard"), called("vineyard")) == ([ids[1]], [ids[0]])


def test_readers_that_change_so_that_their_numbers_add_up_alike_are_followed(home: Path) -> None:
    """Versions 1 and 2, audiences 3 and 4 to 5 and 3: one number times the other adds up to 11."""
    embedder = WordEmbedder(dimension=64)
    ledger = new_ledger(home)
    for group in "abc":
        grant(ledger, "staff", group=group)
    first = add(ledger, embedder, "1.md", LEAVE, title="Apple", readers=frozenset("a"))
    second = add(ledger, embedder, "2.md", LEAVE, title="Pear", readers=frozenset("b"))
    with store_over(ledger, embedder) as store:
        readers = {group: Reader(group, frozenset(group)) for group in "abc"}

        def seen() -> list[str]:
            """Who finds the apple, and who the pear."""
            return [
                "".join(group for group in "abc" if titled(store, word, readers[group]))
                for word in ("apple", "pear")
            ]

        assert seen() == ["a", "b"]
        retag_document(ledger, first, frozenset("c"))
        retag_document(ledger, second, frozenset("a"))
        assert seen() == ["c", "a"]
        retag_document(ledger, first, frozenset("a"))
        retag_document(ledger, second, frozenset("c"))
        assert seen() == ["a", "c"]


def test_one_catalogue_is_kept_for_a_ledger(handbook: Store, home: Path) -> None:
    assert catalogue_of(handbook.ledger) is catalogue_of(handbook.ledger)
    other = new_ledger(home / "other")
    assert catalogue_of(other) is not catalogue_of(handbook.ledger)
    other.close()
