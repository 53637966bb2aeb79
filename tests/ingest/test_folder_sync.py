"""A collection is brought in step with a folder: real files, a real ledger and indexes."""

import os
import shutil

import pytest
from sqlalchemy import event

from ingest.file_tree import Omission
from ingest.interruption import Interrupted
from ingest.order import Order
from storage.jobs import count_open, enqueue, recent_jobs
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import OPERATOR, Verdict
from storage.source_files import known_files
from storage.store import Store
from storage.versions import remove_document, retag_document
from tests.ingest.adding import assert_whole, found, submit, write
from tests.ingest.mirroring import OLD, Mirror, old


def said(store: Store, word: str) -> list[str]:
    """The passages that have that very word, and not one like it."""
    return [text for text in found(store, word) if word in text]


def test_afterwards_the_collection_holds_what_the_folder_holds(mirror: Mirror) -> None:
    assert sorted(mirror.documents()) == ["a.txt", "b.txt", "sub/c.txt"]
    old(mirror.path / "b.txt", "Another rule about teapots.", OLD + 5)
    (mirror.path / "a.txt").unlink()
    old(mirror.path / "new.txt", "A new rule.")
    report = mirror.run()
    assert report.complete
    assert {name: n for name, n in report.folder.counts.items() if n} == {
        "new": 1,
        "changed": 1,
        "removed": 1,
    }
    assert sorted(mirror.documents()) == ["b.txt", "new.txt", "sub/c.txt"]
    with mirror.open_store() as store:
        assert found(store, "teapots") and not said(store, "subjectb")
        assert_whole(store)
    assert mirror.counts() == {}


