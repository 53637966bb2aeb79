import pytest

from benchmarks.resident_memory import Memory, now

ROLLUP = """557d34945000-7ffc164ba000 ---p 00000000 00:00 0                          [rollup]
Rss:             2048 kB
Pss:             1024 kB
Private_Clean:    256 kB
Private_Dirty:    512 kB
"""


def test_the_kernel_s_summary_is_read_in_mib() -> None:
    assert Memory.of_rollup(ROLLUP) == Memory(resident=2.0, pss=1.0, private=0.75)


def test_a_process_that_takes_memory_has_more_of_it() -> None:
    before = now()
    taken = bytearray(b"x" * (64 << 20))
    assert now().private - before.private == pytest.approx(64, abs=8)
    assert len(taken) == 64 << 20
