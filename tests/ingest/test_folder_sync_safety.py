"""What a sync never removes, never follows and never shows, whatever became of the folder."""

import os
import shutil
from pathlib import Path

import pytest

from ingest.errors import FolderAway, RemovalsHeld
from ingest.file_tree import Omission
from ingest.globs import Globs
from ingest.mirrored_folder import MirroredFolder
from storage.documents import find_document
from storage.errors import BadInput, UnknownDocument
from storage.jobs import recent_jobs
from storage.ledger import Ledger
from storage.people import add_person
from storage.records import OPERATOR, Reader, Role, Verdict
from storage.versions import retag_document
from tests.ingest.adding import found, submit, write
from tests.ingest.mirroring import Mirror, old


def test_only_what_came_from_the_folder_is_removed(
    mirror: Mirror, tmp_path: Path, ledger: Ledger
) -> None:
    beside = [write(tmp_path / name / "x.txt", f"Other {name}.") for name in ("docs2", "elsewhere")]
    submit(ledger, *beside)
    for path in beside:
        path.unlink()
    Mirror(ledger, tmp_path / "docs").run()
    with mirror.open_store() as store:
        from tests.ingest.adding import drain

        drain(store)
    (mirror.path / "a.txt").unlink()
    mirror.run()
    names = {document.source for document in mirror.documents().values()}
    assert {str(path) for path in beside} <= names
    assert str(mirror.path / "a.txt") not in names


def test_a_folder_that_is_away_removes_nothing(mirror: Mirror) -> None:
    aside = mirror.path.rename(mirror.path.with_name("aside"))
    with pytest.raises(FolderAway, match="No such file"):
        mirror.run()
    mirror.path.mkdir()  # where a share was mounted
    with pytest.raises(FolderAway, match="holds no file any more, and 3 documents came from it"):
        mirror.run()
    write(mirror.path / ".hidden", "x")
    with pytest.raises(FolderAway, match="holds no file"):
        mirror.run()
    assert len(mirror.documents()) == 3
    (mirror.path / ".hidden").unlink()
    mirror.path.rmdir()
    aside.rename(mirror.path)
    assert mirror.run().folder.unchanged == 3
    shutil.rmtree(mirror.path)
    mirror.path.mkdir()
    mirror.run(allow=True)
    assert mirror.documents() == {}


