"""An original that another removal discards before its job is queued is there when it is read."""

import io
from pathlib import Path

import pytest

from ingest import copying, intake
from ingest.intake import submit_upload
from storage.documents import find_by_source
from storage.file_stamps import FileStamp
from storage.jobs import find_job
from storage.people import add_person
from storage.records import Role, Verdict
from storage.store import Store
from storage.versions import remove_document
from tests.ingest.adding import add, drain, found, submit, write

TEXT = "Tea is served at four."


@pytest.fixture
def twin(store: Store, tmp_path: Path) -> Path:
    """A file that was added; another with its content is on its way."""
    path = write(tmp_path / "twin.txt", TEXT)
    add(store, path)
    return path


def remove(store: Store, path: Path) -> None:
    document = find_by_source(store.ledger, "policies", str(path))
    if document is not None:
        remove_document(store.ledger, store.originals, document.id)


@pytest.mark.parametrize("name", ["new.txt", "twin.txt"])  # copied, or known to be kept already
def test_a_file_whose_content_is_discarded_before_it_is_queued_is_read(
    store: Store, twin: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    stamp_of = copying.stamp_of

    def stamped(*arguments: object, **options: object) -> FileStamp:
        remove(store, twin)
        return stamp_of(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(copying, "stamp_of", stamped)
    (job,) = submit(store.ledger, write(twin.with_name(name), TEXT))
    assert store.originals.path(job.content_sha256).read_text() == TEXT
    drain(store)
    now = find_job(store.ledger, job.id)
    assert now is not None and now.verdict is Verdict.READ
    assert found(store, "tea") == [TEXT]


def test_an_upload_whose_content_is_discarded_before_it_is_queued_is_read(
    store: Store, twin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(store.ledger, "ann", password_hash="x", role=Role.COMPLIANCE, groups={"staff"},
               display_name="Ann", language="en")  # fmt: skip

    def looked(source: str, gone: object) -> bool:
        remove(store, twin)
        return False

    monkeypatch.setattr(intake, "would_come_back", looked)
    stream = io.BytesIO(TEXT.encode())
    job = submit_upload(
        store.ledger,
        store.originals,
        stream,
        file_name="new.txt",
        collection="policies",
        readers=None,
        requested_by="ann",
        batch="b",
    )
    drain(store)
    assert found(store, "tea") == [TEXT]
    assert store.originals.contents() == [job.content_sha256]
