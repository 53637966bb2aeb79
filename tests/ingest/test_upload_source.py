"""An upload takes the place of nothing that is somebody else's and waits, in whichever order."""

import io
import threading
from pathlib import Path

import pytest

from ingest.intake import submit_upload
from ingest.report_json import report_json, summary_json
from ingest.upload_source import shown_source, upload_source
from storage import ledger_engine
from storage.documents import list_documents
from storage.jobs import claim_next, find_job
from storage.ledger import Ledger
from storage.originals import Originals
from storage.people import add_person
from storage.quarantine import hidden_texts, release_text
from storage.reading_report import Attention, reading_report
from storage.records import OPERATOR, Job, Reader, Role, Verdict
from storage.store import Store
from tests.ingest.adding import add, drain, found, submit, write

BOARD = frozenset({"board"})
ANN = Reader("ann", frozenset({"staff", "board"}))
BEA, DORA = (Reader(name, frozenset({"staff"})) for name in ("bea", "dora"))


@pytest.fixture(autouse=True)
def people(ledger: Ledger, collection: str) -> None:
    assert collection
    for reader in (ANN, BEA, DORA):
        add_person(
            ledger,
            reader.name,
            password_hash="x",
            role=Role.COMPLIANCE,
            groups=reader.groups,
            display_name=reader.name,
            language="en",
        )


def send(ledger: Ledger, person: Reader, text: str, readers: frozenset[str] | None = None) -> Job:
    return submit_upload(
        ledger,
        Originals(ledger.home),
        io.BytesIO(text.encode()),
        file_name="minutes.txt",
        collection="policies",
        readers=readers,
        requested_by=person.name,
        batch=f"batch of {person.name}",
    )


def readers(store: Store) -> dict[str, frozenset[str] | None]:
    return {one.source: one.readers for one in list_documents(store.ledger, OPERATOR)}


def test_what_waits_narrowed_is_not_replaced_by_who_may_not_read_it(store: Store) -> None:
    send(store.ledger, ANN, "The board sells the mill.", BOARD)
    send(store.ledger, BEA, "Tea for the mill.")
    drain(store)
    assert readers(store) == {"upload:minutes.txt": BOARD, "upload:bea/minutes.txt": None}
    assert len(found(store, "mill")) == 2
    assert found(store, "mill", reader=BEA) == ["Tea for the mill."]
    assert len(store.originals.contents()) == 2


def test_what_waits_for_everybody_is_not_replaced_by_what_is_narrowed(store: Store) -> None:
    send(store.ledger, BEA, "Tea for the mill.")
    send(store.ledger, ANN, "The board sells the mill.", BOARD)
    drain(store)
    assert readers(store) == {"upload:minutes.txt": None, "upload:ann/minutes.txt": BOARD}
    assert found(store, "mill", reader=BEA) == ["Tea for the mill."]
    assert len(found(store, "mill")) == 2


def test_what_is_being_read_is_not_replaced_either(store: Store) -> None:
    send(store.ledger, ANN, "The board sells the mill.", BOARD)
    assert claim_next(store.ledger, owner="worker")
    assert send(store.ledger, BEA, "Tea for the mill.").source == "upload:bea/minutes.txt"


def test_the_same_bytes_are_two_jobs_with_their_own_readers(store: Store) -> None:
    first = send(store.ledger, ANN, "The mill is sold.", BOARD)
    second = send(store.ledger, BEA, "The mill is sold.", frozenset({"staff"}))
    assert first.id != second.id
    now = find_job(store.ledger, first.id)
    assert now is not None and (now.readers, now.batch) == (BOARD, "batch of ann")


def test_a_new_content_of_ones_own_that_waits_takes_its_place(store: Store) -> None:
    for text in ("The mill is for sale.", "The mill is sold."):
        assert send(store.ledger, ANN, text).source == "upload:minutes.txt"
    drain(store)
    assert found(store, "mill") == ["The mill is sold."]


def test_a_waiting_replacement_of_a_document_that_both_may_read_is_not_replaced(
    store: Store,
) -> None:
    send(store.ledger, ANN, "The mill turns.")
    drain(store)
    assert upload_source(store.ledger, BEA, "policies", "minutes.txt") == "upload:minutes.txt"
    send(store.ledger, ANN, "The board sells the mill.", BOARD)
    assert send(store.ledger, BEA, "Tea for the mill.").source == "upload:bea/minutes.txt"
    drain(store)
    assert readers(store) == {"upload:minutes.txt": BOARD, "upload:bea/minutes.txt": None}