def test_a_folder_that_becomes_a_link_is_away(mirror: Mirror, tmp_path: Path) -> None:
    mirror.path.rename(tmp_path / "aside")
    mirror.path.symlink_to(tmp_path / "aside")
    with pytest.raises(FolderAway):
        mirror.run()
    with pytest.raises(BadInput, match="is a link"):
        Mirror(mirror.ledger, mirror.path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_subfolder_keeps_its_documents_and_is_named(mirror: Mirror) -> None:
    (mirror.path / "sub").chmod(0)
    (mirror.path / "a.txt").unlink()
    report = mirror.run()
    (mirror.path / "sub").chmod(0o700)
    assert not report.complete
    assert report.left_out[Omission.UNREADABLE] == 1
    assert sorted(mirror.documents()) == ["b.txt", "sub/c.txt"]


def test_what_cannot_be_looked_into_keeps_its_documents(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = mirror.path / "sub"
    real = os.open

    def refuse(path: object, *rest: object, **named: object) -> int:
        if str(path) in (str(closed), closed.name):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)
    (mirror.path / "a.txt").unlink()
    report = mirror.run()
    assert report.left_out[Omission.UNREADABLE] == 1
    assert sorted(mirror.documents()) == ["b.txt", "sub/c.txt"]


def test_links_are_never_followed_and_a_file_that_becomes_one_leaves(
    mirror: Mirror, tmp_path: Path
) -> None:
    secret = write(tmp_path / "outside" / "secret.txt", "The secret is out.")
    (mirror.path / "link.txt").symlink_to(secret)
    (mirror.path / "outside").symlink_to(secret.parent)
    (mirror.path / "loop").symlink_to(mirror.path)
    (mirror.path / "a.txt").unlink()
    (mirror.path / "a.txt").symlink_to(secret)
    report = mirror.run()
    assert report.left_out[Omission.LINK] == 4
    assert sorted(mirror.documents()) == ["b.txt", "sub/c.txt"]
    with mirror.open_store() as store:
        assert not found(store, "secret")


def test_most_documents_are_not_removed_unless_somebody_says_so(
    ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    for number in range(20):
        old(tmp_path / "docs" / f"{number}.txt", f"Rule {number}.")
    mirror = Mirror(ledger, tmp_path / "docs")
    mirror.run()
    for number in range(11):
        (mirror.path / f"{number}.txt").unlink()
    with pytest.raises(RemovalsHeld, match="11 of the 20 documents"):
        mirror.run()
    assert len(mirror.documents()) == 20
    mirror.run(allow=True)
    assert len(mirror.documents()) == 9


def test_a_subfolder_that_is_there_and_empty_is_held_and_one_that_is_gone_is_not(
    ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    for number in range(20):
        old(tmp_path / "docs" / "share" / f"{number}.txt", f"Rule {number}.")
        old(tmp_path / "docs" / f"{number}.txt", f"Another rule {number}.")
        old(tmp_path / "docs" / f"more{number}.txt", f"More {number}.")
    mirror = Mirror(ledger, tmp_path / "docs")
    mirror.run()
    shutil.rmtree(mirror.path / "share")
    (mirror.path / "share").mkdir()
    with pytest.raises(RemovalsHeld, match="share is empty now; its 20 documents"):
        mirror.run()
    (mirror.path / "share").rmdir()
    mirror.run()
    assert len(mirror.documents()) == 40


def test_patterns_choose_files_and_leave_the_documents_of_others_alone(
    ledger: Ledger, collection: str, folder: Path
) -> None:
    Mirror(ledger, folder).run()
    write(folder / "new.md", "New.")
    narrow = Mirror(ledger, folder, include=["*.txt"], exclude=["sub/"])
    (folder / "sub" / "c.txt").unlink()
    (folder / "a.txt").unlink()
    narrow.run()
    assert sorted(narrow.documents()) == ["b.txt", "sub/c.txt"]


def test_temporary_files_are_left_out(mirror: Mirror) -> None:
    for name in ("~$a.docx", "b.pdf.part", "c.TMP", "d.crdownload", ".~lock.e#", "f.txt~"):
        write(mirror.path / name, "half")
    assert mirror.counts() == {}


class Vanishing(MirroredFolder):
    """A folder that goes away as soon as it was seen to be there."""

    def identity(self) -> tuple[int, int]:
        seen = super().identity()
        shutil.rmtree(self.path)
        return seen


def test_a_folder_that_goes_away_before_it_is_walked_is_away(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "a.txt", "A rule.")
    with pytest.raises(FolderAway, match="No such file"):
        Vanishing(tmp_path / "docs", Globs.of((), ())).listing()


def test_who_may_not_read_a_document_neither_moves_nor_removes_it(
    mirror: Mirror, ledger: Ledger
) -> None:
    secret = mirror.documents()["a.txt"]
    retag_document(ledger, secret.id, frozenset({"hr"}))
    carl = Reader("carl", frozenset({"staff"}))
    add_person(ledger, "carl", password_hash="x", role=Role.COMPLIANCE, groups=["staff"])
    with pytest.raises(UnknownDocument):
        find_document(ledger, carl, secret.id)
    (mirror.path / "a.txt").rename(mirror.path / "z.txt")
    (mirror.path / "b.txt").unlink()
    Mirror(ledger, mirror.path, reader=carl).run()
    assert mirror.documents()["a.txt"] == find_document(ledger, OPERATOR, secret.id)
    assert sorted(mirror.documents()) == ["a.txt", "sub/c.txt", "z.txt"]


def test_a_move_leaves_no_job_behind_that_shows_a_narrowed_name(
    mirror: Mirror, ledger: Ledger
) -> None:
    carl = Reader("carl", frozenset({"staff"}))
    retag_document(ledger, mirror.documents()["a.txt"].id, frozenset({"hr"}))
    (mirror.path / "a.txt").rename(mirror.path / "moved.txt")
    mirror.run()
    assert "a.txt" not in {job.file_name for job in recent_jobs(ledger, carl)}
    assert "b.txt" in {job.file_name for job in recent_jobs(ledger, carl)}


def test_files_that_wait_to_be_read_are_not_withdrawn_where_their_share_is_away(
    ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    mirror = Mirror(ledger, tmp_path / "docs")
    submit(ledger, old(mirror.path / "sub" / "a.txt", "Queued by a run that was killed."))
    aside = (mirror.path / "sub").rename(tmp_path / "aside")
    with pytest.raises(FolderAway, match="1 files of it wait to be read; they stay"):
        mirror.run()
    assert [one.verdict for one in recent_jobs(ledger, OPERATOR)] == [None]
    aside.rename(mirror.path / "sub")
    assert mirror.run().complete
    assert [one.verdict for one in recent_jobs(ledger, OPERATOR)] == [Verdict.READ]
    shutil.rmtree(mirror.path / "sub")
    mirror.run(allow=True)
    assert mirror.documents() == {}
