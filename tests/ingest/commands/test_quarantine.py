"""`ingest quarantine release` and `withhold`: how they end, and what they say when interrupted."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.batch_report import BatchReport
from ingest.commands.quarantine import exit_code
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage.documents import list_documents
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.quarantine import hidden_texts, release_text
from storage.records import OPERATOR, Verdict
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.ingest.adding import add, drain
from tests.ingest.command_line import Ingest
from tests.ingest.hidden_pdfs import SECRET

pytestmark = pytest.mark.slow  # the command opens the home, and so needs its real embedder

REMARK = "Interrupted. The decision stands"


@pytest.fixture
def store(ledger: Ledger, collection: str, home: Path) -> Iterator[Store]:
    """The home with the collection `policies`, opened with the bundled embedder."""
    with open_owned(StorageSettings(home=home)) as opened:  # type: ignore[call-arg]
        yield opened


@pytest.fixture
def path(store: Store, tmp_path: Path) -> Path:
    """A document in which no text is seen, added."""
    (tmp_path / "a.html").write_text(f"<body><p hidden>{SECRET}</p></body>")
    add(store, tmp_path / "a.html")
    return tmp_path / "a.html"


@contextmanager
def working(store: Store) -> Iterator[None]:
    """A server's worker does the work meanwhile."""
    worker = Worker(store, IngestSettings())  # type: ignore[call-arg]
    worker.start()
    try:
        yield
    finally:
        assert worker.stop()


def test_only_a_new_reading_that_failed_or_is_missing_fails() -> None:
    for verdicts, documents, code in (
        ([Verdict.READ, Verdict.QUARANTINED], 2, 0),
        ([Verdict.READ, Verdict.FAILED], 2, 1),
        ([Verdict.READ], 2, 1),
    ):
        assert exit_code(BatchReport(documents=documents, verdicts=Counter(verdicts))) == code


def verdict(store: Store) -> Verdict:
    (document,) = list_documents(store.ledger, OPERATOR)
    return document.verdict


def test_withholding_the_only_text_of_a_document_has_succeeded(
    store: Store, path: Path, ingest: Ingest
) -> None:
    (document,) = list_documents(store.ledger, OPERATOR)
    (one,) = hidden_texts(store.ledger, OPERATOR, document.id)
    with working(store):
        assert ingest("quarantine", "release", path, one.digest[:8]).code == 0
        assert verdict(store) is Verdict.READ
        ran = ingest("quarantine", "withhold", path, one.digest[:8])
    assert ran.code == 0
    assert "1 quarantined" in ran.out
    assert verdict(store) is Verdict.QUARANTINED


def test_who_interrupts_it_is_told_how_it_goes_on(store: Store, path: Path, ingest: Ingest) -> None:
    (document,) = list_documents(store.ledger, OPERATOR)
    (one,) = hidden_texts(store.ledger, OPERATOR, document.id)
    before = signal.getsignal(signal.SIGINT)

    def interrupt() -> None:
        while signal.getsignal(signal.SIGINT) is before:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    interrupting = threading.Thread(target=interrupt, daemon=True)
    interrupting.start()
    ran = ingest("quarantine", "release", path, one.digest[:8])  # nobody else does the work
    interrupting.join()
    assert ran.code == 130 and REMARK in ran.err and "same command" in ran.err
    assert count_open(store.ledger) == 1
    release_text(store.ledger, OPERATOR, document.id, one.digest, by="operator")
    assert count_open(store.ledger) == 1, "the same command takes the job over"
    drain(store)
    assert verdict(store) is Verdict.READ
