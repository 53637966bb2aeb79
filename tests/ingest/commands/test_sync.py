"""`ingest sync` as a person or a script meets it."""

import os
import shutil
from pathlib import Path

import pytest

from storage.documents import list_documents
from storage.ledger import Ledger
from storage.people import add_person
from storage.records import OPERATOR, Role
from tests.ingest.adding import write
from tests.ingest.command_line import Ingest
from tests.ingest.mirroring import Mirror

OLD = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        path = write(tmp_path / "docs" / f"{name}.txt", f"Rule {name}.")
        os.utime(path, (OLD, OLD))
    return tmp_path / "docs"


@pytest.fixture
def mirrored(ledger: Ledger, collection: str, folder: Path) -> Path:
    Mirror(ledger, folder).run()
    return folder


def test_a_dry_run_tells_people_and_machines_what_would_be_done(
    ingest: Ingest, mirrored: Path, ledger: Ledger
) -> None:
    (mirrored / "a.txt").rename(mirrored / "moved.txt")
    (mirrored / "b.txt").unlink()
    write(mirrored / "new\x1b[2J.txt", "New.")
    ran = ingest("sync", mirrored, "--collection", "policies", "--dry-run")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        f"moved: {mirrored}/a.txt -> {mirrored}/moved.txt",
        f"removed: {mirrored}/b.txt",
        f"new: {mirrored}/new\\x1b[2J.txt",
        "1 new, 1 moved, 1 removed; 1 unchanged.",
    ]
    assert ran.err == "A dry run: nothing was changed.\n"
    events = ingest("sync", mirrored, "--collection", "policies", "--dry-run", "--json").events
    assert [one["event"] for one in events] == ["change", "change", "change", "summary"]
    assert events[0]["former"] == str(mirrored / "a.txt")
    assert events[-1]["changes"] == {
        "new": 1,
        "changed": 0,
        "outdated": 0,
        "moved": 1,
        "removed": 1,
    }
    assert {one.file_name for one in list_documents(ledger, OPERATOR)} == {
        "a.txt",
        "b.txt",
        "c.txt",
    }


def test_moves_and_removals_need_no_embedder(
    ingest: Ingest, mirrored: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "/no/such/model")
    (mirrored / "a.txt").rename(mirrored / "moved.txt")
    (mirrored / "b.txt").unlink()
    ran = ingest("sync", mirrored, "--collection", "policies")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "1 moved, 1 removed; 1 unchanged."
    assert {one.file_name for one in list_documents(ledger, OPERATOR)} == {"moved.txt", "c.txt"}
    again = ingest("sync", mirrored, "--collection", "policies")
    assert (again.code, again.out) == (0, "Nothing to do; 2 unchanged.\n")


def test_misuse_is_told_and_nothing_is_done(
    ingest: Ingest, mirrored: Path, ledger: Ledger, tmp_path: Path
) -> None:
    add_person(ledger, "emma", password_hash="x", role=Role.EMPLOYEE, groups=["staff"])
    (tmp_path / "link").symlink_to(mirrored)
    for arguments, said in (
        ([mirrored, "--collection", "nowhere"], "nowhere"),
        ([mirrored], "--collection"),
        ([mirrored / "a.txt", "--collection", "policies"], "no folder"),
        ([tmp_path / "link", "--collection", "policies"], "is a link"),
        ([mirrored, "--collection", "policies", "--exclude", ""], "no pattern"),
        ([mirrored, "--collection", "policies", "--as", "emma"], "role employee"),
        ([mirrored, "--collection", "policies", "--readers", "typo"], "the group typo"),
    ):
        ran = ingest("sync", *arguments)
        assert (ran.code, ran.out) == (2, ""), said
        assert said in ran.err


def test_a_folder_that_is_away_is_a_service_that_is_away(
    ingest: Ingest, mirrored: Path, ledger: Ledger
) -> None:
    shutil.rmtree(mirrored)
    ran = ingest("sync", mirrored, "--collection", "policies")
    assert (ran.code, ran.out) == (3, "")
    assert "cannot be looked into" in ran.err and "mounted" in ran.err
    mirrored.mkdir()
    ran = ingest("sync", mirrored, "--collection", "policies", "--dry-run")
    assert (ran.code, ran.out) == (3, "")
    assert "--allow-removals" in ran.err
    assert len(list_documents(ledger, OPERATOR)) == 3
    assert ingest("sync", mirrored, "--collection", "policies", "--yes").code == 0
    assert list_documents(ledger, OPERATOR) == []


def test_too_many_removals_are_misuse_until_they_are_allowed(
    ingest: Ingest, ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    for number in range(20):
        write(tmp_path / "docs" / f"{number}.txt", f"Rule {number}.")
    Mirror(ledger, tmp_path / "docs").run()
    for number in range(15):
        (tmp_path / "docs" / f"{number}.txt").unlink()
    ran = ingest("sync", tmp_path / "docs", "--collection", "policies")
    assert (ran.code, ran.out) == (2, "")
    assert "15 of the 20 documents" in ran.err and "--dry-run" in ran.err
    assert len(list_documents(ledger, OPERATOR)) == 20
    foretold = ingest("sync", tmp_path / "docs", "--collection", "policies", "--dry-run")
    assert foretold.code == 2
    *removed, counts = foretold.out.splitlines()
    assert len(removed) == 15 and f"removed: {tmp_path}/docs/7.txt" in removed
    assert counts == "15 removed; 5 unchanged."
    assert "15 of the 20 documents" in foretold.err and "nothing was changed" in foretold.err
    allowed = ("--allow-removals", "--dry-run")
    assert ingest("sync", tmp_path / "docs", "--collection", "policies", *allowed).code == 0
    assert len(list_documents(ledger, OPERATOR)) == 20


def test_files_that_failed_before_are_named_again(
    ingest: Ingest, mirrored: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.batch_report.FORMER_LISTED", 2)
    for name in ("x", "y", "z"):
        os.utime(write(mirrored / f"{name}.txt", ""), (OLD, OLD))
    Mirror(ledger, mirrored).run()
    ran = ingest("sync", mirrored, "--collection", "policies")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "Nothing to do; 3 unchanged.",
        "Not searchable as before, and not tried again: 3",
        f"  empty: {mirrored}/x.txt: The file is empty.",
        f"  empty: {mirrored}/y.txt: The file is empty.",
        "  … and 1 more; all: ingest report --failed --collection policies",
    ]
    dry = ingest("sync", mirrored, "--collection", "policies", "--dry-run")
    assert dry.out == ran.out
    *named, summary = ingest("sync", mirrored, "--collection", "policies", "--json").events
    assert [one["event"] for one in named] == ["not-tried-again"] * 3
    assert named[2]["source"] == f"{mirrored}/z.txt"
    assert (named[2]["verdict"], named[2]["detail"]) == ("empty", "The file is empty.")
    assert named[2]["finished"] and summary["still_failed"] == 3


@pytest.mark.slow
def test_new_files_are_read_and_a_failed_one_ends_with_1(
    ingest: Ingest, ledger: Ledger, collection: str, folder: Path
) -> None:
    os.utime(write(folder / "bad.pdf", ""), (OLD, OLD))
    ran = ingest("sync", folder, "--collection", "policies", "--json")
    assert ran.code == 1
    assert ran.events[-1]["verdicts"] == {"empty": 1, "read": 3}
    assert (ran.events[-1]["pages"], ran.events[-1]["chunks"]) == (3, 3)
    again = ingest("sync", folder, "--collection", "policies")
    assert again.code == 1
    assert "not tried again: 1" in again.out
