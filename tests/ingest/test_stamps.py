"""Which looks of a file say that its content is the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.file_tree import FoundFile
from ingest.stamps import RACY_NS, looks_the_same, stamp_found

FILE = FoundFile(Path("/d/a"), 9, mtime_ns=10**18, inode=3, ctime_ns=10**18 + 5)


def test_a_file_that_looks_as_it_did_is_the_same() -> None:
    assert looks_the_same(stamp_found(FILE, seen_ns=2 * 10**18, read_with=""), FILE)
    assert not looks_the_same(None, FILE)


@pytest.mark.parametrize("other", ["size_bytes", "mtime_ns", "inode", "ctime_ns"])
def test_another_size_time_inode_or_time_of_change_is_not(other: str) -> None:
    stamp = stamp_found(FILE, seen_ns=2 * 10**18, read_with="")
    assert not looks_the_same(stamp, replace(FILE, **{other: 1}))


def test_a_file_written_within_two_seconds_of_the_look_may_be_written_again() -> None:
    for seen, same in ((RACY_NS, False), (RACY_NS + 1, True), (-1, False)):
        stamp = stamp_found(FILE, seen_ns=FILE.mtime_ns + seen, read_with="")
        assert looks_the_same(stamp, FILE) is same
