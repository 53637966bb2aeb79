"""Names that lead elsewhere, through `ingest add`, archives and mails; and an odd tree (T8)."""

import io
import os
import re
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ingest.file_tree import FileTree, LeftOut, Omission
from ingest.intake import submit_paths
from ingest.order import Order
from storage.documents import list_documents
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import OPERATOR, Job, Verdict
from storage.store import Store
from tests.ingest.adding import add, write
from tests.ingest.hostile_names import ALL, PLAIN
from tests.ingest.made_docx import paragraph, raw_docx
from tests.ingest.watched_writes import writes_outside

ROOT = Path(__file__).resolve().parents[2]
KEPT_NAME = re.compile(r"[0-9a-f]{64}")


def assert_kept_by_content(home: Path) -> None:
    """The originals are named by what they hold, whatever they were called."""
    names = [path.name for path in (home / "originals").rglob("*") if path.is_file()]
    assert names and all(KEPT_NAME.fullmatch(name) for name in names)


@pytest.mark.slow
def test_files_of_hostile_names_are_read_and_nothing_is_written_outside_of_the_home(
    store: Store, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for number, name in enumerate(PLAIN):
        (folder / name).write_bytes(b"Rule %d of the house." % number)
    before = sorted(tmp_path.rglob("*"))
    with writes_outside(home) as outside:
        jobs = add(store, folder)
    taken = [name for name in PLAIN if not name.startswith(".")]
    assert len(jobs) == len(taken)  # hidden ones are left out, and said to be
    assert {job.verdict for job in jobs.values()} == {Verdict.READ}
    assert outside == []
    assert [path for path in sorted(tmp_path.rglob("*")) if home not in path.parents] == [
        path for path in before if home not in path.parents
    ]
    assert_kept_by_content(home)


@pytest.mark.slow
def test_names_in_archives_and_mails_lead_nowhere(store: Store, home: Path, tmp_path: Path) -> None:
    printable = [name.encode("utf-8", "replace").decode() for name in ALL]
    members = {name.replace("\x00", "0"): b"Outside." for name in printable}
    raw_docx(tmp_path / "a.docx", paragraph("The rule inside."), more=members)
    (tmp_path / "a.eml").write_bytes(mail_with(printable))
    with writes_outside(home) as outside:
        jobs = add(store, tmp_path / "a.docx", tmp_path / "a.eml")
    assert {job.verdict for job in jobs.values()} <= {Verdict.READ, Verdict.PARTLY_READ}, jobs
    assert outside == []
    assert not [*tmp_path.rglob("outside*"), *tmp_path.parent.glob("outside*")]
    assert_kept_by_content(home)


def mail_with(names: list[str]) -> bytes:
    """A mail with an attachment of each name, written as a hostile program would."""
    parts = ["From: a@b.c\nSubject: names\nMIME-Version: 1.0"]
    parts[0] += "\nContent-Type: multipart/mixed; boundary=x\n"
    parts.append("\nContent-Type: text/plain\n\nThe rule outside.\n")
    for name in names:
        quoted = re.sub(r"[\r\n\0]", " ", name).replace("\\", "\\\\").replace('"', '\\"')
        how = f'Content-Disposition: attachment; filename="{quoted}"'
        parts.append(f"\nContent-Type: text/plain\n{how}\n\nOne.\n")
    return ("\n--x".join(parts) + "\n--x--\n").encode()


def test_a_book_of_hostile_member_names_gets_a_verdict(store: Store, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="../../../etc/passwd"/></rootfiles></container>',
        )
    (tmp_path / "a.epub").write_bytes(packed.getvalue())
    job = add(store, tmp_path / "a.epub")["a.epub"]
    assert job.verdict is not None and not job.verdict.searchable


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_an_odd_tree_ends_with_its_files_read_and_the_rest_named(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path
) -> None:
    tree = write(tmp_path / "tree" / "real.txt", "Tea is served at four.").parent
    (tree / "loop").symlink_to(tree)
    (tree / "zero").symlink_to("/dev/zero")
    (tree / "secret").symlink_to("/etc/passwd")
    os.mkfifo(tree / "pipe")
    write(tree / "closed" / "one.txt", "Bread.").parent.chmod(0o000)
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(tree)  # the path of a socket has 108 bytes
        server.bind("socket")
        os.chdir(ROOT)
        ended = subprocess.run(
            [sys.executable, "-m", "tests.ingest.adding_process", "add", str(home), str(tree)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
    (tree / "closed").chmod(0o700)
    assert ended.returncode in (0, 1), ended.stderr
    for name in ("loop", "zero", "secret", "pipe", "socket"):
        assert f"{tree}/{name}" in ended.stdout
    sources = {document.source for document in list_documents(ledger, OPERATOR)}
    may_enter = {str(tree / "closed" / "one.txt")} if os.geteuid() == 0 else set()
    assert sources == {str(tree / "real.txt")} | may_enter


def test_of_two_names_that_are_spelled_alike_one_is_taken_and_the_other_told(
    ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    """Both would be one document, and the first one lost though it was said to be read."""
    for name in ("x\ny.txt", "x\\ny.txt", "z.txt"):
        write(tmp_path / "docs" / name, name)
    tree, order = FileTree([tmp_path / "docs"]), Order(collection, OPERATOR)
    first, second, third = submit_paths(ledger, Originals(ledger.home), tree, order, limit_bytes=99)
    assert isinstance(first, Job) and isinstance(third, Job)
    assert isinstance(second, LeftOut)
    assert second.why is Omission.SAME_NAME and second.misses_documents
    assert second.path.name == "x\\ny.txt"
