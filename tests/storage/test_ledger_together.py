import threading

import pytest
from sqlalchemy import text

from storage.errors import BadInput
from storage.ledger import Ledger

ADD = text("INSERT INTO collections (name, created) VALUES (:name, 0)")
NAMES = text("SELECT name FROM collections ORDER BY name")


def add(ledger: Ledger, name: str) -> None:
    with ledger.write() as connection:
        connection.execute(ADD, {"name": name})


def names(ledger: Ledger) -> list[str]:
    with ledger.read() as connection:
        return list(connection.execute(NAMES).scalars())


def seen_by_another_thread(ledger: Ledger) -> list[str]:
    found: list[list[str]] = []
    thread = threading.Thread(target=lambda: found.append(names(ledger)))
    thread.start()
    thread.join()
    return found[0]


def test_writes_together_are_seen_by_others_at_once_or_not_at_all(ledger: Ledger) -> None:
    with ledger.together():
        add(ledger, "a")
        with ledger.together():
            add(ledger, "b")
        assert names(ledger) == ["a", "b"]
        assert seen_by_another_thread(ledger) == []
    assert seen_by_another_thread(ledger) == ["a", "b"]
    add(ledger, "c")  # a transaction of its own again
    assert seen_by_another_thread(ledger) == ["a", "b", "c"]


def test_a_write_that_fails_within_is_undone_by_itself(ledger: Ledger) -> None:
    with ledger.together():
        add(ledger, "a")
        with pytest.raises(BadInput), ledger.write() as connection:
            connection.execute(ADD, {"name": "b"})
            raise BadInput("no")
        add(ledger, "c")
    assert names(ledger) == ["a", "c"]


def test_what_leaves_the_block_undoes_all(ledger: Ledger) -> None:
    with pytest.raises(KeyError), ledger.together():
        add(ledger, "a")
        raise KeyError
    assert names(ledger) == []
    add(ledger, "b")
    assert names(ledger) == ["b"]


def test_the_transactions_of_two_threads_are_their_own(ledger: Ledger) -> None:
    def work(prefix: str) -> None:
        for number in range(10):
            with ledger.together():
                add(ledger, f"{prefix}{number}")
                add(ledger, f"{prefix}{number} again")

    threads = [threading.Thread(target=work, args=(prefix,)) for prefix in "xy"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(ledger)) == 40
