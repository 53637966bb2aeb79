"""Files of a mirrored folder that could not be read: named until they are read or gone."""

import os
from pathlib import Path

from storage.jobs import record_failed
from storage.records import OPERATOR, Verdict
from storage.unread_files import unread_files
from tests.ingest.mirroring import OLD, Mirror, old
from tests.ingest.test_watching import Watching, eventually


def unread(mirror: Mirror) -> set[str]:
    return {Path(job.source).name for job in unread_files(mirror.ledger, OPERATOR)}


def never_opened(mirror: Mirror, name: str) -> None:
    """Somebody tried to add a file that could not be opened: no stamp was kept."""
    record_failed(
        mirror.ledger,
        collection="policies",
        source=str(mirror.path / name),
        file_name=name,
        requested_by="operator",
        batch="b",
        verdict=Verdict.UNREADABLE_FILE,
        detail="",
    )


def test_a_file_that_failed_is_named_by_each_run_until_it_is_read(mirror: Mirror) -> None:
    old(mirror.path / "bad.txt", "")
    old(mirror.path / "a.txt", "", OLD + 1)  # its document stays, with its former content
    assert not mirror.run().not_tried
    again = mirror.run()
    assert [Path(job.source).name for job in again.not_tried] == ["a.txt", "bad.txt"]
    assert {job.verdict for job in again.not_tried} == {Verdict.EMPTY}
    assert unread(mirror) == {"a.txt", "bad.txt"}
    old(mirror.path / "bad.txt", "Readable now.", OLD + 2)
    old(mirror.path / "a.txt", "Rule a is about subjecta.", OLD + 3)  # as before it failed
    assert mirror.run().complete
    assert unread(mirror) == set()


def test_what_could_not_be_read_is_forgotten_when_its_file_is_gone_and_not_before(
    mirror: Mirror,
) -> None:
    for name in ("gone.txt", "stays.txt"):
        old(mirror.path / name, "")
    mirror.run()
    for name in ("lost.txt", "stays-too.txt", "sub/closed.txt", "sub-beside/closed.txt"):
        never_opened(mirror, name)
    (mirror.path / "gone.txt").unlink()
    (mirror.path / "stays-too.txt").symlink_to("a.txt")  # something is there
    (mirror.path / "sub-beside").symlink_to("sub-beside")  # nobody can look inside
    mirror.run()
    assert unread(mirror) == {"stays.txt", "stays-too.txt", "closed.txt"}


def test_a_watch_forgets_it_though_no_document_changes(mirror: Mirror) -> None:
    old(mirror.path / "bad.txt", "")
    mirror.run()
    watching = Watching(mirror)
    watching.start()
    try:
        (mirror.path / "bad.txt").unlink()
        eventually(lambda: unread(mirror) == set())
    finally:
        watching.end()


def test_a_watch_names_a_file_that_is_not_tried_again_once(mirror: Mirror) -> None:
    old(mirror.path / "bad.txt", "")
    mirror.run()
    watching = Watching(mirror)
    watching.start()
    try:
        reports = mirror.told.reports
        old(mirror.path / "first.txt", "Rule one.")
        eventually(lambda: len(reports) > 0)
        old(mirror.path / "second.txt", "Rule two.")
        eventually(lambda: len(reports) > 1)
    finally:
        watching.end()
    assert [len(report.not_tried) for report in reports[:2]] == [1, 0]


def test_a_watch_names_it_though_a_round_had_nothing_to_tell_before(mirror: Mirror) -> None:
    old(mirror.path / "bad.txt", "")
    mirror.run()
    os.utime(mirror.path / "a.txt", (OLD + 5, OLD + 5))  # touched: no change of a document
    assert mirror.sync.look().touched()
    watching = Watching(mirror)
    watching.start()
    try:
        eventually(lambda: not mirror.sync.look().touched())
        old(mirror.path / "first.txt", "Rule one.")
        eventually(lambda: len(mirror.told.reports) > 0)
    finally:
        watching.end()
    assert [Path(job.source).name for job in mirror.told.reports[0].not_tried] == ["bad.txt"]