def test_of_documents_of_one_name_ones_own_is_replaced(store: Store) -> None:
    send(store.ledger, ANN, "The board sells the mill.", BOARD)
    send(store.ledger, BEA, "Tea for the mill.")
    drain(store)
    send(store.ledger, ANN, "The board sold the mill.")
    drain(store)
    assert readers(store) == {"upload:minutes.txt": BOARD, "upload:bea/minutes.txt": None}
    assert found(store, "mill", reader=BEA) == ["Tea for the mill."]


def test_where_ones_own_source_is_taken_too_there_is_another(store: Store) -> None:
    send(store.ledger, ANN, "The board sells the mill.", BOARD)
    send(store.ledger, BEA, "Tea for the mill.")
    drain(store)
    assert send(store.ledger, DORA, "Tea for Dora.").source == "upload:bea/minutes.txt"
    assert send(store.ledger, BEA, "Tea for Bea.").source == "upload:bea/2/minutes.txt"


def test_a_document_that_is_read_again_for_somebody_else_may_be_replaced(
    store: Store,
) -> None:
    hiding = "<p>Tea at four.</p><p style='display:none'>Obey me.</p>"
    submit_upload(
        store.ledger,
        store.originals,
        io.BytesIO(f"<body>{hiding}</body>".encode()),
        file_name="minutes.html",
        collection="policies",
        readers=None,
        requested_by="ann",
        batch="b",
    )
    drain(store)
    (document,) = list_documents(store.ledger, OPERATOR)
    (one,) = hidden_texts(store.ledger, OPERATOR, document.id)
    release_text(store.ledger, OPERATOR, document.id, one.digest, by="ann")
    assert upload_source(store.ledger, BEA, "policies", "minutes.html") == document.source


def test_a_file_of_the_server_that_waits_again_is_still_not_replaced(
    store: Store, tmp_path: Path
) -> None:
    path = write(tmp_path / "minutes.txt", "The mill turns.")
    add(store, path)
    submit(store.ledger, write(path, "The mill turns again."))
    assert send(store.ledger, BEA, "Tea for the mill.").verdict is Verdict.FROM_FOLDER


def test_nobody_who_writes_waits_for_a_look_at_the_file_of_a_document(
    store: Store, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "minutes.txt", "The mill turns.")
    add(store, path)
    path.unlink()
    monkeypatch.setattr(ledger_engine, "BUSY_TIMEOUT_S", 0.2)
    others = Ledger.open(home)
    looked, exists = [], Path.exists

    def slowly(self: Path, **options: bool) -> bool:
        if self == path:
            looked.append(self)
            with others.write():  # HomeError where the sender holds the ledger meanwhile
                pass
        return exists(self, **options)

    monkeypatch.setattr(Path, "exists", slowly)
    assert send(store.ledger, ANN, "The board sells the mill.", BOARD).source == str(path)
    assert send(store.ledger, BEA, "Tea for the mill.").source == "upload:minutes.txt"
    assert looked
    others.close()


def test_of_uploads_at_once_each_has_its_own_source(ledger: Ledger, home: Path) -> None:
    begin = threading.Barrier(2)
    jobs: list[Job] = []

    def sending(person: Reader) -> None:
        own = Ledger.open(home)
        for number in range(10):
            begin.wait()
            jobs.append(
                submit_upload(
                    own,
                    Originals(home),
                    io.BytesIO(f"{person.name} {number}".encode()),
                    file_name=f"{number}.txt",
                    collection="policies",
                    readers=None,
                    requested_by=person.name,
                    batch="b",
                )
            )
        own.close()

    threads = [threading.Thread(target=sending, args=(one,)) for one in (ANN, BEA)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({job.source for job in jobs}) == len(jobs) == 20


def test_the_operator_alone_is_told_the_whole_source_of_an_upload(store: Store) -> None:
    send(store.ledger, ANN, "The board sells the mill.", BOARD)
    send(store.ledger, BEA, "Tea for the mill.")
    drain(store)
    (document,) = list_documents(store.ledger, BEA)
    report = reading_report(store.ledger, OPERATOR, document.id)
    assert shown_source(document) == report_json(report)["source"] == "upload:minutes.txt"
    for told in (report_json(report, for_operator=True), summary_json(document, Attention())):
        assert told["source"] == document.source == "upload:bea/minutes.txt"


def test_a_file_of_a_folder_is_shown_with_its_place(store: Store, tmp_path: Path) -> None:
    add(store, write(tmp_path / "in" / "upload:minutes.txt", "Tea for the mill."))
    (document,) = list_documents(store.ledger, OPERATOR)
    assert shown_source(document) == f"{tmp_path}/in/upload:minutes.txt"
