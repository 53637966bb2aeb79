"""`ingest add --manifest`: nothing is half done."""

import json
import os
from pathlib import Path

import pytest

from ingest.commands.manifest_option import orders
from ingest.file_tree import LeftOut, Omission
from ingest.manifest import Manifest, ManifestRow
from ingest.order import Order
from storage.access import list_collections
from storage.documents import list_documents
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.people import add_person
from storage.records import OPERATOR, Role
from tests.ingest.adding import write
from tests.ingest.command_line import Ingest


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    for name in ("a.txt", "b.txt"):
        os.utime(write(tmp_path / "docs" / name, f"Rule {name}."), (1_700_000_000,) * 2)
    return write(
        tmp_path / "files.csv",
        "path;title;collection;readers;effective_date;source_url\n"
        "docs/a.txt;Thé;;staff;2026-01-31;https://x.org/a\n"
        "docs/b.txt;;other;;;\n",
    )


def test_every_bad_cell_is_told_and_nothing_is_added(
    ingest: Ingest, ledger: Ledger, collection: str, manifest: Path
) -> None:
    write(manifest, manifest.read_text() + "docs/c\x1b[2J.txt;;;typo;soon;\n")
    arguments = ["add", "--manifest", manifest, "--collection", "policies"]
    ran = ingest(*arguments)
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert lines[0].startswith("line 3, collection: found 'other', expected a collection")
    assert lines[1].startswith("line 4, path: found 'docs/c\\x1b[2J.txt'")
    assert [line.split(":")[0] for line in lines[2:4]] == [
        "line 4, readers",
        "line 4, effective_date",
    ]
    assert "4 cells that cannot be used; nothing was added" in lines[4]
    events = [json.loads(line) for line in ingest(*arguments, "--json").out.splitlines()]
    assert [(one["event"], one["line"]) for one in events] == [
        ("bad-row", 3),
        ("bad-row", 4),
        ("bad-row", 4),
        ("bad-row", 4),
    ]
    assert ingest(*arguments, "--create").code == 2
    assert [one.name for one in list_collections(ledger, OPERATOR)] == ["policies"]
    assert count_open(ledger) == 0


def test_who_may_make_no_collection_adds_nothing(
    ingest: Ingest, ledger: Ledger, collection: str, manifest: Path
) -> None:
    add_person(ledger, "carl", password_hash="x", role=Role.COMPLIANCE, groups=["staff"])
    arguments = ["add", "--manifest", manifest, "--collection", "policies", "--as", "carl"]
    ran = ingest(*arguments, "--create")
    assert ran.code == 2
    assert "may not make collections" in ran.err
    assert count_open(ledger) == 0


def test_a_manifest_that_is_not_there_is_misuse(
    ingest: Ingest, ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    ran = ingest("add", "--manifest", tmp_path / "none.csv", "--collection", "policies")
    assert ran.code == 2
    assert "none.csv cannot be read" in ran.err


def test_a_file_that_vanished_since_its_row_was_read_does_not_keep_the_rest_out(
    tmp_path: Path,
) -> None:
    paths = [write(tmp_path / name, "A rule.") for name in ("a.txt", "b.txt", "c.txt")]
    rows = [ManifestRow(2, path, "", "policies", None, None, None) for path in paths]
    taking = orders(Manifest(tuple(rows), ()), Order("policies", OPERATOR))
    first, _ = next(taking)
    paths[1].unlink()
    second, third = (entry for entry, _ in taking)
    assert (first.path, third.path) == (paths[0], paths[2])
    assert second == LeftOut(paths[1], Omission.UNREADABLE, "No such file or directory")


@pytest.mark.slow
def test_what_the_manifest_says_is_kept_with_the_documents(
    ingest: Ingest, ledger: Ledger, collection: str, manifest: Path
) -> None:
    arguments = ["add", "--manifest", manifest, "--collection", "policies", "--create"]
    assert ingest(*arguments, "--groups", "staff").code == 0
    listed = {Path(one["source"]).name: one for one in ingest("list", "--json").events}
    first, second = listed["a.txt"], listed["b.txt"]
    assert (first["title"], first["collection"], first["readers"]) == ("Thé", "policies", ["staff"])
    assert (first["effective_date"], first["source_url"]) == ("2026-01-31", "https://x.org/a")
    (report,) = ingest("report", first["id"], "--json").events
    assert (report["effective_date"], report["source_url"]) == ("2026-01-31", "https://x.org/a")
    assert (second["collection"], second["readers"]) == ("other", None)
    assert (second["effective_date"], second["source_url"]) == (None, None)
    again = ingest(*arguments, "--groups", "staff")
    assert (again.code, again.out.splitlines()[-1]) == (
        0,
        "2 of 2 documents are searchable (2 unchanged).",
    )
    write(manifest, manifest.read_text().replace("2026-01-31", "2027-01-31"))
    assert ingest(*arguments).code == 0
    assert {one["effective_date"] for one in ingest("list", "--json").events} == {
        "2027-01-31",
        None,
    }
    assert len(list_documents(ledger, OPERATOR)) == 2
