"""`ingest report` and `ingest quarantine`: what they print, for whom, and what they change."""

from pathlib import Path

import pytest

from storage.access import create_collection
from storage.documents import list_documents, page
from storage.ledger import Ledger
from storage.people import add_person
from storage.quarantine import hidden_texts
from storage.records import OPERATOR, Role
from storage.store import Store
from tests.ingest.adding import add, found
from tests.ingest.command_line import Ingest
from tests.ingest.hidden_pdfs import SECRET, VISIBLE, poisoned, white


@pytest.fixture
def document(store: Store, tmp_path: Path) -> str:
    """The id of a document with a hidden text, and another document that nothing is wrong with."""
    (tmp_path / "fine.txt").write_text("Nothing is hidden here, and nothing else either.")
    add(store, poisoned(tmp_path / "leave.pdf", white), tmp_path / "fine.txt")
    by_name = {one.file_name: one.id for one in list_documents(store.ledger, OPERATOR)}
    return by_name["leave.pdf"]


def test_the_report_of_a_document_names_its_pages_and_hidden_text(
    document: str, ingest: Ingest, tmp_path: Path
) -> None:
    ran = ingest("report", document)
    assert ran.code == 0
    assert "read by pdf in" in ran.out
    assert "hidden-instruction" in ran.out
    assert "quarantined [" in ran.out and SECRET in ran.out
    assert ingest("report", tmp_path / "leave.pdf").out.startswith(f"{document}  policies")


def test_the_json_of_a_report_is_stable(document: str, ingest: Ingest) -> None:
    (report,) = ingest("report", document, "--json").events
    assert set(report) == {
        "id", "collection", "source", "file_name", "title", "verdict", "effective_date",
        "source_url", "pages", "unread_pages", "hidden", "duplicates", "burst", "warnings",
        "parser", "seconds",
    }  # fmt: skip
    (first,) = report["pages"]
    assert first == {
        "page": 1,
        "characters": len(VISIBLE),
        "language": "en",
        "reading": "text",
        "confidence": None,
        "tables": first["tables"],
        "warnings": ["hidden-instruction"],
    }
    (hidden,) = report["hidden"]
    assert len(hidden.pop("digest")) == 64
    assert hidden == {
        "page": 1, "kind": "background", "text": SECRET, "instruction": True,
        "released_by": None, "released": None, "in_text": False, "withdrawn": None,
    }  # fmt: skip


def test_a_collection_without_hidden_text_says_so(ingest: Ingest, collection: str) -> None:
    assert ingest("quarantine", "list", "--collection", collection).out == (
        "No hidden text was found.\n"
    )
    assert ingest("quarantine", "list", "--json").out == ""


def test_without_a_document_each_has_a_line(document: str, ingest: Ingest) -> None:
    out = ingest("report", "--collection", "policies").out
    assert "1 hidden!" in out
    counts = "Documents: 2, partly read: 0, in quarantine: 0, hidden texts set aside: 1"
    assert out.rstrip().endswith(counts)
    events = ingest("report", "--json").events
    assert {event["file_name"]: event["hidden"] for event in events} == {
        "leave.pdf": 1, "fine.txt": 0,
    }  # fmt: skip


@pytest.mark.slow
def test_release_and_withhold_read_the_document_again(
    ledger: Ledger, collection: str, ingest: Ingest, tmp_path: Path
) -> None:
    """With the real embedder: nobody owns the home, so the command does the work itself."""
    path = poisoned(tmp_path / "leave.pdf", white)
    assert ingest("add", path, "--collection", collection).code == 0
    (document,) = list_documents(ledger, OPERATOR)
    (one,) = hidden_texts(ledger, OPERATOR, document.id)
    listed = ingest("quarantine", "list").out
    first, second, last = listed.splitlines()
    assert first == f"{document.id}  {collection}  {path}"
    assert second.startswith("  hidden on page 1") and one.digest[:12] in second
    assert last == "To let one in: ingest quarantine release DOCUMENT DIGEST"
    ran = ingest("quarantine", "release", path, one.digest[:8])
    assert ran.code == 0 and "1 of 1 document is searchable" in ran.out
    (released,) = hidden_texts(ledger, OPERATOR, document.id)
    assert released.included and released.released_by == "operator"
    assert "released by operator" in ingest("quarantine", "list", document.id).out
    assert SECRET in page(ledger, OPERATOR, document.id, 1).text
    assert ingest("quarantine", "withhold", path, one.digest[:8]).code == 0
    (event,) = ingest("quarantine", "list", "--json").events
    assert (event["released_by"], event["in_text"]) == (None, False)
    withdrawn = event["withdrawn"]
    assert (withdrawn["released_by"], withdrawn["withheld_by"]) == ("operator", "operator")
    assert "(released by operator)" in ingest("quarantine", "list").out
    assert SECRET not in page(ledger, OPERATOR, document.id, 1).text


def test_only_those_decide_who_keep_the_library_and_may_read(
    store: Store, document: str, ingest: Ingest
) -> None:
    create_collection(store.ledger, "elsewhere", groups=["else"])
    for name, role, groups in (
        ("emma", Role.EMPLOYEE, {"staff"}),
        ("carl", Role.COMPLIANCE, {"else"}),
    ):
        add_person(store.ledger, name, password_hash="x", role=role, groups=groups)
    (one,) = hidden_texts(store.ledger, OPERATOR, document)
    for command in (("release", document, one.digest), ("withhold", document, one.digest)):
        assert "may not manage documents" in ingest("quarantine", *command, "--as", "emma").err
        assert "There is no document" in ingest("quarantine", *command, "--as", "carl").err
    assert ingest("quarantine", "list", "--as", "carl").out == "No hidden text was found.\n"
    assert "There is no document" in ingest("report", document, "--as", "carl").err
    assert "Documents: 0" in ingest("report", "--as", "carl").out
    assert not found(store, "instructions")


def test_an_unknown_digest_is_misuse(document: str, ingest: Ingest) -> None:
    ran = ingest("quarantine", "release", document, "ffffffffffff")
    assert ran.code == 2 and "no hidden text of that digest" in ran.err
    assert "ingest quarantine list" in ran.err


def test_foreign_text_cannot_steer_the_terminal(
    store: Store, ingest: Ingest, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_text("<body>Words<p hidden>red &#27;[31m \u202eback</p></body>")
    add(store, tmp_path / "a.html")
    out = ingest("report", tmp_path / "a.html").out + ingest("quarantine", "list").out
    assert "\x1b" not in out and "\u202e" not in out


def test_the_documents_to_check_can_be_listed_alone(document: str, ingest: Ingest) -> None:
    listed = ingest("report", "--to-check")
    assert document in listed.out and "fine.txt" not in listed.out
    assert "Documents to check: 1," in listed.out
    assert [one["id"] for one in ingest("report", "--to-check", "--json").events] == [document]
    assert ingest("report", "--to-check", "--failed").code == 2
    assert ingest("report", document, "--to-check").code == 2
