"""The reading child is there when the worker comes, and gone where none comes."""

import os
import threading
import time
from pathlib import Path

import pytest

from ingest.head_start import HeadStart
from ingest.reading import read_file, reading_sandbox
from ingest.settings import IngestSettings
from tests.ingest.adding import write

SETTINGS = IngestSettings(processes=1)


def reading_children() -> set[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text("ascii").split()}


def started(before: set[int]) -> int:
    deadline = time.monotonic() + 60
    while not (new := reading_children() - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    (child,) = new
    return child


def test_whoever_gets_the_sandbox_reads_with_the_child_that_was_begun(tmp_path: Path) -> None:
    before = reading_children()
    with HeadStart(SETTINGS) as begun:
        child = started(before)
        sandbox = begun.handed_over()
    path = write(tmp_path / "rule.txt", "Keys are returned to the desk every evening.")
    with sandbox:
        read = read_file(path, file_name=path.name, sandbox=sandbox, settings=SETTINGS)
        assert reading_children() - before == {child}
    assert read.pages[0].text.startswith("Keys")
    assert not Path(f"/proc/{child}").exists()


def test_where_no_worker_comes_the_child_ends() -> None:
    before = reading_children()
    with HeadStart(SETTINGS):
        child = started(before)
    assert child != os.getpid()
    assert not reading_children() - before


def test_a_child_that_is_begun_after_the_worker_is_done_is_not_left_behind() -> None:
    before = reading_children()
    sandbox = reading_sandbox(SETTINGS, children=1)
    sandbox.close()
    sandbox.start()
    assert not reading_children() - before


def test_nothing_that_was_begun_goes_on_afterwards() -> None:
    for _ in range(3):
        with HeadStart(SETTINGS) as begun, begun.handed_over():
            pass
        assert not [one for one in threading.enumerate() if one.name == "ingest-head-start"]
        assert not reading_children()


@pytest.mark.parametrize("possible", [0, 1])
def test_where_no_thread_can_be_begun_the_work_is_done_without_a_head_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, possible: int
) -> None:
    before = reading_children()
    left = iter([True] * possible)
    begin = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        if thread.name == "ingest-head-start" and not next(left, False):
            raise RuntimeError("can't start new thread")
        begin(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    path = write(tmp_path / "rule.txt", "Keys are returned to the desk every evening.")
    with HeadStart(SETTINGS) as begun, begun.handed_over() as sandbox:
        read = read_file(path, file_name=path.name, sandbox=sandbox, settings=SETTINGS)
        assert read.pages[0].text.startswith("Keys")
    assert not reading_children() - before
