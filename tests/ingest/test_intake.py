import errno
import hashlib
import io
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from ingest.file_tree import FileTree, FoundFile, LeftOut, Omission
from ingest.intake import submit_paths, submit_upload
from ingest.order import Order
from storage.documents import list_documents
from storage.errors import HomeError, UnknownCollection
from storage.jobs import count_open, recent_jobs
from storage.ledger import Ledger
from storage.originals import KeptFile, Originals
from storage.people import add_person, find_person
from storage.records import OPERATOR, Job, JobState, Role, Verdict
from storage.store import Store
from storage.versions import remove_document
from tests.ingest.adding import add, drain, found, submit, write
from tests.ingest.leases import leased


@pytest.fixture
def originals(ledger: Ledger, collection: str) -> Originals:
    return Originals(ledger.home)


def upload(ledger: Ledger, originals: Originals, content: bytes, **changed: object) -> Job:
    asked: dict[str, object] = {
        "file_name": "rule.txt",
        "collection": "policies",
        "readers": None,
        "requested_by": "ann",
        "batch": "b",
    }
    return submit_upload(ledger, originals, io.BytesIO(content), **(asked | changed))  # type: ignore[arg-type]


def person(ledger: Ledger, name: str, *groups: str) -> None:
    add_person(ledger, name, password_hash="x", role=Role.COMPLIANCE, groups=groups)


def test_a_file_is_kept_by_its_content_and_queued(
    ledger: Ledger, originals: Originals, tmp_path: Path
) -> None:
    (job,) = submit(ledger, write(tmp_path / "a.txt", "Tea at four."), title="Tea", readers=["hr"])
    assert job.state is JobState.QUEUED
    assert (job.source, job.file_name) == (str(tmp_path / "a.txt"), "a.txt")
    assert (job.title, job.readers) == ("Tea", frozenset({"hr"}))
    assert originals.path(job.content_sha256).read_text() == "Tea at four."
    assert hashlib.sha256(b"Tea at four.").hexdigest() == job.content_sha256


def test_what_is_left_out_passes_through_in_its_place(
    ledger: Ledger, originals: Originals, tmp_path: Path
) -> None:
    folder = write(tmp_path / "docs" / "a.txt", "Tea.").parent
    os.mkfifo(folder / "b")
    order = Order("policies", OPERATOR)
    taken = list(submit_paths(ledger, originals, FileTree([folder]), order, limit_bytes=99))
    assert [type(entry) for entry in taken] == [Job, LeftOut]
    assert [entry.why for entry in taken if isinstance(entry, LeftOut)] == [Omission.SPECIAL]


def test_a_file_that_is_too_large_or_cannot_be_opened_is_a_failed_job(
    ledger: Ledger, originals: Originals, tmp_path: Path
) -> None:
    write(tmp_path / "large.txt", "x" * 100)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)  # took the place of a file since it was found
    entries = [FoundFile(tmp_path / "large.txt", 100), FoundFile(loop, 1)]
    order = Order("policies", OPERATOR)
    jobs = list(submit_paths(ledger, originals, entries, order, limit_bytes=99))
    verdicts = [job.verdict for job in jobs if isinstance(job, Job)]
    assert verdicts == [Verdict.TOO_LARGE, Verdict.UNREADABLE_FILE]
    assert all(job.detail for job in jobs if isinstance(job, Job))
    assert count_open(ledger) == 0


def test_a_file_that_is_gone_since_it_was_found_is_left_out(
    ledger: Ledger, originals: Originals, tmp_path: Path
) -> None:
    entries = [FoundFile(tmp_path / "gone.txt", 1)]
    order = Order("policies", OPERATOR)
    (entry,) = submit_paths(ledger, originals, entries, order, limit_bytes=99)
    assert isinstance(entry, LeftOut)
    assert entry.misses_documents


