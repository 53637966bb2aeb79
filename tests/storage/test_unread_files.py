"""The files that could not be read: which they are, for whom, until when."""

import time
from pathlib import Path

import pytest

from storage.access import create_collection
from storage.documents import find_by_source
from storage.errors import UnknownCollection
from storage.file_stamps import FileStamp
from storage.jobs import claim_next, enqueue, find_job, finish, record_failed
from storage.ledger import Ledger
from storage.moving import Move, move_documents
from storage.originals import Originals
from storage.records import OPERATOR, Job, JobState, Reader, Verdict
from storage.rereading import queue_rereading
from storage.source_files import forget_missing, remember_stamps
from storage.unread_files import (
    count_unread,
    dismiss_unread,
    every_unread_file,
    forget_unread,
    unread_files,
)
from storage.versions import remove_document
from tests.storage.populating import add, new_version

HR = Reader("hugo", frozenset({"hr"}))
STAFF = Reader("emma", frozenset({"staff"}))
BOSS = Reader("claire", frozenset({"hr", "boss"}))


@pytest.fixture(autouse=True)
def collection(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])
    create_collection(ledger, "staff", groups=["staff"])


def stamp(*, seen_s: float = 1.0) -> FileStamp:
    return FileStamp(1, 1, 1, int(seen_s * 1e9), "read with", 1)


def tried(
    ledger: Ledger,
    source: str,
    verdict: Verdict | None = Verdict.DAMAGED,
    *,
    collection: str = "hr",
    content: str = "c",
    readers: frozenset[str] | None = None,
    stamped: bool = True,
    document: str = "",
) -> Job:
    """A file that was added and ended so; None: that still waits."""
    job = enqueue(
        ledger,
        collection=collection,
        source=source,
        file_name=source.rsplit("/", 1)[-1],
        requested_by="claire",
        batch="batch",
        content_sha256=content,
        size_bytes=1,
        readers=readers,
        stamp=stamp() if stamped else None,
    )
    if verdict is None:
        return job
    claimed = claim_next(ledger, owner="1")
    assert claimed is not None and claimed.id == job.id
    return finish(ledger, job.id, verdict=verdict, detail="Why.", document_id=document)


def refused(ledger: Ledger, source: str, verdict: Verdict) -> Job:
    return record_failed(
        ledger,
        collection="hr",
        source=source,
        file_name=source,
        requested_by="claire",
        batch="batch",
        verdict=verdict,
        detail="Why.",
    )


def unread(ledger: Ledger, reader: Reader = OPERATOR) -> list[str]:
    found = unread_files(ledger, reader)
    assert count_unread(ledger, reader) == len(found)
    return [job.source for job in found]


def test_every_file_that_failed_is_listed_newest_first_with_what_it_ended_with(
    ledger: Ledger,
) -> None:
    tried(ledger, "/a")
    tried(ledger, "/read", Verdict.READ)
    tried(ledger, "upload:b", Verdict.NO_TEXT, stamped=False)
    refused(ledger, "/large", Verdict.TOO_LARGE)
    tried(ledger, "/waiting", None)
    assert unread(ledger) == ["/large", "upload:b", "/a"]
    last = unread_files(ledger, OPERATOR)[-1]
    assert (last.verdict, last.detail, last.requested_by) == (Verdict.DAMAGED, "Why.", "claire")
    assert last.finished is not None


def test_only_the_last_attempt_counts(ledger: Ledger) -> None:
    tried(ledger, "/a", Verdict.READ, content="first")
    tried(ledger, "/a", content="second")
    tried(ledger, "/a", Verdict.EMPTY, content="third")
    assert [job.verdict for job in unread_files(ledger, OPERATOR)] == [Verdict.EMPTY]
    tried(ledger, "/a", None, content="fourth")
    assert unread(ledger) == [], "it is being tried"
    tried(ledger, "/a", Verdict.READ, content="fourth")
    assert unread(ledger) == []


def test_the_same_source_in_two_collections_is_two_files(ledger: Ledger) -> None:
    tried(ledger, "/a")
    tried(ledger, "/a", Verdict.READ, collection="staff")
    assert [job.collection for job in unread_files(ledger, OPERATOR)] == ["hr"]


def test_what_was_refused_unread_is_none_and_hides_none(ledger: Ledger) -> None:
    tried(ledger, "/a")
    refused(ledger, "/a", Verdict.FROM_FOLDER)
    refused(ledger, "/a", Verdict.FAILED)  # by who may not replace it
    refused(ledger, "/b", Verdict.FROM_FOLDER)
    assert [job.verdict for job in unread_files(ledger, OPERATOR)] == [Verdict.DAMAGED]


def test_what_was_cancelled_is_none_and_ends_what_failed_before_it(ledger: Ledger) -> None:
    tried(ledger, "/a")
    tried(ledger, "/b")
    tried(ledger, "/b", Verdict.CANCELLED, content="other")
    tried(ledger, "/c", Verdict.CANCELLED)
    assert unread(ledger) == ["/a"]


def test_what_was_sent_is_dismissed_with_all_that_failed_before_and_its_job_says_so(
    ledger: Ledger,
) -> None:
    tried(ledger, "upload:a", content="first", stamped=False)
    job = tried(ledger, "upload:a", content="second", stamped=False)
    assert dismiss_unread(ledger, HR, job.id, by="hugo")
    assert unread(ledger) == []
    now = find_job(ledger, job.id)
    assert now is not None and (now.state, now.verdict) == (JobState.FAILED, Verdict.CANCELLED)
    assert "hugo" in now.detail and "(damaged): Why." in now.detail
    assert not dismiss_unread(ledger, HR, job.id, by="hugo"), "it is none any more"
    tried(ledger, "upload:a", content="third", stamped=False)
    assert unread(ledger) == ["upload:a"], "another attempt counts again"


