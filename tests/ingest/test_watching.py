"""A folder is watched: by a process of its own, and in a thread where a test looks inside."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ingest import folder_events
from ingest.settings import IngestSettings
from ingest.watching import Pace, Watch
from ingest.worker import Worker
from storage.documents import list_documents
from storage.jobs import recent_jobs
from storage.ledger import Ledger
from storage.locking import owner
from storage.records import OPERATOR, JobState
from storage.store import Store
from tests.ingest.adding import found, write
from tests.ingest.mirroring import Mirror, Told, old

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds; fail where it does not in time."""
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, "it never came to that"
        time.sleep(0.05)


def sources(ledger: Ledger) -> set[str]:
    return {Path(one.source).name for one in list_documents(ledger, OPERATOR)}


def version_of(ledger: Ledger, name: str) -> tuple[str, int]:
    (found_one,) = (one for one in list_documents(ledger, OPERATOR) if one.file_name == name)
    return found_one.id, found_one.version_id


class Watching(threading.Thread):
    """A watch in a thread, with short times."""

    def __init__(self, mirror: Mirror, *, polling: bool = False, every_s: float = 600) -> None:
        super().__init__(daemon=True)
        self.told = mirror.told
        self.mirror = mirror
        self.error: BaseException | None = None
        self.ends = 0
        self._watch = Watch(
            mirror.sync,
            mirror.folder,
            pace=Pace(settle_s=0.4, poll_s=0.3, every_s=every_s),
            polling=polling,
            progress=self._progress,
            stop=mirror.stop,
        )

    def _progress(self) -> Told:
        self.ends += 1
        return self.told

    def run(self) -> None:
        try:
            self._watch.run()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            self.error = error

    def end(self) -> None:
        self.mirror.stop.set()
        self.join(PATIENCE_S)
        assert not self.is_alive()
        if self.error:
            raise self.error


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in "ab":
        write(tmp_path / "docs" / f"{name}.txt", f"Rule {name} is about subject{name}.")
    return tmp_path / "docs"


@pytest.fixture
def watching(ledger: Ledger, collection: str, folder: Path) -> Iterator[Watching]:
    thread = Watching(Mirror(ledger, folder))
    thread.start()
    eventually(lambda: sources(ledger) == {"a.txt", "b.txt"})
    yield thread
    thread.end()


