"""The watch over writes sees what Python writes elsewhere, and only that."""

import os
from pathlib import Path

from tests.ingest.watched_writes import writes_outside


def test_what_is_written_outside_is_seen_and_what_is_read_or_inside_is_not(tmp_path: Path) -> None:
    home, read = tmp_path / "home", tmp_path / "read"
    home.mkdir()
    read.write_text("before")
    with writes_outside(home) as outside:
        (home / "inside").write_text("x")
        read.read_text()
        Path(os.devnull).write_text("x")
        assert outside == []
        (home / ".." / "escaped").write_text("x")
        (tmp_path / "folder").mkdir()
        (home / "inside").rename(tmp_path / "moved")
    (tmp_path / "later").write_text("x")
    assert [entry.rsplit("/", 1)[1] for entry in outside] == ["escaped", "folder", "moved"]