def test_nobody_dismisses_what_they_may_not_see_nor_a_file_of_a_folder(ledger: Ledger) -> None:
    narrow = tried(ledger, "upload:a", readers=frozenset({"boss"}), stamped=False)
    of_folder = tried(ledger, "/b")
    waiting = tried(ledger, "upload:c", None, stamped=False)
    for reader, job in ((HR, narrow), (STAFF, narrow), (OPERATOR, of_folder), (OPERATOR, waiting)):
        assert not dismiss_unread(ledger, reader, job.id, by=reader.name)
    assert not dismiss_unread(ledger, OPERATOR, 10_000, by="operator")
    assert unread(ledger) == ["/b", "upload:a"]
    assert dismiss_unread(ledger, BOSS, narrow.id, by="claire")


def test_a_document_of_that_content_settles_it_and_one_of_another_does_not(ledger: Ledger) -> None:
    add(ledger, new_version("hr", "/a", content="same"))
    tried(ledger, "/a", Verdict.FAILED, content="same")
    assert unread(ledger) == []
    tried(ledger, "/a", content="other")
    assert unread(ledger) == ["/a"]


def test_reading_the_former_document_again_does_not_settle_it(ledger: Ledger) -> None:
    add(ledger, new_version("hr", "/a", content="good"))
    document = find_by_source(ledger, "hr", "/a")
    assert document is not None
    tried(ledger, "/a", content="bad", document=document.id)
    for verdict in (Verdict.READ, Verdict.FAILED):
        with ledger.write() as connection:
            job_id = queue_rereading(connection, document, requested_by="claire")
        assert claim_next(ledger, owner="1") is not None
        finish(ledger, job_id, verdict=verdict, document_id=document.id)
        assert [job.content_sha256 for job in unread_files(ledger, OPERATOR)] == ["bad"]


def test_a_file_that_has_its_former_content_again_is_settled(ledger: Ledger) -> None:
    add(ledger, new_version("hr", "/a", content="good"))
    add(ledger, new_version("hr", "/b", content="good"))
    tried(ledger, "/a", content="bad")
    refused(ledger, "/b", Verdict.UNREADABLE_FILE)
    remember_stamps(ledger, "hr", {"/b": (stamp(seen_s=1), "good")})  # long before
    assert unread(ledger) == ["/b", "/a"]
    now = stamp(seen_s=time.time() + 1)
    remember_stamps(ledger, "hr", {"/a": (now, "good"), "/b": (now, "good")})
    assert unread(ledger) == []


def test_a_file_that_is_gone_is_none(ledger: Ledger, home: Path) -> None:
    tried(ledger, "/a")
    lost = refused(ledger, "/b", Verdict.UNREADABLE_FILE)
    document = add(ledger, new_version("hr", "upload:c", content="good")).document_id
    tried(ledger, "upload:c", content="bad", stamped=False, document=document)
    assert unread(ledger) == ["upload:c", "/b", "/a"]
    forget_missing(ledger, "hr", ["/a"])
    assert forget_unread(ledger, [lost]) == 1
    assert forget_unread(ledger, []) == 0
    remove_document(ledger, Originals(home), document)
    assert unread(ledger) == []


def test_a_document_that_is_moved_onto_it_settles_it(ledger: Ledger) -> None:
    document = add(ledger, new_version("hr", "/new", content="good")).document_id
    tried(ledger, "/a", content="bad")
    assert unread(ledger) == ["/a"]
    assert move_documents(ledger, "hr", [Move(document, "/new", "/a", "a", "good", stamp())])
    assert unread(ledger) == []


def test_only_who_may_see_the_job_sees_the_file(ledger: Ledger) -> None:
    tried(ledger, "/open")
    tried(ledger, "/narrow", readers=frozenset({"boss"}))
    add(ledger, new_version("hr", "/kept", readers=frozenset({"boss"}), content="good"))
    tried(ledger, "/kept", content="bad")
    assert unread(ledger, HR) == ["/open"]
    assert unread(ledger, BOSS) == ["/kept", "/narrow", "/open"]
    assert unread(ledger, STAFF) == unread(ledger, Reader("nobody")) == []
    for name in ("hr", "none"):
        with pytest.raises(UnknownCollection):
            unread_files(ledger, STAFF, collection=name)
        with pytest.raises(UnknownCollection):
            count_unread(ledger, STAFF, collection=name)


def test_they_come_by_collection_by_folder_and_in_parts(ledger: Ledger) -> None:
    for source in ("/x/1", "/x/2", "/xy", "/x/3"):
        tried(ledger, source)
    tried(ledger, "/x/4", collection="staff")
    of_hr = unread_files(ledger, OPERATOR, collection="hr", below="/x")
    assert [job.source for job in of_hr] == ["/x/3", "/x/2", "/x/1"]
    assert count_unread(ledger, OPERATOR, collection="hr") == 4
    first = unread_files(ledger, OPERATOR, limit=2)
    rest = unread_files(ledger, OPERATOR, limit=2, before=first[-1].id)
    assert rest == unread_files(ledger, OPERATOR, limit=2, offset=2)
    assert [job.source for job in first + rest] == ["/x/4", "/x/3", "/xy", "/x/2"]


def test_all_of_them_come_one_after_the_other(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.unread_files.AT_ONCE", 2)
    for number in range(5):
        tried(ledger, f"/{number}")
    found = [job.source for job in every_unread_file(ledger, OPERATOR, collection="hr", below="/")]
    assert found == ["/4", "/3", "/2", "/1", "/0"]
