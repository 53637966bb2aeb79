from pathlib import Path

import pytest

from ingest.file_tree import FoundFile
from ingest.settling import QUIET_S, Settling

NOW = 1_700_000_000.0


class Clock:
    """Both clocks, moved by hand."""

    def __init__(self) -> None:
        self.passed = 0.0

    def monotonic(self) -> float:
        return 5.0 + self.passed

    def now(self) -> float:
        return NOW + self.passed


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settling(clock: Clock) -> Settling:
    return Settling(3.0, monotonic=clock.monotonic, now=clock.now)


def file(*, size: int = 1, written: float = NOW) -> FoundFile:
    return FoundFile(Path("/d/a"), size, int(written * 1e9), 7)


def test_a_file_is_whole_when_it_has_looked_the_same_for_long_enough(
    settling: Settling, clock: Clock
) -> None:
    for passed, ready in ((0.0, False), (2.9, False), (3.0, True)):
        clock.passed = passed
        settling.begin_round()
        assert settling.ready(file()) is ready
        assert settling.pending is not ready


def test_a_file_that_grows_waits_from_when_it_last_grew(settling: Settling, clock: Clock) -> None:
    for passed, size, ready in ((0, 1, False), (2, 2, False), (4, 2, False), (5, 2, True)):
        clock.passed = passed
        settling.begin_round()
        assert settling.ready(file(size=size)) is ready


def test_a_file_written_long_ago_is_whole_at_once_also_by_another_machines_clock(
    settling: Settling,
) -> None:
    settling.begin_round()
    assert settling.ready(file(written=NOW - QUIET_S - 1))
    assert not settling.ready(file(written=NOW - QUIET_S + 1))
    assert not settling.ready(file(written=NOW + 3600))


def test_a_missing_file_is_gone_when_it_was_missing_for_long_enough(
    settling: Settling, clock: Clock
) -> None:
    settling.begin_round()
    assert not settling.gone("/d/a")
    clock.passed = 2
    settling.begin_round()  # it was there in between: nobody asks
    clock.passed = 4
    settling.begin_round()
    assert not settling.gone("/d/a")
    assert settling.pending
    clock.passed = 7
    settling.begin_round()
    assert settling.gone("/d/a")
