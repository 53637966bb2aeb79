"""Who asked for a folder to be mirrored may lose the right to it while that goes on."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from ingest.file_tree import FileTree
from ingest.intake import submit_paths
from ingest.order import Order
from ingest.watching import Pace, Watch
from storage.access import revoke
from storage.errors import AssistantError, BadInput, UnknownCollection, UnknownPerson
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.originals import Originals
from storage.people import add_person, disable_person
from storage.records import Reader, Role
from storage.schema import memberships, people
from storage.versions import retag_document
from tests.ingest.adding import LIMIT_BYTES, submit, write
from tests.ingest.mirroring import Mirror, Told, old

CARL = Reader("carl", frozenset({"staff"}))  # as he was when he began


@pytest.fixture
def carls(ledger: Ledger, mirror: Mirror) -> Mirror:
    """The folder, mirrored by carl, of which one file is gone, one has moved and one is new."""
    add_person(ledger, "carl", password_hash="x", role=Role.COMPLIANCE, groups=["staff"])
    (mirror.path / "a.txt").rename(mirror.path / "z.txt")
    (mirror.path / "b.txt").unlink()
    old(mirror.path / "new.txt", "Something new.")
    return Mirror(ledger, mirror.path, reader=CARL)


def leave_group(ledger: Ledger) -> None:
    with ledger.write() as connection:
        connection.execute(delete(memberships))


def lose_role(ledger: Ledger) -> None:
    with ledger.write() as connection:
        connection.execute(update(people).values(role=Role.EMPLOYEE.value))


def be_removed(ledger: Ledger) -> None:
    with ledger.write() as connection:
        connection.execute(delete(memberships))
        connection.execute(delete(people))


LOSSES = [
    (leave_group, UnknownCollection),
    (lambda ledger: revoke(ledger, "policies", group="staff"), UnknownCollection),
    (lose_role, BadInput),
    (lambda ledger: disable_person(ledger, "carl"), BadInput),
    (be_removed, UnknownPerson),
]
IDS = ["left the group", "group revoked", "other role", "disabled", "removed"]


@pytest.mark.parametrize(("lose", "error"), LOSSES, ids=IDS)
def test_who_lost_the_right_gets_no_second_look(
    carls: Mirror, ledger: Ledger, lose: Callable[[Ledger], None], error: type[AssistantError]
) -> None:
    assert carls.counts() == {"moved": 1, "removed": 1, "new": 1}
    lose(ledger)
    with pytest.raises(error):
        carls.sync.look()


@pytest.mark.parametrize(("lose", "error"), LOSSES, ids=IDS)
def test_what_was_looked_at_before_is_not_carried_out(
    carls: Mirror, ledger: Ledger, lose: Callable[[Ledger], None], error: type[AssistantError]
) -> None:
    look = carls.sync.look()
    lose(ledger)
    with pytest.raises(error):
        carls.carry_out(look)
    assert sorted(carls.documents()) == ["a.txt", "b.txt", "sub/c.txt"]
    assert count_open(ledger) == 0


def test_documents_that_were_narrowed_since_the_look_stay(carls: Mirror, ledger: Ledger) -> None:
    look = carls.sync.look()
    for document in carls.documents().values():
        retag_document(ledger, document.id, frozenset({"hr"}))
    carls.carry_out(look)
    assert sorted(carls.documents()) == ["a.txt", "b.txt", "new.txt", "sub/c.txt"]
    assert carls.told.changes == []


def test_a_right_that_ends_between_two_removals_ends_the_sync(
    carls: Mirror, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    (carls.path / "sub" / "c.txt").unlink()
    look = carls.sync.look()
    carls.told = Told()
    monkeypatch.setattr(carls.told, "changed", lambda _: disable_person(ledger, "carl"))
    addition = carls.sync.addition(carls.told)
    with pytest.raises(BadInput, match="disabled"):
        carls.sync.carry_out(look, addition, carls.told)
    assert sorted(carls.documents()) == ["b.txt", "sub/c.txt", "z.txt"]  # the move came before


def test_a_long_addition_takes_in_no_file_after_the_right_is_lost(
    ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    add_person(ledger, "carl", password_hash="x", role=Role.COMPLIANCE, groups=["staff"])
    for name in "ab":
        write(tmp_path / "docs" / name, f"Rule {name}.")
    order = Order(collection, CARL)
    tree = FileTree([tmp_path / "docs"])
    taken = submit_paths(ledger, Originals(ledger.home), tree, order, limit_bytes=LIMIT_BYTES)
    next(taken)
    leave_group(ledger)
    with pytest.raises(UnknownCollection):
        next(taken)
    assert count_open(ledger) == 1


def test_the_operator_needs_no_person(ledger: Ledger, collection: str, tmp_path: Path) -> None:
    assert len(submit(ledger, write(tmp_path / "a.txt", "Tea."))) == 1


def test_a_watch_ends_at_its_next_round(carls: Mirror, ledger: Ledger) -> None:
    carls.run()
    watch = Watch(
        carls.sync,
        carls.folder,
        pace=Pace(settle_s=0.1, poll_s=0.1, every_s=0.1),
        polling=True,
        progress=Told,
        stop=carls.stop,
    )
    too_late = threading.Timer(30, carls.stop.set)
    too_late.start()
    threading.Timer(0.5, disable_person, [ledger, "carl"]).start()
    with pytest.raises(BadInput, match="carl is disabled"):
        watch.run()
    too_late.cancel()
