"""The same bytes under two names are parsed and embedded once, and stay two documents."""

import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import pipeline, reuse
from ingest.errors import UnreadableDocument
from ingest.reading import read_file
from ingest.reuse import Failures
from storage.documents import list_documents, page
from storage.jobs import count_open
from storage.records import OPERATOR, Verdict
from storage.store import Store
from tests.ingest.adding import add, assert_whole, drain, found, submit, write
from tests.ingest.parsing_jobs import job
from tests.ingest.working import job_of


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed."""
    names: list[str] = []

    def counted(path: Path, *, file_name: str, **named: object) -> object:
        names.append(file_name)
        return read_file(path, file_name=file_name, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "read_file", counted)
    return names


def test_copies_in_one_batch_are_parsed_and_embedded_once(
    store: Store, tmp_path: Path, parsed: list[str]
) -> None:
    for folder in ("x", "y", "z"):
        write(tmp_path / "docs" / folder / "rule.txt", "Tea is served at four.")
    jobs = submit(store.ledger, tmp_path / "docs", readers=None)
    drain(store)
    assert count_open(store.ledger) == 0
    assert len(jobs) == 3
    assert parsed == ["rule.txt"]
    assert len(store.embedder.embedded) == 1  # type: ignore[attr-defined]
    documents = list_documents(store.ledger, OPERATOR)
    assert len({one.id for one in documents}) == 3
    assert len(found(store, "tea")) == 3
    assert {page(store.ledger, OPERATOR, one.id, 1).text for one in documents} == {
        "Tea is served at four."
    }
    assert_whole(store)


def test_a_copy_that_comes_later_takes_the_pages_and_stays_when_the_first_leaves(
    store: Store, tmp_path: Path, parsed: list[str]
) -> None:
    add(store, write(tmp_path / "x" / "rule.txt", "Tea is served at four."), readers=["staff"])
    add(store, write(tmp_path / "y" / "rule.txt", "Tea is served at four."))
    assert parsed == ["rule.txt"]
    readers = {Path(one.source).parent.name: one.readers for one in _documents(store)}
    assert readers == {"x": {"staff"}, "y": None}
    write(tmp_path / "x" / "rule.txt", "Coffee is served at five.")
    add(store, tmp_path / "x" / "rule.txt")
    assert found(store, "tea") == ["Tea is served at four."]
    assert_whole(store)


def test_a_copy_under_another_name_has_the_title_of_its_own_name(
    store: Store, tmp_path: Path, parsed: list[str]
) -> None:
    add(store, write(tmp_path / "tea rules.txt", "It is served at four."))
    add(store, write(tmp_path / "coffee rules.txt", "It is served at four."))
    assert parsed == ["tea rules.txt"]
    assert {one.title for one in _documents(store)} == {"tea rules", "coffee rules"}
    assert len(found(store, "coffee")) == 1


def test_another_suffix_is_parsed_as_what_it_says(
    store: Store, tmp_path: Path, parsed: list[str]
) -> None:
    add(store, write(tmp_path / "rule.txt", "# Tea\n\nAt four."))
    add(store, write(tmp_path / "rule.md", "# Tea\n\nAt four."))
    assert parsed == ["rule.txt", "rule.md"]


def test_what_was_read_otherwise_is_parsed_again(
    store: Store, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, write(tmp_path / "x" / "rule.txt", "Tea at four."))
    monkeypatch.setattr("ingest.recipe.RECIPE", "another reading")
    finished = add(store, write(tmp_path / "y" / "rule.txt", "Tea at four."))
    assert parsed == ["rule.txt", "rule.txt"]
    assert finished["rule.txt"].verdict is Verdict.READ


def test_copies_of_a_file_that_cannot_be_read_are_not_parsed_again_in_their_batch(
    store: Store, tmp_path: Path, parsed: list[str]
) -> None:
    for folder in ("x", "y", "z"):
        write(tmp_path / "docs" / folder / "broken.pdf", "%PDF-1.7 and nothing more")
    write(tmp_path / "docs" / "z" / "other.pdf", "%PDF-1.7 and nothing else")
    jobs = submit(store.ledger, tmp_path / "docs", readers=None)
    drain(store)
    assert sorted(parsed) == ["broken.pdf", "other.pdf"]
    finished = [job_of(store, job) for job in jobs]
    assert {job.verdict for job in finished} == {Verdict.DAMAGED}
    assert len({job.detail for job in finished if job.file_name == "broken.pdf"}) == 1
    add(store, tmp_path / "docs" / "x")
    assert parsed.count("broken.pdf") == 2, "who adds it again has it tried again"


@pytest.mark.parametrize(
    ("failure", "again"),
    [
        (UnreadableDocument(Verdict.ENCRYPTED, "It asks for a password."), False),
        (UnreadableDocument(Verdict.TOO_SLOW, "Too much processor time.", of_bytes=True), False),
        (UnreadableDocument(Verdict.TOO_SLOW, "Longer than 120 s."), True),
        (UnreadableDocument(Verdict.NO_TEXT, "No text."), True),
        (UnreadableDocument(Verdict.TOO_MUCH_MEMORY, "More than 1024 MiB."), True),
        (UnreadableDocument(Verdict.PARSER_DIED, "SIGSEGV."), True),
    ],
)
def test_a_failure_that_may_be_the_machines_is_tried_again(
    failure: UnreadableDocument, again: bool
) -> None:
    failures = Failures()
    failures.keep(job(1), failure)
    copy = replace(job(2), content_sha256=job(1).content_sha256)
    for other in (
        job(3),
        replace(copy, batch="another"),
        replace(copy, file_name="a.md"),
        replace(copy, rereading=True),
    ):
        failures.raise_again(other)
    if again:
        failures.raise_again(copy)
    else:
        with pytest.raises(UnreadableDocument) as raised:
            failures.raise_again(copy)
        assert (raised.value.verdict, raised.value.detail) == (failure.verdict, failure.detail)


def test_only_so_many_failures_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "MOST_FAILURES", 2)
    failures = Failures()
    for number in range(3):
        failures.keep(job(number), UnreadableDocument(Verdict.DAMAGED, str(number)))
    failures.raise_again(job(0))
    with pytest.raises(UnreadableDocument):
        failures.raise_again(job(2))


def test_many_threads_keep_failures_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "MOST_FAILURES", 2)
    failures, raised = Failures(), []
    error = UnreadableDocument(Verdict.DAMAGED, "Cut short.")

    def keeping(first: int) -> None:
        try:
            for number in range(first, first + 40_000):  # less is not seen to fail without a lock
                failures.keep(jobs[number % len(jobs)], error)
        except RuntimeError as changed:
            raised.append(changed)

    jobs = [job(number) for number in range(200)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=keeping, args=(31 * one,)) for one in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert raised == []


def _documents(store: Store) -> list:  # type: ignore[type-arg]
    return list_documents(store.ledger, OPERATOR)
