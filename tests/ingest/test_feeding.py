"""Files that are taken in while those before them are worked off already."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import intake
from ingest.feeding import Feeding
from ingest.file_tree import FileTree, FoundFile, LeftOut, Omission
from ingest.interruption import Interruption, check_stop
from storage.errors import EmbedderError, NoRoom
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.locking import owner
from storage.records import Job
from tests.fakes import WordEmbedder
from tests.ingest.adding import write
from tests.ingest.adding_thread import Adding
from tests.ingest.parsing_jobs import job

LEFT_OUT = LeftOut(Path("/docs/link"), Omission.LINK)


@pytest.fixture
def files(tmp_path: Path) -> list[FoundFile | LeftOut]:
    for number in range(8):
        write(tmp_path / "docs" / f"{number}.txt", f"Rule {number} is about subject{number}.")
    return list(FileTree([tmp_path / "docs"]))


def all_of(feeding: Feeding, news: threading.Event) -> list[Job | LeftOut]:
    found: list[Job | LeftOut] = []
    while not feeding.over:
        news.wait(20)
        found += feeding.new()
    return found


def test_entries_come_in_order_and_the_news_is_there_with_the_first_job() -> None:
    go_on, news = threading.Event(), threading.Event()

    def entries() -> Iterator[Job | LeftOut]:
        yield LEFT_OUT
        assert not news.is_set()
        yield job(1)
        assert go_on.wait(20)
        yield from map(job, range(2, 2000))

    with Feeding(entries(), stop=threading.Event(), news=news) as feeding:
        assert news.wait(20)
        assert not feeding.over
        go_on.set()
        found = all_of(feeding, news)
    assert found == [LEFT_OUT, *map(job, range(1, 2000))]
    assert feeding.looked_at == 2000
    assert feeding.error is None


def test_what_ends_it_early_is_kept_with_all_that_came_before() -> None:
    def entries() -> Iterator[Job | LeftOut]:
        yield job(1)
        raise NoRoom("The disk is full.")

    news = threading.Event()
    with Feeding(entries(), stop=threading.Event(), news=news) as feeding:
        assert all_of(feeding, news) == [job(1)]
    assert isinstance(feeding.error, NoRoom)


def test_a_walk_that_hears_of_an_interruption_between_two_files_ends_it_without_an_error() -> None:
    stop = Interruption()

    def entries() -> Iterator[Job | LeftOut]:
        yield job(1)
        stop.set()
        check_stop(stop)  # as in a folder after the other without a file
        yield job(2)

    news = threading.Event()
    with Feeding(entries(), stop=stop, news=news) as feeding:
        assert all_of(feeding, news) == [job(1)]
    assert feeding.error is None


def test_it_ends_after_the_file_at_hand_when_it_is_told_to() -> None:
    stop = threading.Event()

    def entries() -> Iterator[Job | LeftOut]:
        for number in range(100):
            if number == 3:
                stop.set()
            yield job(number)

    with Feeding(entries(), stop=stop, news=threading.Event()) as feeding:
        pass
    assert len(feeding.new()) <= 4
    assert feeding.over


def test_where_no_thread_can_be_had_all_files_come_in_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with Feeding([job(1), job(2)], stop=threading.Event(), news=threading.Event()) as feeding:
        assert feeding.new() == [job(1), job(2)]
        assert feeding.over


def test_documents_are_finished_while_other_files_are_still_looked_for(
    ledger: Ledger, collection: str, home: Path, files: list[FoundFile | LeftOut]
) -> None:
    def slowly() -> Iterator[FoundFile | LeftOut]:
        yield from files[:2]
        assert adding.progress.first.wait(30), "the first file was not worked on"
        assert adding.progress.count == -1, "nobody knows yet how many there are"
        yield LEFT_OUT
        yield from files[2:]

    adding = Adding(home, slowly())
    adding.start()
    adding.wait()
    assert adding.report.complete
    assert adding.report.documents == adding.progress.count == len(adding.progress.verdicts) == 8
    assert adding.report.left_out[Omission.LINK] == 1
    assert (2, 2) in adding.progress.looked
    assert owner(home) is None


def test_a_disk_that_fills_up_part_way_lets_what_was_taken_be_worked_off(
    ledger: Ledger,
    collection: str,
    home: Path,
    files: list[FoundFile | LeftOut],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = 0

    def ensure_space(_home: Path) -> None:
        nonlocal taken
        taken += 1
        if taken > 5:
            raise NoRoom("The disk is full.", hint="Make room.")

    monkeypatch.setattr(intake, "ensure_space", ensure_space)
    adding = Adding(home, files)
    adding.start()
    with pytest.raises(NoRoom):
        adding.wait()
    assert adding.report.searchable == adding.report.documents == 5
    assert count_open(ledger) == 0


def test_interrupted_while_files_are_looked_for_it_takes_no_more_and_counts_what_it_took(
    ledger: Ledger, collection: str, home: Path, files: list[FoundFile | LeftOut]
) -> None:
    def interrupted() -> Iterator[FoundFile | LeftOut]:
        yield from files[:3]
        adding.stop.set()
        yield from files[3:]

    adding = Adding(home, interrupted())
    adding.start()
    adding.wait()
    assert 3 <= adding.report.documents <= 4
    assert adding.progress.count == adding.report.documents
    again = Adding(home, files)
    again.start()
    again.wait()
    assert again.report.complete and again.report.documents == 8


class Absent(WordEmbedder):
    """Cannot be loaded."""

    def warm(self) -> None:
        raise EmbedderError("The weights are gone.")


def test_where_no_work_can_be_done_every_file_is_queued_before_that_ends_the_command(
    ledger: Ledger, collection: str, home: Path, files: list[FoundFile | LeftOut]
) -> None:
    def slowly() -> Iterator[FoundFile | LeftOut]:
        yield from files[:2]
        threading.Event().wait(4)  # meanwhile the worker finds that it cannot work
        yield from files[2:]

    adding = Adding(home, slowly(), embedder=Absent())
    adding.start()
    with pytest.raises(EmbedderError):
        adding.wait()
    assert adding.report.documents == count_open(ledger) == 8
    assert [told.code for told in adding.progress.waits if told] == ["embedder"]
