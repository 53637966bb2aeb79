import time
from pathlib import Path

import pytest

from ingest import owners_trouble, worker
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage.documents import list_documents
from storage.errors import EmbedderError, HomeError
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.locking import Trouble, owner
from storage.records import OPERATOR
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordEmbedder
from tests.ingest.adding import assert_whole, write
from tests.ingest.adding_thread import Adding
from tests.ingest.working import eventually


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(8):
        write(tmp_path / "docs" / f"{number}.txt", f"Rule {number} is about subject{number}.")
    return tmp_path / "docs"


@pytest.fixture
def adding(ledger: Ledger, collection: str, home: Path, folder: Path) -> Adding:
    return Adding(home, folder)


def test_where_nobody_owns_the_home_the_addition_does_the_work_and_lets_go(
    adding: Adding, home: Path
) -> None:
    adding.start()
    adding.wait()
    assert adding.progress.count == len(adding.progress.verdicts) == 8
    assert adding.report.complete
    assert adding.progress.remarks == []
    assert owner(home) is None


def test_where_another_process_owns_the_home_the_addition_follows_its_work(
    adding: Adding, store: Store
) -> None:
    server = Worker(store, IngestSettings())
    server.start()
    adding.start()
    adding.wait()
    assert adding.report.complete
    assert server.stop()
    assert_whole(store)


def test_it_says_who_does_the_work_and_takes_over_when_that_process_goes(
    adding: Adding, store: Store, home: Path
) -> None:
    adding.start()  # nobody works: the owner of the home only holds it
    assert adding.progress.told.wait(20)
    assert "does the work" in adding.progress.remarks[0]
    assert not adding.progress.verdicts
    store.close()
    adding.wait()
    assert adding.report.complete
    assert len(adding.progress.remarks) == 1


def test_two_additions_of_the_same_files_report_each_file_and_keep_it_once(
    adding: Adding, home: Path, folder: Path
) -> None:
    other = Adding(home, folder)
    adding.start()
    other.start()
    for one in (adding, other):
        one.wait()
        assert len(one.progress.verdicts) == 8
        assert one.report.complete
    with open_owned(StorageSettings(home=home), embedder=WordEmbedder()) as store:
        assert len(list_documents(store.ledger, OPERATOR)) == 8
        assert_whole(store)


def test_stopped_it_leaves_the_rest_in_the_queue_and_again_it_finishes_them(
    adding: Adding, store: Store, home: Path, folder: Path
) -> None:
    adding.start()
    assert adding.progress.told.wait(20)
    eventually(lambda: adding.progress.count == 8)  # all are taken in
    adding.stop.set()
    adding.wait()
    assert not adding.report.complete
    assert count_open(store.ledger) == 8
    again = Adding(home, folder)
    again.start()
    assert again.progress.told.wait(20)
    eventually(lambda: again.progress.count == 8)
    assert count_open(store.ledger) == 8  # the same jobs, taken over
    store.close()
    again.wait()
    assert again.report.complete


class Cold(WordEmbedder):
    """Cannot be loaded."""

    def warm(self) -> None:
        raise EmbedderError("The weights are gone.", hint="Bring them back.")


def test_what_keeps_the_worker_from_working_ends_the_addition_with_that_error(
    ledger: Ledger, collection: str, home: Path, folder: Path
) -> None:
    adding = Adding(home, folder, embedder=Cold())
    started = time.monotonic()
    adding.start()
    with pytest.raises(EmbedderError, match="weights are gone"):
        adding.wait()
    assert time.monotonic() - started < 20
    assert adding.report.documents == 8
    assert owner(home) is None
    assert count_open(ledger) == 8


def test_an_owner_that_cannot_work_is_followed_for_a_while_and_then_left_with_the_files_queued(
    ledger: Ledger, collection: str, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners_trouble, "TROUBLED_S", 1.0)
    monkeypatch.setattr(worker, "FIRST_PAUSE_S", 0.05)
    with open_owned(StorageSettings(home=home), embedder=Cold()) as store:
        server = Worker(store, IngestSettings())
        server.start()
        adding = Adding(home, folder)
        adding.start()
        with pytest.raises(HomeError, match="weights are gone") as caught:
            adding.wait()
        assert server.stop()
    assert caught.value.exit_code == 3
    assert "stays queued" in caught.value.hint and "Bring them back" in caught.value.hint
    assert [told.code for told in adding.progress.waits if told] == ["embedder"]
    assert count_open(ledger) == 8


def test_an_owner_whose_trouble_passes_is_followed_to_the_end(
    ledger: Ledger, collection: str, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_S", 0.2)
    embedder = Mended()
    with open_owned(StorageSettings(home=home), embedder=embedder) as store:
        server = Worker(store, IngestSettings())
        server.start()
        adding = Adding(home, folder)
        adding.start()
        assert adding.progress.told.wait(20)
        embedder.told = adding.progress.waits
        adding.wait()
        assert server.stop()
    assert adding.report.complete
    assert next(told.code if told else "" for told in adding.progress.waits) == "embedder"


class Mended(WordEmbedder):
    """Cannot be loaded before somebody was told so."""

    told: list[Trouble | None] | None = None

    def warm(self) -> None:
        if not self.told:
            raise EmbedderError("The weights are gone.", hint="Bring them back.")
