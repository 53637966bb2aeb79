"""Which files a look opens, and which documents it finds at other places."""

from pathlib import Path

from ingest.file_tree import Omission
from storage.jobs import finish
from storage.records import Verdict
from tests.ingest.adding import submit
from tests.ingest.leases import leased
from tests.ingest.mirroring import OLD, Mirror, old


def failed(mirror: Mirror, path: Path) -> None:
    """Its reading ended for no lasting reason, so that the next sync tries it again."""
    (job,) = submit(mirror.ledger, path)
    finish(mirror.ledger, job.id, verdict=Verdict.FAILED, detail="An unexpected error.")


def test_a_document_is_moved_to_a_file_of_its_bytes_that_failed_before(mirror: Mirror) -> None:
    before = mirror.documents()["a.txt"].id
    a, copy = mirror.path / "a.txt", mirror.path / "copy.txt"
    old(copy, a.read_text())
    failed(mirror, copy)
    a.unlink()
    assert mirror.counts() == {"moved": 1}
    mirror.run()
    assert mirror.documents()["copy.txt"].id == before
    assert mirror.sync.look().contents == {}


def test_a_document_is_moved_to_a_file_whose_new_content_failed_before(mirror: Mirror) -> None:
    before = {name: one.id for name, one in mirror.documents().items()}
    a, b = mirror.path / "a.txt", mirror.path / "b.txt"
    b.rename(mirror.path / "moved.txt")
    old(b, a.read_text(), OLD + 1)
    failed(mirror, b)
    a.unlink()
    mirror.run()
    after = {name: one.id for name, one in mirror.documents().items()}
    assert (after["b.txt"], after["moved.txt"]) == (before["a.txt"], before["b.txt"])


def test_a_file_that_failed_for_no_lasting_reason_is_tried_again(mirror: Mirror) -> None:
    failed(mirror, old(mirror.path / "new.txt", "New."))
    assert mirror.counts() == {"new": 1}
    assert mirror.run().complete


def test_a_file_of_no_documents_size_is_changed_without_being_read(mirror: Mirror) -> None:
    with (mirror.path / "a.txt").open("r+b") as stream:
        stream.truncate(1 << 40)  # without content: to read it all takes minutes
    look = mirror.sync.look()
    assert look.plan.counts["changed"] == 1
    assert look.contents == {}
    assert mirror.run().verdicts == {Verdict.TOO_LARGE: 1}
    assert "a.txt" in mirror.documents()  # as it was before


def test_a_file_that_another_program_holds_is_said_to_be_written_and_stays(mirror: Mirror) -> None:
    held = mirror.path / "a.txt"
    old(held, held.read_text(), OLD + 1)  # to be read: only its bytes tell that it is the same
    with leased(held):
        report = mirror.run()
    assert report.left_out == {Omission.BEING_WRITTEN: 1}
    assert "a.txt" in mirror.documents()
    assert mirror.run().complete
