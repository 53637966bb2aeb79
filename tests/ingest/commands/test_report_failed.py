"""`ingest report --failed`: every file that could not be read, whenever that was."""

from pathlib import Path

import pytest

from ingest.settings import IngestSettings
from storage.ledger import Ledger
from storage.people import add_person
from storage.records import Role
from storage.store import Store
from tests.ingest.adding import add, drain, submit, write
from tests.ingest.command_line import Ingest


@pytest.fixture
def tried(store: Store, tmp_path: Path) -> Path:
    """A folder of a good file, an empty one and one that is no PDF, all added."""
    write(tmp_path / "good.txt", "A rule.")
    write(tmp_path / "empty\x1b[2J.txt", "")
    write(tmp_path / "bad.pdf", "%PDF-1.7\n")
    add(store, tmp_path / "good.txt", tmp_path / "empty\x1b[2J.txt", tmp_path / "bad.pdf")
    return tmp_path


def test_people_see_a_line_a_file_and_what_each_verdict_asks_for(
    ingest: Ingest, tried: Path
) -> None:
    ran = ingest("report", "--failed")
    assert ran.code == 1
    first, second, count, *meanings = ran.out.splitlines()
    assert "damaged" in first and f"{tried}/bad.pdf (operator): " in first
    assert "empty" in second and "empty\\x1b[2J.txt (operator): The file is empty." in second
    assert count == "Files that could not be read: 2"
    assert [one.split(":")[0] for one in meanings] == ["damaged", "empty"]
    assert "good.txt" not in ran.out
    assert ingest("report").out.splitlines()[-1] == (
        "Files that could not be read: 2; see them with --failed"
    )
    status = ingest("status")
    assert status.out.splitlines()[-1].endswith("2 files; see ingest report --failed")
    (found,) = ingest("status", "--json").events
    assert found["unread_files"] == 2


def test_the_json_of_an_unread_file_is_stable(ingest: Ingest, tried: Path) -> None:
    ran = ingest("report", "--failed", "--collection", "policies", "--json")
    assert ran.code == 1
    shown = ran.events[1]
    assert set(shown) == {
        "source", "file_name", "collection", "verdict", "meaning", "detail", "requested_by",
        "finished", "document_id",
    }  # fmt: skip
    assert (shown["verdict"], shown["detail"]) == ("empty", "The file is empty.")
    assert shown["source"] == f"{tried}/empty\\x1b[2J.txt"  # as it is kept
    assert shown["finished"].startswith("20") and shown["meaning"].startswith("there is nothing")


def test_a_file_that_is_read_at_last_leaves_the_list(
    ingest: Ingest, tried: Path, store: Store
) -> None:
    write(tried / "empty\x1b[2J.txt", "Now there is a rule.")
    write(tried / "bad.pdf", "A text, whatever its name says.")
    add(store, tried / "empty\x1b[2J.txt", tried / "bad.pdf")
    ran = ingest("report", "--failed")
    assert (ran.code, ran.out) == (0, "Files that could not be read: 0\n")
    assert ingest("report", "--failed", "--json").out == ""


def test_only_those_see_it_who_keep_the_library_and_may_read(
    ingest: Ingest, tried: Path, ledger: Ledger
) -> None:
    for name, role, group in (
        ("emma", Role.EMPLOYEE, "staff"),
        ("carl", Role.COMPLIANCE, "else"),
        ("claire", Role.COMPLIANCE, "staff"),
    ):
        add_person(ledger, name, password_hash="x", role=role, groups={group})
    assert ingest("report", "--failed", "--as", "emma").code == 2
    assert ingest("report", "--failed", "--as", "carl").out == "Files that could not be read: 0\n"
    assert ingest("report", "--failed", "--as", "carl", "--collection", "policies").code == 2
    assert ingest("report", "--failed", "--as", "claire").code == 1


def test_a_document_beside_failed_is_misuse(ingest: Ingest, tried: Path) -> None:
    ran = ingest("report", "good.txt", "--failed")
    assert (ran.code, ran.out) == (2, "")
    assert "takes no document" in ran.err


def test_a_scan_where_nothing_recognises_scans_is_told_so(
    ingest: Ingest, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.ui.pdf_files import pdf_with_a_scan

    (tmp_path / "scan.pdf").write_bytes(pdf_with_a_scan([]))
    submit(store.ledger, tmp_path / "scan.pdf")
    monkeypatch.setenv("PATH", str(tmp_path))
    drain(store)
    (shown,) = ingest("report", "--failed", "--json").events
    assert shown["verdict"] == "no-text" and "Tesseract" in shown["meaning"]
    submit(store.ledger, tmp_path / "scan.pdf")
    drain(store, IngestSettings.model_validate({"ocr": False}))
    (shown,) = ingest("report", "--failed", "--json").events
    assert "switch ASSISTANT_OCR on" in shown["meaning"]