def test_a_file_that_another_program_holds_is_left_out_and_the_others_come_in(
    ledger: Ledger, originals: Originals, tmp_path: Path
) -> None:
    held, free = (write(tmp_path / name, "Tea.") for name in ("a.txt", "b.txt"))
    entries = [FoundFile(held, 4), FoundFile(free, 4)]
    with leased(held):
        order = Order("policies", OPERATOR)
        taken = list(submit_paths(ledger, originals, entries, order, limit_bytes=99))
    assert [type(entry) for entry in taken] == [Job, LeftOut]  # it is tried again at the end
    assert [entry.why for entry in taken if isinstance(entry, LeftOut)] == [Omission.BEING_WRITTEN]


def test_content_that_is_kept_already_is_not_copied_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "a.txt", "Tea at four.")
    add(store, file)

    def refuse(self: Originals, stream: BinaryIO, *, limit_bytes: int) -> None:
        raise AssertionError("copied")

    monkeypatch.setattr(Originals, "keeping", refuse)
    assert len(submit(store.ledger, file)) == 1
    with pytest.raises(AssertionError, match="copied"):
        submit(store.ledger, write(file, "Tea at five."))


def test_names_that_are_not_utf_8_or_hold_controls_are_stored_readably(
    store: Store, tmp_path: Path
) -> None:
    names = [b"caf\xe9.txt", b"a\nb.txt", b"a\x1b[31m.txt", "a\u202efdp.txt".encode()]
    for name in names:
        write(tmp_path / "docs" / os.fsdecode(name), "Tea at four.")
    jobs = add(store, tmp_path / "docs")
    assert {job.verdict for job in jobs.values()} == {Verdict.READ}
    assert len(jobs) == 4
    assert all(name.isprintable() for name in jobs)
    again = add(store, tmp_path / "docs")
    assert {job.verdict for job in again.values()} == {Verdict.UNCHANGED}


def test_an_upload_has_a_source_of_its_own_and_only_the_last_part_of_its_name(
    ledger: Ledger, originals: Originals
) -> None:
    person(ledger, "ann", "staff")
    assert upload(ledger, originals, b"Tea.").source == "upload:rule.txt"
    for name in ("../../etc/rule.txt", "C:\\Users\\ann\\rule.txt", "/rule.txt"):
        job = upload(ledger, originals, b"Tea.", file_name=name)
        assert (job.source, job.file_name) == ("upload:rule.txt", "rule.txt")
    assert upload(ledger, originals, b"Tea.", file_name="..").file_name == "unnamed"