def test_unchanged_files_are_not_opened(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.folder_look.open_regular", None)
    look = mirror.sync.look()
    assert (look.plan.changes, look.contents, look.left_out) == ((), {}, ())
    assert look.plan.unchanged == 3


def test_a_file_with_another_time_and_the_same_bytes_is_hashed_once_and_believed(
    mirror: Mirror,
) -> None:
    os.utime(mirror.path / "a.txt", (OLD + 9, OLD + 9))
    assert len(mirror.sync.look().contents) == 1
    report = mirror.run()
    assert (report.documents, report.folder.unchanged) == (0, 3)
    assert mirror.sync.look().contents == {}


def test_a_file_rewritten_as_long_and_given_its_former_time_is_seen(mirror: Mirror) -> None:
    path = mirror.path / "a.txt"
    status = path.stat()
    path.write_text(path.read_text().upper())
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_ino == status.st_ino
    assert mirror.counts() == {"changed": 1}
    mirror.run()
    path.chmod(0o600)
    assert (mirror.counts(), len(mirror.sync.look().contents)) == ({}, 1)
    mirror.run()
    assert mirror.sync.look().contents == {}


def test_a_moved_file_keeps_its_document_which_is_neither_parsed_nor_embedded(
    mirror: Mirror,
) -> None:
    before = mirror.documents()
    retag_document(mirror.ledger, before["a.txt"].id, frozenset({"staff"}))
    shutil.move(mirror.path / "sub", mirror.path / "other")
    (mirror.path / "a.txt").rename(mirror.path / "Accès.txt")
    mirror.embedder.embedded.clear()
    report = mirror.run()
    assert (report.documents, report.folder.counts["moved"]) == (0, 2)
    after = mirror.documents()
    assert after["other/c.txt"].id == before["sub/c.txt"].id
    assert after["Accès.txt"].id == before["a.txt"].id
    assert after["Accès.txt"].file_name == "Accès.txt"
    assert after["Accès.txt"].readers == {"staff"}
    assert after["Accès.txt"].version_id == before["a.txt"].version_id
    assert mirror.embedder.embedded == []
    assert {change.former for change in mirror.told.changes} == {
        str(mirror.path / "a.txt"),
        str(mirror.path / "sub/c.txt"),
    }
    assert mirror.sync.look().contents == {}  # the new place is known at once


def test_two_files_that_change_names_keep_their_documents(mirror: Mirror) -> None:
    before = mirror.documents()
    a, b, aside = (mirror.path / name for name in ("a.txt", "b.txt", "aside"))
    a.rename(aside)
    b.rename(a)
    aside.rename(b)
    assert mirror.run().documents == 0
    after = mirror.documents()
    assert (after["b.txt"].id, after["a.txt"].id) == (before["a.txt"].id, before["b.txt"].id)
    with mirror.open_store() as store:
        assert_whole(store)


def test_a_rename_in_case_alone_is_a_move(mirror: Mirror) -> None:
    before = mirror.documents()["a.txt"].id
    (mirror.path / "a.txt").rename(mirror.path / "A.txt")
    mirror.run()
    assert mirror.documents()["A.txt"].id == before


def test_a_copy_is_a_document_of_its_own_and_its_pages_are_taken_over(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = mirror.documents()
    shutil.copy(mirror.path / "a.txt", mirror.path / "sub" / "a.txt")
    mirror.embedder.embedded.clear()

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the file is parsed again")

    monkeypatch.setattr("ingest.pipeline.read_file", never)
    assert mirror.run().complete
    after = mirror.documents()
    assert after["sub/a.txt"].id != before["a.txt"].id
    assert after["a.txt"].id == before["a.txt"].id
    assert mirror.embedder.embedded == []
    with mirror.open_store() as store:
        assert len(said(store, "subjecta")) == 2
        assert_whole(store)


def test_a_file_moved_over_another_replaces_its_content_and_keeps_its_readers(
    mirror: Mirror,
) -> None:
    before = mirror.documents()
    retag_document(mirror.ledger, before["b.txt"].id, frozenset({"hr"}))
    (mirror.path / "a.txt").replace(mirror.path / "b.txt")
    mirror.run()
    after = mirror.documents()
    assert sorted(after) == ["b.txt", "sub/c.txt"]
    assert (after["b.txt"].id, after["b.txt"].readers) == (before["b.txt"].id, {"hr"})
    with mirror.open_store() as store:
        assert found(store, "subjecta") and not said(store, "subjectb")


def test_a_look_changes_nothing_not_one_byte_of_the_ledger(mirror: Mirror) -> None:
    (mirror.path / "a.txt").unlink()
    (mirror.path / "b.txt").rename(mirror.path / "moved.txt")
    write(mirror.path / "new.txt", "New.")
    os.utime(mirror.path / "sub" / "c.txt", (OLD + 9, OLD + 9))
    home = mirror.ledger.home
    before = {path: path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}
    look = mirror.sync.look()
    mirror.sync.check(look)
    assert {name for name, n in look.plan.counts.items() if n} == {"new", "moved", "removed"}
    after = {path: path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}
    assert {path: text for path, text in after.items() if not path.name.endswith("-shm")} == {
        path: text for path, text in before.items() if not path.name.endswith("-shm")
    }


def test_a_file_that_failed_is_not_tried_again_until_it_looks_otherwise(mirror: Mirror) -> None:
    bad = mirror.path / "bad.pdf"
    old(bad, "")
    first = mirror.run()
    assert [job.verdict for job in first.failed] == [Verdict.EMPTY]
    again = mirror.run()
    assert (again.documents, again.still_failed, again.complete) == (0, 1, False)
    old(bad, "Readable now.", OLD + 1)
    assert mirror.run().complete


def test_a_document_whose_new_content_failed_stays_and_is_tried_again_when_it_changes(
    mirror: Mirror,
) -> None:
    old(mirror.path / "a.txt", "", OLD + 1)
    assert not mirror.run().complete
    assert mirror.run().still_failed == 1
    assert "a.txt" in mirror.documents()
    old(mirror.path / "a.txt", "Good again.", OLD + 2)
    assert mirror.run().complete


def test_a_document_that_was_removed_by_hand_comes_back_with_its_file(mirror: Mirror) -> None:
    document = mirror.documents()["a.txt"]
    remove_document(mirror.ledger, Originals(mirror.ledger.home), document.id)
    assert known_files(mirror.ledger, OPERATOR, "policies", document.source) == {}
    assert mirror.counts() == {"new": 1}
    mirror.run()
    assert "a.txt" in mirror.documents()


def test_a_queued_file_that_is_gone_by_now_does_not_come_in(mirror: Mirror) -> None:
    path = old(mirror.path / "late.txt", "Too late.")
    (job,) = submit(mirror.ledger, path)
    path.unlink()
    mirror.run()
    assert count_open(mirror.ledger) == 0
    assert not Originals(mirror.ledger.home).path(job.content_sha256).exists()
    assert recent_jobs(mirror.ledger, OPERATOR, limit=1)[0].detail == "The file is gone."
    assert "late.txt" not in mirror.documents()


def test_names_that_could_steer_a_terminal_are_mirrored_like_others(mirror: Mirror) -> None:
    names = ["new\nline.txt", "esc\x1b[2J.txt", "turned\u202etxt.exe.txt"]
    for name in names:
        old(mirror.path / name, f"About {name!r}.")
    assert mirror.run().complete
    assert mirror.counts() == {}
    (mirror.path / names[0]).rename(mirror.path / "plain.txt")
    (mirror.path / names[1]).unlink()
    assert mirror.counts() == {"moved": 1, "removed": 1}
    mirror.run()
    assert all(name.isprintable() for name in mirror.documents())


def test_two_names_that_are_spelled_alike_are_told_and_one_is_kept(mirror: Mirror) -> None:
    old(mirror.path / "x\ny.txt", "With a newline.")
    old(mirror.path / "x\\ny.txt", "With a backslash.")
    report = mirror.run()
    assert report.left_out[Omission.SAME_NAME] == 1
    assert not report.complete
    assert mirror.counts() == {}


def test_the_order_narrows_what_is_new_and_not_what_is_there(
    mirror: Mirror, ledger: Ledger
) -> None:
    old(mirror.path / "new.txt", "New.")
    Mirror(ledger, mirror.path, readers=frozenset({"staff"})).run()
    after = mirror.documents()
    assert after["new.txt"].readers == {"staff"}
    assert after["a.txt"].readers is None


def test_a_job_carries_its_stamp_when_another_command_takes_it_over(
    mirror: Mirror, ledger: Ledger
) -> None:
    path = old(mirror.path / "new.txt", "New.")
    (first,) = submit(ledger, path)
    assert first.stamp is not None and first.stamp.mtime_ns == OLD * 10**9
    taken = enqueue(
        ledger,
        collection="policies",
        source=str(path),
        file_name="new.txt",
        requested_by="operator",
        batch=Order("policies", OPERATOR).batch,
        content_sha256=first.content_sha256,
        size_bytes=4,
    )
    assert (taken.id, taken.stamp) == (first.id, first.stamp)


def test_a_look_that_is_interrupted_ends_and_the_next_one_goes_on(mirror: Mirror) -> None:
    old(mirror.path / "new.txt", "New.")
    mirror.stop.set()
    with pytest.raises(Interrupted):
        mirror.sync.look()
    mirror.stop.clear()
    look = mirror.sync.look()
    mirror.stop.set()
    mirror.carry_out(look)
    mirror.stop.clear()
    assert mirror.run().complete
    assert "new.txt" in mirror.documents()


def test_hundreds_of_queued_files_that_are_gone_cost_a_few_transactions(
    mirror: Mirror, ledger: Ledger
) -> None:
    gone = [old(mirror.path / "gone" / f"{number}.txt", f"{number}") for number in range(300)]
    with ledger.together():
        submit(ledger, mirror.path / "gone")
    for path in gone:
        path.unlink()
    with ledger.read() as connection:
        engine = connection.engine
    transactions: list[object] = []
    event.listen(engine, "commit", transactions.append)
    mirror.sync.forget(mirror.sync.look())
    assert count_open(ledger) == 0
    assert len(transactions) < 10
