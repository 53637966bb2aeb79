"""What the C library's allocator holds: arenas, and memory that nothing is in."""

import os
import platform
import subprocess
import sys

import pytest

from storage import native_memory
from storage.native_memory import FEWEST_ARENAS, few_arenas, give_back
from tests.storage.scattered import FREED_MIB, own_memory_mib, scattered_memory

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone has these")


def arenas(**environment: str) -> int:
    """How many a process has whose commands run on one processor, beside many threads."""
    command = [sys.executable, "-m", "tests.storage.arenas_process"]
    own = {**os.environ, **environment}
    ended = subprocess.run(command, env=own, capture_output=True, text=True, check=True, timeout=60)
    return int(ended.stdout)


def test_a_command_has_no_more_arenas_than_processors() -> None:
    assert 1 <= arenas() <= FEWEST_ARENAS


def test_who_runs_a_command_may_say_how_many_arenas_there_are() -> None:
    assert arenas(MALLOC_ARENA_MAX="5") == 5


def test_what_is_free_between_pieces_that_stay_goes_back_to_the_system() -> None:
    stays = scattered_memory()
    before = own_memory_mib()
    give_back(at_most_every_s=0.0)
    assert before - own_memory_mib() > FREED_MIB / 2
    assert not any(map(any, stays))  # untouched


def test_memory_is_not_given_back_again_at_once() -> None:
    give_back(at_most_every_s=0.0)
    stays = scattered_memory()
    before = own_memory_mib()
    give_back(at_most_every_s=60.0)
    assert abs(before - own_memory_mib()) < FREED_MIB / 4
    give_back(at_most_every_s=0.0)
    assert before - own_memory_mib() > FREED_MIB / 2
    assert stays


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_memory.sys, "platform", "darwin")
    stays = scattered_memory()
    before = own_memory_mib()
    few_arenas()
    give_back(at_most_every_s=0.0)
    assert abs(before - own_memory_mib()) < FREED_MIB / 4
    assert stays