def test_an_upload_that_is_too_large_is_a_failed_job_and_leaves_nothing(
    ledger: Ledger, originals: Originals, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(ledger, "ann", "staff")
    monkeypatch.setenv("ASSISTANT_MAX_FILE_MIB", "1")
    asked = frozenset({"hr"})
    job = upload(ledger, originals, b"x" * ((1 << 20) + 1), readers=asked)
    assert (job.verdict, job.readers) == (Verdict.TOO_LARGE, asked)
    assert [path for path in (home / "originals").rglob("*") if path.is_file()] == []


def test_a_stream_that_breaks_off_leaves_no_job(ledger: Ledger, originals: Originals) -> None:
    person(ledger, "ann", "staff")

    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            raise ConnectionError("the browser is gone")

    with pytest.raises(ConnectionError):
        submit_upload(
            ledger,
            originals,
            io.BufferedReader(Broken()),
            file_name="a.txt",
            collection="policies",
            readers=None,
            requested_by="ann",
            batch="b",
        )
    assert count_open(ledger) == 0


def test_an_upload_never_replaces_what_its_sender_may_not_read(store: Store) -> None:
    person(store.ledger, "bea", "staff", "hr")
    person(store.ledger, "ann", "staff")
    secret = frozenset({"hr"})
    upload(store.ledger, store.originals, b"Pay is secret.", requested_by="bea", readers=secret)
    drain(store)
    job = upload(store.ledger, store.originals, b"Pay day is Friday.", requested_by="ann")
    drain(store)
    assert job.source == "upload:ann/rule.txt"
    assert sorted(found(store, "pay")) == ["Pay day is Friday.", "Pay is secret."]


def test_an_upload_replaces_the_uploaded_document_of_its_name_and_keeps_its_readers(
    store: Store,
) -> None:
    person(store.ledger, "bea", "staff", "hr")
    narrow = frozenset({"hr"})
    for text, readers in ((b"Pay is secret.", narrow), (b"Pay stays secret.", None)):
        upload(store.ledger, store.originals, text, requested_by="bea", readers=readers)
        drain(store)
    assert found(store, "pay") == ["Pay stays secret."]
    (document,) = list_documents(store.ledger, OPERATOR)
    assert document.readers == {"hr"}


def test_an_upload_does_not_replace_what_came_from_a_file_which_would_come_back(
    store: Store, tmp_path: Path
) -> None:
    person(store.ledger, "bea", "staff", "hr")
    add(store, write(tmp_path / "rule.txt", "Pay is secret."), readers=["hr"])
    (before,) = list_documents(store.ledger, OPERATOR)
    job = upload(store.ledger, store.originals, b"Pay is public.", requested_by="bea")
    assert (job.verdict, job.state) == (Verdict.FROM_FOLDER, JobState.FAILED)
    assert f"It came from {tmp_path / 'rule.txt'}" in job.detail
    assert list_documents(store.ledger, OPERATOR) == [before]
    assert set(store.originals.contents()) == {before.content_sha256}
    remove_document(store.ledger, store.originals, before.id)
    upload(store.ledger, store.originals, b"Pay day is Friday.", requested_by="bea")
    add(store, tmp_path / "rule.txt", readers=["hr"])
    job = upload(store.ledger, store.originals, b"Pay day is Monday.", requested_by="bea")
    drain(store)
    assert job.source == "upload:rule.txt"
    assert sorted(found(store, "pay")) == ["Pay day is Monday.", "Pay is secret."]


def test_a_person_who_may_not_read_a_document_cannot_replace_it_from_a_file(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "pay.txt", "Pay is secret.")
    add(store, file, readers=["hr"])
    person(store.ledger, "ann", "staff")
    reader = find_person(store.ledger, "ann").reader
    (job,) = submit(store.ledger, write(file, "Pay is public."), requested_by=reader)
    assert job.verdict is Verdict.FAILED
    assert found(store, "pay") == ["Pay is secret."]


def test_an_unknown_collection_is_refused(ledger: Ledger, originals: Originals) -> None:
    person(ledger, "ann", "staff")
    with pytest.raises(UnknownCollection):
        upload(ledger, originals, b"Tea.", collection="nowhere")


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EFBIG, "as large as it has to"),
        (errno.EMFILE, "has to wait"),
        (errno.ENOMEM, "has to wait"),
    ],
)
def test_what_the_machine_is_short_of_is_not_the_fault_of_a_file(
    ledger: Ledger,
    originals: Originals,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    message: str,
) -> None:
    def short(self: Originals, stream: BinaryIO, *, limit_bytes: int) -> None:
        raise OSError(number, "short")

    monkeypatch.setattr(Originals, "keeping", short)
    with pytest.raises(HomeError, match=message):
        submit(ledger, write(tmp_path / "a.txt", "Tea."))


def test_nor_is_it_what_the_home_does_not_let_us_write(
    ledger: Ledger, originals: Originals, tmp_path: Path
) -> None:
    write(ledger.home / "originals", "in the place of a folder, as one that is read-only")
    person(ledger, "ann", "staff")
    with pytest.raises(HomeError, match="cannot be used as a home folder"):
        submit(ledger, write(tmp_path / "a.txt", "Tea."))
    with pytest.raises(HomeError, match="cannot be used as a home folder"):
        upload(ledger, originals, b"Tea.")
    assert recent_jobs(ledger, OPERATOR) == []


@pytest.mark.parametrize(
    ("number", "message"), [(errno.EDQUOT, "is full"), (errno.EMFILE, "has to wait")]
)
def test_it_is_not_either_where_a_content_is_put_back(
    ledger: Ledger,
    originals: Originals,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    message: str,
) -> None:
    def short(self: KeptFile) -> None:
        raise OSError(number, "short")

    person(ledger, "ann", "staff")
    monkeypatch.setattr(KeptFile, "assure", short)
    with pytest.raises(HomeError, match=message):
        submit(ledger, write(tmp_path / "a.txt", "Tea."))
    with pytest.raises(HomeError, match=message):
        upload(ledger, originals, b"Tea.")
    assert count_open(ledger) == 0
