"""What the C library's allocator holds: arenas, and memory that nothing is in."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from storage import native_memory
from storage.ledger import Ledger
from storage.native_memory import FEWEST_ARENAS, few_arenas, give_back
from tests.storage.scattered import FREED_MIB, own_memory_mib, scattered_memory

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone has these")


def test_the_owner_of_a_home_has_no_more_arenas_than_processors(ledger: Ledger, home: Path) -> None:
    ledger.close()
    command = [sys.executable, "-m", "tests.storage.arenas_process", str(home)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert 1 <= int(ended.stdout) <= FEWEST_ARENAS


def test_what_is_free_between_pieces_that_stay_goes_back_to_the_system() -> None:
    stays = scattered_memory()
    before = own_memory_mib()
    give_back()
    assert before - own_memory_mib() > FREED_MIB / 2
    assert not any(map(any, stays))  # untouched


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_memory.sys, "platform", "darwin")
    stays = scattered_memory()
    before = own_memory_mib()
    few_arenas()
    give_back()
    assert abs(before - own_memory_mib()) < FREED_MIB / 4
    assert stays
