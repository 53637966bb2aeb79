"""How files looked is kept, and forgotten with their documents."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from storage import ledger as ledger_module
from storage.access import create_collection
from storage.documents import find_by_source, find_document
from storage.file_stamps import About, FileStamp
from storage.jobs import enqueue, find_job, finish, record_failed
from storage.ledger import FILE_NAME, Ledger
from storage.migrations import upgrade as upgrading
from storage.originals import Originals
from storage.records import OPERATOR, Job, Reader, Verdict
from storage.source_files import known_files, remember_stamps
from storage.versions import remove_document
from tests.storage.populating import add, new_version

STAMP = FileStamp(3, 1_700_000_000_123_456_789, 2**63 - 1, 1_800_000_000_000_000_000, "by eye")


@pytest.fixture(autouse=True)
def collection(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])


def queued(ledger: Ledger, source: str, *, about: About | None = None, content: str = "c") -> Job:
    return enqueue(
        ledger,
        collection="hr",
        source=source,
        file_name="a.txt",
        requested_by="operator",
        batch="b",
        content_sha256=content,
        size_bytes=3,
        stamp=STAMP,
        about=about,
    )


def test_a_finished_job_leaves_how_its_file_looked_and_what_was_said_of_it(ledger: Ledger) -> None:
    job = queued(ledger, "/d/a", about=About("2026-01-31", "https://x.org"))
    assert job.stamp == STAMP
    pending = add(ledger, new_version("hr", "/d/a", content="c"))
    assert known_files(ledger, OPERATOR, "hr", "/d")["/d/a"].stamp is None
    finish(ledger, job.id, verdict=Verdict.READ, document_id=pending.document_id)
    known = known_files(ledger, OPERATOR, "hr", "/d")["/d/a"]
    assert (known.stamp, known.content_sha256, known.verdict) == (STAMP, "c", Verdict.READ)
    assert known.document is not None and known.document.id == pending.document_id
    found = find_document(ledger, OPERATOR, pending.document_id)
    assert found.about == About("2026-01-31", "https://x.org")
    again = queued(ledger, "/d/a", about=About(source_url="https://y.org"))
    finish(ledger, again.id, verdict=Verdict.UNCHANGED, document_id=pending.document_id)
    found = find_document(ledger, OPERATOR, pending.document_id)
    assert found.about == About("2026-01-31", "https://y.org")


def test_a_file_that_failed_is_known_without_a_document_and_a_cancelled_one_is_not(
    ledger: Ledger,
) -> None:
    finish(ledger, queued(ledger, "/d/a").id, verdict=Verdict.DAMAGED)
    finish(ledger, queued(ledger, "/d/b").id, verdict=Verdict.CANCELLED)
    record_failed(
        ledger,
        collection="hr",
        source="/d/c",
        file_name="c",
        requested_by="operator",
        batch="b",
        verdict=Verdict.TOO_LARGE,
        detail="",
        stamp=STAMP,
    )
    known = known_files(ledger, OPERATOR, "hr", "/d")
    assert {source: one.verdict for source, one in known.items()} == {
        "/d/a": Verdict.DAMAGED,
        "/d/c": Verdict.TOO_LARGE,
    }
    assert all(one.document is None for one in known.values())


def test_only_what_lies_in_the_folder_itself_is_told(ledger: Ledger) -> None:
    inside = ["/d/a", "/d/e/f", "/d/é", "/d/%_", "/d"]
    outside = ["/d2/a", "/da", "/D/a", "/c/d/a", "/d0", "/d.txt"]
    for source in inside + outside:
        add(ledger, new_version("hr", source))
    assert sorted(known_files(ledger, OPERATOR, "hr", "/d")) == sorted(inside)
    assert sorted(known_files(ledger, OPERATOR, "hr", "/")) == sorted(inside + outside)


def test_only_what_the_reader_may_read_is_told(ledger: Ledger) -> None:
    add(ledger, new_version("hr", "/d/open"))
    add(ledger, new_version("hr", "/d/closed", readers=frozenset({"legal"})))
    finish(ledger, queued(ledger, "/d/failed").id, verdict=Verdict.DAMAGED)
    remember_stamps(ledger, "hr", {"/d/closed": (STAMP, "content")})
    assert set(known_files(ledger, Reader("a", frozenset({"hr"})), "hr", "/d")) == {"/d/open"}
    assert known_files(ledger, Reader("a", frozenset({"other"})), "hr", "/d") == {}
    assert known_files(ledger, Reader("a"), "hr", "/d") == {}


def test_a_removed_document_takes_the_look_of_its_file_with_it(ledger: Ledger) -> None:
    pending = add(ledger, new_version("hr", "/d/a"))
    remember_stamps(ledger, "hr", {"/d/a": (STAMP, "content")})
    remove_document(ledger, Originals(ledger.home), pending.document_id)
    assert known_files(ledger, OPERATOR, "hr", "/d") == {}


def test_a_home_of_revision_3_is_migrated_with_all_its_rows(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = home.with_name("old")

    def to_revision_3(connection: object) -> None:
        config: Config = upgrading._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")

    with monkeypatch.context() as patched:
        patched.setattr(ledger_module, "_upgrade", to_revision_3)
        Ledger.create(old).close()
    with closing(sqlite3.connect(old / FILE_NAME)) as rows, rows:
        rows.executescript(
            "INSERT INTO collections VALUES (1, 'hr', 0);"
            "INSERT INTO audiences VALUES (1, 1, '');"
            "INSERT INTO documents VALUES ('d', 1, 1, '/d/a', 1, 'operator', 0, 0);"
            "INSERT INTO versions VALUES (1, 'd', 'active', 'c', 3, 'a', 'A', 'text/plain', 'en',"
            " 'read', '[]', 0, '[]', 0, 'recipe', 'digest', '', 0, NULL);"
            "INSERT INTO jobs VALUES (1, 'b', 'queued', '', 1, '/d/a', 'a', '', NULL, 'operator',"
            " 'c', 3, 0, 0, NULL, '', '', 0, NULL);"
        )
    with closing(Ledger.open(old)) as migrated:
        document = find_by_source(migrated, "hr", "/d/a")
        assert document is not None and document.about == About()
        job = find_job(migrated, 1)
        assert job is not None and (job.stamp, job.about) == (None, None)
        known = known_files(migrated, OPERATOR, "hr", "/d")["/d/a"]
        assert known.stamp is None and known.document is not None
        finish(migrated, 1, verdict=Verdict.UNCHANGED, document_id="d")
