"""What a sync makes of folders that it could not look into, or met a second time."""

import os
from pathlib import Path

import pytest

from ingest.file_tree import Omission
from ingest.sync_plan import FolderAction
from storage.ledger import Ledger
from tests.ingest.mirroring import Mirror, old


def close(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the system refuse to open whatever is called so, for root too."""
    real = os.open

    def refuse(path: object, *rest: object, **named: object) -> int:
        if Path(str(path)).name == name:
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)


def test_a_closed_folder_that_is_excluded_is_no_failure(
    ledger: Ledger, collection: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old(tmp_path / "docs" / "a.txt", "About tea.")
    old(tmp_path / "docs" / "lost+found" / "x.txt", "Only root may see this.")
    close(monkeypatch, "lost+found")
    assert not Mirror(ledger, tmp_path / "docs").run().complete
    excluding = Mirror(ledger, tmp_path / "docs", exclude=["lost+found/"])
    report = excluding.run()
    assert report.complete
    assert not report.left_out


@pytest.mark.parametrize("exclude", [["*", "!*/", "!*.txt"], ["sub/*", "!sub/c.txt"]])
def test_a_closed_folder_from_which_files_are_taken_back_keeps_its_documents(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch, exclude: list[str]
) -> None:
    close(monkeypatch, "sub")
    taking_back = Mirror(mirror.ledger, mirror.path, exclude=exclude)
    look = taking_back.sync.look()
    assert [entry.why for entry in look.left_out] == [Omission.UNREADABLE]
    assert not list(look.plan.of(FolderAction.REMOVED))
    assert not taking_back.run().complete
    assert "sub/c.txt" in taking_back.documents()


def test_a_folder_that_is_closed_between_look_and_removal_keeps_its_documents(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mirror.path / "sub" / "c.txt").unlink()
    look = mirror.sync.look()
    assert [change.source for change in look.plan.of(FolderAction.REMOVED)]
    for name in ("stat", "lstat"):
        refuse_within(monkeypatch, name, mirror.path / "sub")
    mirror.carry_out(look)
    assert "sub/c.txt" in mirror.documents()


def refuse_within(monkeypatch: pytest.MonkeyPatch, name: str, folder: Path) -> None:
    """Let the system's call `name` be refused for what is in that folder, for root too."""
    real = getattr(os, name)

    def refuse(path: object, *rest: object, **named: object) -> os.stat_result:
        if not isinstance(path, int) and Path(os.fsdecode(path)).parent == folder:  # type: ignore[call-overload]
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **named)  # type: ignore[no-any-return]

    monkeypatch.setattr(os, name, refuse)


def test_a_folder_that_is_met_twice_keeps_the_documents_that_came_from_its_other_place(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = mirror.path / "a-bound"  # walked first, as what `mount --bind sub a-bound` shows
    twin.mkdir()
    real = Path.lstat

    def bound(path: Path) -> os.stat_result:
        return real(twin if path == mirror.path / "sub" else path)

    monkeypatch.setattr(Path, "lstat", bound)
    include = Mirror(mirror.ledger, mirror.path, include=["*.txt"])
    look = include.sync.look()
    assert [entry.why for entry in look.left_out] == [Omission.LOOP]
    assert look.plan.changes == ()
    assert look.plan.unchanged == 3
