"""Documents and folders named as no person would, and found or refused in one clear line."""

import os
from pathlib import Path

import pytest

from storage.documents import list_documents
from storage.ledger import Ledger
from storage.records import OPERATOR
from tests.ingest.adding import write
from tests.ingest.command_line import Ingest
from tests.ingest.mirroring import Mirror


@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"a\nb.txt", "a\u202efdp.txt".encode()])
def test_a_document_is_removed_by_the_name_of_its_file_whatever_that_is(
    ingest: Ingest, ledger: Ledger, collection: str, tmp_path: Path, name: bytes
) -> None:
    path = write(tmp_path / "docs" / os.fsdecode(name), "Tea at four.")
    assert Mirror(ledger, tmp_path / "docs").run().complete
    assert ingest("remove", path).code == 0
    assert list_documents(ledger, OPERATOR) == []


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (("remove", "loop"), 2, "There is no document"),
        (("report", "loop/inner"), 2, "There is no document"),
        (("sync", "loop", "--collection", "policies"), 2, "is a link"),
        (("sync", "loop/inner", "--collection", "policies"), 3, "cannot be looked into"),
        (("sync", "loop/i", "--collection", "policies", "--exclude", "x"), 3, "cannot be looked"),
    ],
)
def test_a_loop_of_links_is_refused_in_one_line(
    ingest: Ingest,
    collection: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    ran = ingest(*command)
    assert ran.code == code
    assert said in ran.err
