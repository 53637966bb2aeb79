"""The reading child is there when the worker comes, and gone where none comes."""

import os
import time
from pathlib import Path

from ingest.head_start import HeadStart
from ingest.reading import read_file
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
