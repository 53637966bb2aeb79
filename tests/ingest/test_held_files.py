"""Files that others hold with a lease: waited for together, after all others."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from ingest import held_files
from ingest.addition import Addition
from ingest.file_tree import FileTree, FoundFile, LeftOut, Omission, open_regular
from ingest.held_files import HELD, LEASE_PAUSES_S, taken_later
from ingest.intake import submit_paths
from ingest.order import Order
from ingest.settings import IngestSettings
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import OPERATOR, Job
from tests.ingest.adding import write
from tests.ingest.leases import leased
from tests.ingest.mirroring import OLD, Mirror, Told, old

MANY = 30
ONE_WAIT_S = sum(LEASE_PAUSES_S)


@contextmanager
def all_leased(*paths: Path) -> Iterator[list[BinaryIO]]:
    with ExitStack() as held:
        yield [held.enter_context(leased(path)) for path in paths]


def read(path: Path) -> bytes:
    with open_regular(path) as stream:
        return stream.read()


def test_a_file_whose_lease_is_given_up_when_it_is_asked_for_is_taken(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "text")
    with leased(file) as lease:
        former = signal.signal(signal.SIGIO, lambda *_told: lease.close())
        try:
            with pytest.raises(BlockingIOError):
                read(file)
            held = [file]
            assert list(taken_later(held, read)) == [(file, b"text")]
            assert held == []
        finally:
            signal.signal(signal.SIGIO, former)


def test_what_is_held_all_the_time_stays_among_them(tmp_path: Path) -> None:
    free, file = (write(tmp_path / name, name) for name in "ab")
    held = [free, file]
    with leased(file):
        assert list(taken_later(held, read)) == [(free, b"a")]
    assert held == [file]


def test_who_waits_may_be_told_to_stop(tmp_path: Path) -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        next(taken_later([tmp_path], read, check=stop))


def test_a_folder_of_held_files_is_waited_for_as_long_as_one_of_them(
    ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    held = [write(tmp_path / "docs" / f"{number:02}.txt", "Tea.") for number in range(MANY)]
    free = write(tmp_path / "docs" / "z.txt", "Free.")
    tree, order = FileTree([tmp_path / "docs"]), Order(collection, OPERATOR)
    with all_leased(*held):
        began = time.monotonic()
        taken = list(submit_paths(ledger, Originals(ledger.home), tree, order, limit_bytes=99))
        took_s = time.monotonic() - began
    assert isinstance(taken[0], Job) and taken[0].source == str(free), "it is held up by nobody"
    left = [entry for entry in taken[1:] if isinstance(entry, LeftOut)]
    assert [(one.path, one.why, one.detail) for one in left] == [
        (path, Omission.BEING_WRITTEN, HELD) for path in held
    ]
    assert took_s < MANY * ONE_WAIT_S / 4


def test_files_that_are_given_up_by_the_end_of_the_walk_come_in(
    ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    held = [write(tmp_path / "docs" / f"{number}.txt", "Tea.") for number in range(3)]
    tree, order = FileTree([tmp_path / "docs"]), Order(collection, OPERATOR)
    with all_leased(*held) as leases:

        def walked() -> Iterator[FoundFile | LeftOut]:
            yield from tree
            for lease in leases:
                lease.close()

        taken = list(submit_paths(ledger, Originals(ledger.home), walked(), order, limit_bytes=99))
    assert [one.source for one in taken if isinstance(one, Job)] == [str(path) for path in held]


def test_a_look_waits_for_the_held_files_of_a_folder_together(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt", "sub/c.txt"):  # to be read: only their bytes tell
        old(mirror.path / name, (mirror.path / name).read_text(), OLD + 1)
    pauses: list[float] = []
    monkeypatch.setattr(held_files.time, "sleep", pauses.append)
    with all_leased(*(mirror.path / name for name in ("a.txt", "b.txt", "sub/c.txt"))):
        look = mirror.sync.look()
    assert [one.why for one in look.left_out] == 3 * [Omission.BEING_WRITTEN]
    assert tuple(pauses) == LEASE_PAUSES_S
    assert look.plan.changes == ()


def test_an_addition_that_is_told_to_stop_waits_for_no_held_file(
    ledger: Ledger, collection: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_files, "LEASE_PAUSES_S", (0.0, 1.0, 60.0))
    held = [write(tmp_path / "docs" / f"{number}.txt", "Tea.") for number in range(3)]
    stop, told = threading.Event(), Told()
    addition = Addition(
        ledger,
        open_store=lambda: pytest.fail("nothing is to be done"),
        settings=IngestSettings(),
        progress=told,
        stop=stop,
    )
    with all_leased(*held):
        threading.Timer(0.5, stop.set).start()
        began = time.monotonic()
        addition.run(FileTree([tmp_path / "docs"]), Order(collection, OPERATOR))
        took_s = time.monotonic() - began
    assert took_s < 30
    assert addition.report.documents == 0
