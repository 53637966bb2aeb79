"""A folder that is replaced by a link between the walk and the opening leads nowhere."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.file_tree import FileTree, FoundFile, LeftOut, Omission, open_regular
from ingest.intake import submit_paths
from ingest.linkless_path import open_linkless
from ingest.order import Order
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import OPERATOR, Job, Verdict
from tests.ingest.adding import LIMIT_BYTES, found, write
from tests.ingest.mirroring import Mirror

SECRET = "The secret is out."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "docs" / "sub" / "a.txt", "A rule.")
    write(tmp_path / "docs" / "sub" / "inner" / "b.txt", "Another rule.")
    write(tmp_path / "outside" / "a.txt", SECRET)
    write(tmp_path / "outside" / "inner" / "secret.txt", SECRET)
    return tmp_path / "docs"


def swap(folder: Path) -> None:
    """Replace the folder `sub` by a link to one outside."""
    (folder / "sub").rename(folder.parent / "aside")
    (folder / "sub").symlink_to(folder.parent / "outside")


def test_a_file_below_a_folder_that_became_a_link_is_not_opened(folder: Path) -> None:
    with open_regular(folder / "sub" / "a.txt") as stream:
        assert stream.read() == b"A rule."
    swap(folder)
    for name in ("a.txt", "inner/secret.txt"):
        with pytest.raises(OSError, match=name):
            open_regular(folder / "sub" / name)


def test_no_file_is_taken_through_a_folder_that_became_a_link_after_the_walk(
    folder: Path, ledger: Ledger, collection: str
) -> None:
    tree = list(FileTree([folder]))
    swap(folder)
    originals = Originals(ledger.home)
    order = Order("policies", OPERATOR)
    jobs = list(submit_paths(ledger, originals, tree, order, limit_bytes=LIMIT_BYTES))
    assert [job.verdict for job in jobs if isinstance(job, Job)] == [Verdict.UNREADABLE_FILE] * 2
    kept = [originals.path(sha256).read_text() for sha256 in originals.contents()]
    assert SECRET not in kept


def test_a_folder_that_became_a_link_during_the_walk_is_not_listed(folder: Path) -> None:
    entries = []
    for entry in FileTree([folder]):
        entries.append(entry)
        if isinstance(entry, FoundFile) and entry.path.name == "a.txt":
            swap(folder)  # sub was listed; its folder `inner` comes next
    assert [entry.path.name for entry in entries] == ["a.txt", "inner"]
    assert isinstance(entries[1], LeftOut)
    assert entries[1].why is Omission.UNREADABLE


def test_a_sync_reads_nothing_through_a_folder_that_became_a_link(
    folder: Path, ledger: Ledger, collection: str
) -> None:
    mirror = Mirror(ledger, folder)
    mirror.run()
    for name in ("a.txt", "inner/b.txt"):
        write(folder / "sub" / name, "A mule.")  # changed, of a document's size: so each is hashed
    swapped = False

    def ready(_found: FoundFile) -> bool:
        nonlocal swapped
        if not swapped:
            swapped = True
            swap(folder)
        return True

    look = mirror.sync.look(ready=ready)
    assert swapped and not look.contents
    assert {entry.why for entry in look.left_out} == {Omission.UNREADABLE}
    mirror.carry_out(look)
    with mirror.open_store() as store:
        assert not found(store, "secret")
        assert len(found(store, "rule")) == 2


def test_the_folder_named_may_lie_behind_a_link(folder: Path) -> None:
    (folder.parent / "short").symlink_to(folder)
    (first, *_) = FileTree([folder.parent / "short" / "sub"])
    with open_regular(first.path) as stream:
        assert stream.read() == b"A rule."


def test_the_root_can_be_opened_and_no_descriptor_is_left_open(folder: Path) -> None:
    opened: list[Callable[[], int]] = [
        lambda: open_linkless(Path("/"), os.O_RDONLY | os.O_DIRECTORY),
        lambda: open_linkless(folder, os.O_RDONLY | os.O_DIRECTORY),
    ]
    for open_one in opened:
        descriptor = open_one()
        assert stat.S_ISDIR(os.fstat(descriptor).st_mode)
        os.close(descriptor)
    before = os.dup(0)
    os.close(before)
    for _ in range(5):
        with pytest.raises(OSError, match="nowhere"):
            open_linkless(folder / "nowhere" / "x", os.O_RDONLY)
        open_regular(folder / "sub" / "a.txt").close()
    after = os.dup(0)
    os.close(after)
    assert after == before
