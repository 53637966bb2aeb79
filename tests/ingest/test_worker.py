"""What becomes of the files in the queue: documents, their readers, and what is kept."""

from pathlib import Path

from storage.documents import count_documents, list_documents
from storage.records import OPERATOR, JobState, Reader, Verdict
from storage.store import Store
from storage.versions import remove_document
from tests.fakes import WordEmbedder
from tests.ingest.adding import add, assert_whole, drain, found, submit, write

STAFF = Reader("ann", frozenset({"staff"}))


STAFF_HR = Reader("bea", frozenset({"staff", "hr"}))


def originals(home: Path) -> set[str]:
    return {path.name for path in (home / "originals").glob("??/*")}


def test_a_file_becomes_searchable_with_its_pages(store: Store, tmp_path: Path) -> None:
    jobs = add(store, write(tmp_path / "travel.txt", "Trains are paid by the company."))
    job = jobs["travel.txt"]
    assert (job.state, job.verdict) == (JobState.DONE, Verdict.READ)
    assert found(store, "trains") == ["Trains are paid by the company."]
    document = list_documents(store.ledger, OPERATOR)[0]
    assert (document.id, document.source) == (job.document_id, str(tmp_path / "travel.txt"))
    assert_whole(store)


def test_the_same_file_again_is_neither_read_nor_embedded(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs" / "a.txt", "Holidays are requested in writing.").parent
    write(folder / "b.txt", "Holidays last five weeks.")
    add(store, folder)
    before = list_documents(store.ledger, OPERATOR)
    assert isinstance(store.embedder, WordEmbedder)
    store.embedder.embedded.clear()
    for _ in range(2):
        jobs = add(store, folder)
        assert {job.verdict for job in jobs.values()} == {Verdict.UNCHANGED}
    assert store.embedder.embedded == []
    assert list_documents(store.ledger, OPERATOR) == before
    assert_whole(store)


def test_a_changed_file_replaces_its_former_content_everywhere(
    store: Store, home: Path, tmp_path: Path
) -> None:
    file = write(tmp_path / "rule.txt", "Badges are blue.")
    first = add(store, file)["rule.txt"]
    second = add(store, write(file, "Badges are green."))["rule.txt"]
    assert second.document_id == first.document_id
    assert found(store, "badges") == ["Badges are green."]
    assert originals(home) == {second.content_sha256}
    assert_whole(store)


def test_a_text_that_was_embedded_before_is_not_embedded_again(
    store: Store, tmp_path: Path
) -> None:
    add(store, write(tmp_path / "one" / "rule.txt", "Badges are blue."))
    assert isinstance(store.embedder, WordEmbedder)
    store.embedder.embedded.clear()
    add(store, write(tmp_path / "two" / "rule.txt", "Badges are blue."))
    assert store.embedder.embedded == []
    assert len(found(store, "badges")) == 2
    assert_whole(store)


def test_one_bad_document_does_not_stop_the_others(store: Store, tmp_path: Path) -> None:
    write(tmp_path / "docs" / "a.txt", "Parking is free.")
    (tmp_path / "docs" / "b.pdf").write_bytes(b"%PDF-1.7 and then nothing that is a PDF")
    (tmp_path / "docs" / "c.txt").write_bytes(b"")
    (tmp_path / "docs" / "d.bin").write_bytes(bytes(range(256)) * 8)
    write(tmp_path / "docs" / "e.txt", "Parking is open on Sundays.")
    jobs = add(store, tmp_path / "docs")
    verdicts = {name: job.verdict for name, job in jobs.items()}
    assert verdicts == {
        "a.txt": Verdict.READ,
        "b.pdf": Verdict.DAMAGED,
        "c.txt": Verdict.EMPTY,
        "d.bin": Verdict.UNKNOWN_TYPE,
        "e.txt": Verdict.READ,
    }
    assert all(job.detail for job in jobs.values() if job.state is JobState.FAILED)
    assert count_documents(store.ledger, OPERATOR) == 2
    assert_whole(store)


def test_nothing_of_a_file_that_failed_is_kept(store: Store, home: Path, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 broken")
    add(store, tmp_path / "x.pdf")
    assert originals(home) == set()


def test_a_file_that_cannot_be_read_any_more_stays_searchable_as_it_was(
    store: Store, home: Path, tmp_path: Path
) -> None:
    file = write(tmp_path / "rule.txt", "Badges are blue.")
    first = add(store, file)["rule.txt"]
    file.write_bytes(b"%PDF-1.7 broken")
    second = add(store, file)["rule.txt"]
    assert second.verdict is Verdict.DAMAGED
    assert "stays searchable" in second.detail
    assert second.document_id == first.document_id
    assert found(store, "badges") == ["Badges are blue."]
    assert originals(home) == {first.content_sha256}


def test_identical_bytes_under_two_sources_are_two_documents_with_one_original(
    store: Store, home: Path, tmp_path: Path
) -> None:
    jobs = add(
        store,
        write(tmp_path / "a.txt", "The canteen opens at noon."),
        write(tmp_path / "b.txt", "The canteen opens at noon."),
    )
    assert jobs["a.txt"].document_id != jobs["b.txt"].document_id
    assert len(found(store, "canteen")) == 2
    remove_document(store.ledger, store.originals, jobs["a.txt"].document_id)
    drain(store)
    assert len(found(store, "canteen")) == 1
    assert originals(home) == {jobs["b.txt"].content_sha256}
    assert_whole(store)


def test_a_narrowed_document_is_found_by_its_readers_only(store: Store, tmp_path: Path) -> None:
    add(store, write(tmp_path / "pay.txt", "Salaries are secret."), readers=["hr"])
    assert found(store, "salaries", reader=STAFF) == []
    assert found(store, "salaries", reader=STAFF_HR) == ["Salaries are secret."]


def test_readers_follow_the_last_addition_without_reading_the_file_again(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "pay.txt", "Salaries are secret.")
    add(store, file)
    version = list_documents(store.ledger, OPERATOR)[0].version_id
    assert found(store, "salaries", reader=STAFF)
    assert add(store, file, readers=["hr"])["pay.txt"].verdict is Verdict.UNCHANGED
    assert found(store, "salaries", reader=STAFF) == []
    assert_whole(store)
    add(store, file)  # says nothing of readers: as narrow as before
    assert found(store, "salaries", reader=STAFF) == []
    add(store, file, readers=["*"])
    assert found(store, "salaries", reader=STAFF)
    assert list_documents(store.ledger, OPERATOR)[0].version_id == version
    assert_whole(store)


def test_a_changed_file_stays_as_narrow_as_it_was(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "pay.txt", "Salaries are secret.")
    add(store, file, readers=["hr"])
    add(store, write(file, "Salaries are still secret."))
    assert found(store, "salaries", reader=STAFF) == []
    assert found(store, "salaries", reader=STAFF_HR) == ["Salaries are still secret."]


def test_readers_are_narrowed_even_where_the_new_content_cannot_be_read(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "pay.txt", "Salaries are secret.")
    add(store, file)
    file.write_bytes(b"%PDF-1.7 broken")
    add(store, file, readers=["hr"])
    assert found(store, "salaries", reader=STAFF) == []
    assert found(store, "salaries", reader=STAFF_HR) == ["Salaries are secret."]


def test_a_title_that_is_given_replaces_that_of_the_document(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "x1.txt", "Badges are blue.")
    add(store, file)
    assert add(store, file, title="Access to the building")["x1.txt"].verdict is Verdict.READ
    assert [d.title for d in list_documents(store.ledger, OPERATOR)] == ["Access to the building"]
    assert add(store, file, title="Access to the building")["x1.txt"].verdict is Verdict.UNCHANGED
    assert add(store, file)["x1.txt"].verdict is Verdict.UNCHANGED


def test_two_jobs_for_one_file_read_it_once(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "rule.txt", "Badges are blue.")
    first, again = submit(store.ledger, file), submit(store.ledger, file)
    assert [job.id for job in first] == [job.id for job in again]
    narrower = submit(store.ledger, file, title="Badges")
    assert [job.id for job in narrower] == [job.id for job in first]
    drain(store)
    assert count_documents(store.ledger, OPERATOR) == 1


def test_two_contents_of_one_file_in_the_queue_end_with_the_later(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "rule.txt", "Badges are blue.")
    submit(store.ledger, file)
    submit(store.ledger, write(file, "Badges are green."))
    drain(store)
    assert found(store, "badges") == ["Badges are green."]
    assert_whole(store)
