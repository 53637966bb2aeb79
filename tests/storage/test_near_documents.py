"""Documents that say the same are named to those who may read both, and bursts are told."""

from datetime import timedelta
from pathlib import Path

import pytest

from storage.access import create_collection
from storage.documents import find_document, list_documents
from storage.ledger import Ledger
from storage.near_documents import BURST_DOCUMENTS, is_burst, near_documents
from storage.originals import Originals
from storage.reading_report import reading_report
from storage.records import OPERATOR, Document, Reader
from storage.schema import documents
from storage.versions import remove_document
from tests.assistant.handbook import add
from tests.fakes import WordEmbedder

STAFF = Reader("emma", frozenset({"staff"}))
TEXT = " ".join(f"word{n}" for n in range(200))


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder(max_tokens=400)


@pytest.fixture(autouse=True)
def _collections(ledger: Ledger) -> None:
    create_collection(ledger, "staff", groups=["staff"])
    create_collection(ledger, "hr", groups=["hr"])


def near_to(ledger: Ledger, document_id: str, reader: Reader = OPERATOR) -> list[tuple[str, bool]]:
    document = find_document(ledger, reader, document_id)
    return [
        (one.document.file_name, one.identical) for one in near_documents(ledger, reader, document)
    ]


def test_near_duplicates_are_found_and_others_are_not(
    ledger: Ledger, embedder: WordEmbedder
) -> None:
    first = add(ledger, embedder, "a.md", [TEXT], title="A")
    add(ledger, embedder, "b.md", [TEXT.replace("word50", "other")], title="B")
    add(ledger, embedder, "c.md", [" ".join(f"else{n}" for n in range(200))], title="C")
    add(ledger, embedder, "d.md", ["Too short."], title="D")
    assert near_to(ledger, first) == [("b.md", False)]


def test_identical_files_come_first_and_short_ones_count(
    ledger: Ledger, embedder: WordEmbedder
) -> None:
    first = add(ledger, embedder, "a.md", ["Short."], title="A")
    add(ledger, embedder, "a.md", ["Short."], title="A", collection="hr")
    assert near_to(ledger, first) == [("a.md", True)]


def test_documents_that_a_reader_may_not_read_are_neither_named_nor_counted(
    ledger: Ledger, embedder: WordEmbedder
) -> None:
    first = add(ledger, embedder, "a.md", [TEXT], title="A")
    for n in range(BURST_DOCUMENTS):
        add(ledger, embedder, f"secret{n}.md", [f"{TEXT} {n}"], title="S", collection="hr")
    add(ledger, embedder, "narrow.md", [TEXT], title="N", readers=frozenset({"hr"}))
    assert near_to(ledger, first, STAFF) == []
    report = reading_report(ledger, STAFF, first)
    assert (report.near, report.burst) == ((), False)
    assert len(near_to(ledger, first)) == BURST_DOCUMENTS + 1


def test_many_twins_that_a_reader_may_not_read_hide_none_that_they_may(
    ledger: Ledger, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.near_documents.MOST_CANDIDATES", 2)
    first = add(ledger, embedder, "a.md", [TEXT], title="A")
    for n in range(3):
        add(ledger, embedder, f"secret{n}.md", [f"{TEXT} {n}"], title="S", collection="hr")
    add(ledger, embedder, "b.md", [f"{TEXT} more"], title="B")
    assert near_to(ledger, first, STAFF) == [("b.md", False)]


def test_five_planted_twins_are_flagged_and_can_be_withdrawn(
    ledger: Ledger, embedder: WordEmbedder, home: Path
) -> None:
    add(ledger, embedder, "honest.md", [" ".join(f"else{n}" for n in range(200))], title="H")
    planted = [
        add(ledger, embedder, f"p{n}.md", [f"{TEXT} variant{n}"], title=f"P{n}") for n in range(5)
    ]
    for one in planted:
        report = reading_report(ledger, OPERATOR, one)
        assert report.burst
        assert {near.document.id for near in report.near} == set(planted) - {one}
    for one in planted:
        remove_document(ledger, Originals(home), one)
    assert [one.file_name for one in list_documents(ledger, OPERATOR)] == ["honest.md"]


def test_twins_that_came_over_months_are_no_burst(ledger: Ledger, embedder: WordEmbedder) -> None:
    ids = [add(ledger, embedder, f"p{n}.md", [f"{TEXT} v{n}"], title="P") for n in range(5)]
    with ledger.write() as connection:
        for months, one in enumerate(ids):
            moved = documents.update().where(documents.c.id == one)
            connection.execute(moved.values(created=months * timedelta(days=30).total_seconds()))
    document: Document = find_document(ledger, OPERATOR, ids[0])
    near = near_documents(ledger, OPERATOR, document)
    assert len(near) == 4 and not is_burst(document, near)


def test_a_removed_document_leaves_no_band_behind(
    ledger: Ledger, embedder: WordEmbedder, home: Path
) -> None:
    one = add(ledger, embedder, "a.md", [TEXT], title="A")
    remove_document(ledger, Originals(home), one)
    with ledger.read() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM sketch_bands").scalar()
    assert left == 0
