"""A second addition of files that look the same opens none of them."""

import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import known_files
from ingest.addition import Addition
from ingest.batch_report import BatchReport
from ingest.file_tree import FileTree, FoundFile
from ingest.order import Order
from ingest.settings import IngestSettings
from storage.file_stamps import About
from storage.jobs import find_job, recent_jobs
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import OPERATOR, Verdict
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordEmbedder
from tests.ingest.adding import found, submit, write
from tests.ingest.made_pdfs import canvas, lines
from tests.ingest.mirroring import Told

OLD = 1_700_000_000


class Adding:
    """`ingest add` of one folder, again and again."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.folder = folder
        self.embedder = WordEmbedder()
        self.told = Told()
        self.opened = 0

    def open_store(self) -> Store:
        self.opened += 1
        return open_owned(StorageSettings(home=self.ledger.home), embedder=self.embedder)

    def touch(self) -> None:
        """Another time for every file, long past too: not so new that it is hashed twice."""
        for path in self.folder.rglob("*.txt"):
            os.utime(path, (OLD + 1, OLD + 1))

    def run(self, settings: IngestSettings | None = None, **asked: object) -> BatchReport:
        self.told = Told()
        addition = Addition(
            self.ledger,
            open_store=self.open_store,
            settings=settings or IngestSettings(),
            progress=self.told,
            stop=threading.Event(),
        )
        addition.run(FileTree([self.folder]), Order("policies", OPERATOR, **asked))  # type: ignore[arg-type]
        return addition.report


@pytest.fixture
def adding(ledger: Ledger, collection: str, tmp_path: Path) -> Adding:
    for name in ("a.txt", "sub/b.txt"):
        path = write(tmp_path / "docs" / name, f"Rule about {name[:-4]}.")
        os.utime(path, (OLD, OLD))
    made = Adding(ledger, tmp_path / "docs")
    assert made.run().verdicts == {Verdict.READ: 2}
    return made


def test_files_that_look_the_same_are_unchanged_and_neither_opened_nor_queued(
    adding: Adding, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, jobs = adding.opened, len(recent_jobs(adding.ledger, OPERATOR))
    monkeypatch.setattr("ingest.copying.open_regular", None)
    report = adding.run()
    assert report.verdicts == {Verdict.UNCHANGED: 2}
    assert report.complete
    assert adding.opened == opened
    assert len(recent_jobs(adding.ledger, OPERATOR)) == jobs


def test_what_is_asked_anew_of_the_same_file_is_done(adding: Adding) -> None:
    assert adding.run(readers=frozenset({"staff"})).complete
    assert adding.opened == 2
    assert adding.run(readers=frozenset({"staff"})).complete
    assert adding.opened == 2
    assert adding.run(readers=frozenset({"*"})).complete
    assert adding.run(about=About("2026-01-31", "https://x.org")).complete
    assert adding.opened == 4
    assert adding.run(about=About("2026-01-31")).complete
    assert adding.run(title="Another").verdicts == {Verdict.READ: 2}
    assert adding.run(title="Another").verdicts == {Verdict.UNCHANGED: 2}
    assert adding.opened == 5


def test_another_size_time_or_inode_opens_the_file(adding: Adding) -> None:
    path = adding.folder / "a.txt"
    os.utime(path, (OLD + 1, OLD + 1))
    adding.run()
    copy = adding.folder.with_name("copy")
    shutil.copy2(path, copy)
    copy.write_text(path.read_text().replace("a", "z"))
    os.utime(copy, (OLD + 1, OLD + 1))
    copy.replace(path)
    assert adding.run().verdicts == {Verdict.READ: 1, Verdict.UNCHANGED: 1}
    with adding.open_store() as store:
        assert found(store, "z")


def test_a_file_with_another_time_and_its_content_is_hashed_once_and_not_queued(
    adding: Adding, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, jobs = adding.opened, len(recent_jobs(adding.ledger, OPERATOR))
    adding.touch()
    assert adding.run().verdicts == {Verdict.UNCHANGED: 2}
    assert adding.opened == opened
    assert len(recent_jobs(adding.ledger, OPERATOR)) == jobs
    monkeypatch.setattr("ingest.copying.open_regular", None)
    assert adding.run().verdicts == {Verdict.UNCHANGED: 2}


def test_what_is_asked_anew_of_a_touched_file_is_done(adding: Adding) -> None:
    adding.touch()
    assert adding.run(title="Another").verdicts == {Verdict.READ: 2}


def test_what_was_hashed_is_remembered_where_the_addition_ends_early(adding: Adding) -> None:
    adding.touch()
    order = Order("policies", OPERATOR)
    entries = [entry for entry in FileTree([adding.folder]) if isinstance(entry, FoundFile)]
    stop = threading.Event()

    def one_and_stop() -> Iterator[FoundFile]:
        for entry in entries:
            stop.set()
            yield entry

    addition = Addition(
        adding.ledger,
        open_store=adding.open_store,
        settings=IngestSettings(),
        progress=adding.told,
        stop=stop,
    )
    addition.run(one_and_stop(), order)
    again = known_files.KnownFiles(adding.ledger, IngestSettings())
    assert [again.unchanged(entry, order) is not None for entry in entries] == [True, False]


def test_a_file_that_is_as_it_was_is_queued_where_another_content_of_it_waits(
    adding: Adding,
) -> None:
    path = adding.folder / "a.txt"
    before = path.read_text()
    path.write_text("Rule about z.")
    (changed,) = submit(adding.ledger, path)
    path.write_text(before)
    assert adding.run().complete
    done = find_job(adding.ledger, changed.id)
    assert done is not None and done.finished is not None
    with adding.open_store() as store:
        assert found(store, "a") and not found(store, "z")


def test_an_original_that_is_gone_comes_back_with_its_touched_file(adding: Adding) -> None:
    path = adding.folder / "a.txt"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    originals = Originals(adding.ledger.home)
    originals.discard(sha256)
    adding.touch()
    assert adding.run().verdicts == {Verdict.UNCHANGED: 2}
    assert originals.path(sha256).read_bytes() == path.read_bytes()


def test_files_that_failed_are_tried_again_by_hand(adding: Adding) -> None:
    os.utime(write(adding.folder / "empty.txt", ""), (OLD, OLD))
    assert adding.run().verdicts[Verdict.EMPTY] == 1
    assert adding.run().verdicts[Verdict.EMPTY] == 1


def test_a_partly_read_document_is_said_to_be_so_each_time(
    adding: Adding,
) -> None:
    drawing = canvas(adding.folder / "c.pdf")
    lines(drawing, ["A page that has text of its own."], top=700)
    drawing.showPage()
    drawing.circle(300, 400, 100, fill=1)
    drawing.showPage()
    drawing.save()
    os.utime(adding.folder / "c.pdf", (OLD, OLD))
    settings = IngestSettings(ocr=False)
    assert adding.run(settings).verdicts[Verdict.PARTLY_READ] == 1
    opened = adding.opened
    report = adding.run(settings)
    assert adding.opened == opened
    assert report.verdicts == {Verdict.UNCHANGED: 2, Verdict.PARTLY_READ: 1}
    told = [job.detail for job in adding.told.jobs if job.file_name == "c.pdf"]
    assert told == ["Unchanged: its unread pages stay unread."]


def test_files_in_no_order_of_folders_are_not_looked_up_by_whole_folders(
    adding: Adding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_files, "ROWS_AT_FIRST", 0)
    monkeypatch.setattr(known_files, "ROWS_A_FILE", 0)
    asked: list[Path] = []
    real = known_files.known_files

    def counted(*named: object) -> object:
        asked.append(Path(str(named[3])))
        return real(*named)  # type: ignore[arg-type]

    monkeypatch.setattr(known_files, "known_files", counted)
    known = known_files.KnownFiles(adding.ledger, IngestSettings())
    for entry in reversed(list(FileTree([adding.folder]))):
        assert isinstance(entry, FoundFile)
        assert known.unchanged(entry, Order("policies", OPERATOR))
    assert asked == [adding.folder / "sub", adding.folder / "a.txt"]