def test_a_process_mirrors_what_happens_to_the_folder_and_ends_cleanly(
    ledger: Ledger, collection: str, home: Path, folder: Path
) -> None:
    with (
        subprocess.Popen(
            [sys.executable, "-m", "tests.ingest.watching_process", home, folder],
            cwd=ROOT,
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
        ExitStack() as ends,  # or a failure would wait for the process
    ):
        ends.callback(process.kill)
        eventually(lambda: sources(ledger) == {"a.txt", "b.txt"})
        eventually(lambda: owner(home) is None)  # it lets go between rounds
        before = version_of(ledger, "a.txt")[0]
        (folder / "sub").mkdir()
        (folder / "a.txt").rename(folder / "sub" / "a\x1b[2J.txt")
        (folder / "b.txt").unlink()
        write(folder / "sub" / "new.txt", "A new rule about teapots.")
        moved = "a\\x1b[2J.txt"
        eventually(lambda: sources(ledger) == {moved, "new.txt"})
        assert version_of(ledger, moved)[0] == before
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 143
    assert "Watching" in err and "Traceback" not in err
    events = [json.loads(line) for line in out.splitlines()]
    changes = {(one["action"], Path(one["source"]).name) for one in events if "action" in one}
    assert changes == {("moved", moved), ("removed", "b.txt")}
    read = {one["file_name"] for one in events if one["event"] == "document"}
    assert {"a.txt", "b.txt"} <= read
    assert events[-1]["event"] == "summary"
    assert "\x1b" not in out + err
    assert owner(home) is None


def test_a_storm_of_a_thousand_events_costs_a_few_rounds_and_loses_nothing(
    watching: Watching, ledger: Ledger, folder: Path
) -> None:
    rounds = watching.ends
    for number in range(1_000):
        path = write(folder / f"{number % 20}.txt", f"Rule {number} about storm{number}.")
        if number % 7 == 0:
            path.rename(folder / f"{number % 20}.moved")
    here = {path.name for path in folder.iterdir()}
    eventually(lambda: sources(ledger) == here)
    time.sleep(1.0)
    assert watching.ends - rounds <= 6
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    watching.end()
    with watching.mirror.open_store() as store:
        for text in texts.values():
            assert text in found(store, text.split()[-1].rstrip("."))


def test_a_half_written_file_is_read_once_and_whole(
    watching: Watching, ledger: Ledger, folder: Path
) -> None:
    with (folder / "slow.txt").open("w") as slow:
        for part in range(12):
            slow.write(f"Part {part} of the rule. ")
            slow.flush()
            time.sleep(0.15)
    eventually(lambda: "slow.txt" in sources(ledger))
    jobs = [job for job in recent_jobs(ledger, OPERATOR) if job.file_name == "slow.txt"]
    assert [job.state for job in jobs] == [JobState.DONE]
    watching.end()
    with watching.mirror.open_store() as store:
        assert "Part 11" in found(store, "rule")[0] + "".join(found(store, "part"))


def test_an_editor_that_writes_beside_and_renames_keeps_the_document(
    watching: Watching, ledger: Ledger, folder: Path
) -> None:
    before = version_of(ledger, "a.txt")
    write(folder / "a.txt.tmp", "Rule a is about teapots.")
    (folder / "a.txt").rename(folder / "~wrl0001.tmp")
    time.sleep(0.2)  # for a moment there is no such file
    (folder / "a.txt.tmp").rename(folder / "a.txt")
    (folder / "~wrl0001.tmp").unlink()
    eventually(lambda: version_of(ledger, "a.txt")[1] != before[1])
    assert version_of(ledger, "a.txt")[0] == before[0]
    assert sources(ledger) == {"a.txt", "b.txt"}


def test_a_folder_that_goes_away_keeps_its_documents_and_is_mirrored_when_it_is_back(
    watching: Watching, ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = folder.rename(folder.with_name("aside"))
    eventually(lambda: any("cannot be looked into" in one for one in watching.told.remarks))
    assert sources(ledger) == {"a.txt", "b.txt"}
    write(aside / "new.txt", "New.")
    aside.rename(folder)
    eventually(lambda: sources(ledger) == {"a.txt", "b.txt", "new.txt"})
    assert any("mirrored again" in one for one in watching.told.remarks)
    write(folder / "later.txt", "Later.")  # its events are heard again
    eventually(lambda: "later.txt" in sources(ledger))


def test_most_documents_stay_and_it_says_so_while_new_ones_come_in(
    ledger: Ledger, collection: str, tmp_path: Path
) -> None:
    for number in range(20):
        write(tmp_path / "docs" / f"{number}.txt", f"Rule {number}.")
    thread = Watching(Mirror(ledger, tmp_path / "docs"))
    thread.start()
    eventually(lambda: len(sources(ledger)) == 20)
    for number in range(1, 20):
        (tmp_path / "docs" / f"{number}.txt").unlink()
    write(tmp_path / "docs" / "new.txt", "Another.")
    eventually(lambda: "new.txt" in sources(ledger))
    eventually(lambda: any("would be removed" in one for one in thread.told.remarks))
    assert len(sources(ledger)) == 21
    thread.end()


def test_what_a_full_disk_prevented_is_tried_again_when_there_is_room(
    watching: Watching, ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.watching.TROUBLE_S", 0.3)
    monkeypatch.setattr("ingest.disk_space.RESERVE_MIB", 1 << 40)
    old(folder / "new.txt", "A new rule.")
    eventually(lambda: any("nothing new is taken in" in one for one in watching.told.remarks))
    monkeypatch.setattr("ingest.disk_space.RESERVE_MIB", 0)
    eventually(lambda: "new.txt" in sources(ledger))


def test_without_events_the_folder_is_looked_through_by_the_clock(
    ledger: Ledger, collection: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object, **__: object) -> Iterator[object]:
        raise OSError("OS file watch limit reached.")
        yield

    monkeypatch.setattr(folder_events, "watch", exhausted)
    thread = Watching(Mirror(ledger, folder))
    thread.start()
    eventually(lambda: sources(ledger) == {"a.txt", "b.txt"})
    write(folder / "new.txt", "New.")
    eventually(lambda: "new.txt" in sources(ledger))
    thread.end()
    assert "fs.inotify.max_user_watches" in thread.told.remarks[0]
    assert "limit reached" in thread.told.remarks[0]


def test_polling_needs_no_events(
    ledger: Ledger, collection: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(folder_events, "watch")
    thread = Watching(Mirror(ledger, folder), polling=True)
    thread.start()
    eventually(lambda: sources(ledger) == {"a.txt", "b.txt"})
    shutil.move(folder / "a.txt", folder / "c.txt")
    eventually(lambda: sources(ledger) == {"b.txt", "c.txt"})
    thread.end()


def test_beside_a_server_the_server_does_the_work(store: Store, folder: Path) -> None:
    server = Worker(store, IngestSettings())
    server.start()
    thread = Watching(Mirror(store.ledger, folder))
    thread.start()
    eventually(lambda: sources(store.ledger) == {"a.txt", "b.txt"})
    assert any("does the work" in one for one in thread.told.remarks)
    assert thread.mirror.embedder.embedded == []
    thread.end()
    assert server.stop()


def test_reading_files_wakes_nobody(watching: Watching, folder: Path) -> None:
    time.sleep(1.0)
    looks = []
    real = watching.mirror.sync.look
    watching.mirror.sync.look = lambda **named: looks.append(1) or real(**named)  # type: ignore
    for _ in range(5):
        (folder / "a.txt").read_text()
    time.sleep(2.0)
    assert looks == []


def test_it_rests_after_looking_and_not_after_working(
    watching: Watching, folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.watching.REST_FACTOR", 100.0)  # of the work it would be too long
    monkeypatch.setattr("ingest.watching.LONGEST_REST_S", 600.0)
    sync, carry_out = watching.mirror.sync, watching.mirror.sync.carry_out
    slowly = lambda *given, **named: (time.sleep(1), carry_out(*given, **named))  # noqa: E731
    monkeypatch.setattr(sync, "carry_out", slowly)
    for name in ("first.txt", "second.txt"):
        write(folder / name, f"{name} is served at four.")
        eventually(lambda name=name: name in sources(ledger))  # type: ignore[misc]
