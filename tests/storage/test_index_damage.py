"""Power cuts, kills and flipped bytes: the index is found damaged before it is opened, and mended.

Threats F1, F2 and F4.
"""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes import WordEmbedder
from tests.required_tools import needs
from tests.storage.indexed_home import (
    active,
    everything_found,
    generation_folder,
    ingest,
    make_home,
    owned,
    texts_of,
    unreachable,
    wait_until_ready,
)

pytestmark = pytest.mark.slow  # real Chroma and tantivy, processes that are killed

ROOT = Path(__file__).resolve().parents[2]


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[random.Random(file.name).randrange(len(content))] ^= 0x10
    file.write_bytes(content)


def zero(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


@pytest.fixture
def filled(home: Path) -> Path:
    """A home with more chunks than Chroma writes at once (1,000), sealed and closed."""
    make_home(home)
    store = owned(home, WordEmbedder())
    for number in range(12):
        ingest(store, f"/d/{number}", texts_of(f"/d/{number}", 100))
    store.close()
    return home


CHROMA_FILES = (
    "chroma.sqlite3",
    "data_level0.bin",
    "header.bin",
    "index_metadata.pickle",
    "length.bin",
    "link_lists.bin",
    "rows.64",
)


@pytest.mark.timeout(600)
def test_one_flipped_bit_in_any_file_is_found_answered_from_memory_and_mended(
    filled: Path,
) -> None:
    folder = generation_folder(filled)
    present = {path.name for path in (folder / "chroma").rglob("*") if path.is_file()}
    assert present == set(CHROMA_FILES)
    mend_each(filled, [(flip, name) for name in (*CHROMA_FILES, "entries.bin", "manifest.json")])


@pytest.mark.timeout(600)
def test_files_lost_in_a_power_cut_are_found_answered_from_memory_and_mended(filled: Path) -> None:
    names = ("chroma.sqlite3", "data_level0.bin", "meta.json")
    mend_each(filled, [(damage, name) for damage in (zero, truncate) for name in names])


def mend_each(home: Path, damages: list[tuple[Callable[[Path], None], str]]) -> None:
    """Do one damage after the other, each on the whole index that mended the one before."""
    for number, (damage, name) in enumerate(damages):
        (file,) = generation_folder(home).rglob(name)
        damage(file)
        store = owned(home, WordEmbedder(), ready=False)
        assert store.index.state == "rebuilding", name
        assert name in store.index.why or name == "manifest.json"
        allowed = frozenset(chunk.audience for chunk in active(store))
        assert len(everything_found(store.index, allowed)) == 1200
        wait_until_ready(store.index)
        assert store.index.generation == f"g{number + 2:06d}"
        assert len(everything_found(store.index, allowed)) == 1200
        store.close()
    store = owned(home, WordEmbedder(), ready=False)
    assert store.index.state == "ready"
    assert unreachable(store) == []
    store.close()


def test_damage_to_any_segment_of_the_lexical_index_is_found(filled: Path) -> None:
    folder = generation_folder(filled) / "tantivy"
    segment_files = [f for f in sorted(folder.iterdir()) if f.stat().st_size]
    assert len(segment_files) > 5
    for file in segment_files[:: max(1, len(segment_files) // 6)]:
        content = file.read_bytes()
        flip(file)
        store = owned(filled, WordEmbedder(), ready=False)
        assert store.index.state == "rebuilding", file.name
        store.index._succession.closing.set()  # not mended: the next file is damaged alone
        store.close()
        file.write_bytes(content)


def test_a_damaged_pointer_is_mended(filled: Path) -> None:
    flip(filled / "index" / "CURRENT")
    store = owned(filled, WordEmbedder())
    assert unreachable(store) == []
    store.close()


@contextmanager
def child(home: Path, mode: str, *, under: Sequence[str] = ()) -> Iterator["subprocess.Popen[str]"]:
    command = [*under, sys.executable, "-m", "tests.storage.ingesting_child", str(home), mode]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()


def lines(process: "subprocess.Popen[str]", count: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(count)]


def test_a_process_killed_after_it_only_read_leaves_a_sealed_index(filled: Path) -> None:
    with child(filled, "read") as process:
        assert lines(process, 1) == ["found 1200"]
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    store = owned(filled, WordEmbedder(), ready=False)
    assert store.index.state == "ready", store.index.why
    assert unreachable(store) == []
    store.close()


@pytest.mark.timeout(600)
def test_whatever_moment_a_process_is_killed_at_nothing_acknowledged_is_lost(home: Path) -> None:
    make_home(home)
    chance = random.Random(5)
    acknowledged = 0
    for _ in range(5):
        with child(home, "add") as process:
            said = lines(process, chance.randint(1, 9))
            assert all(said)
            acknowledged = max(acknowledged, 1 + max(int(s.rsplit("/", 1)[1]) for s in said))
            process.poll()
            try:
                process.wait(chance.random() * 0.4)
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
            process.wait(10)
        assert_whole(home, acknowledged)


@pytest.mark.timeout(600)
@needs("strace", why="it chooses the moment of the kill")
def test_killed_at_its_own_write_flush_and_rename_calls_nothing_acknowledged_is_lost(
    home: Path,
) -> None:
    make_home(home)
    acknowledged = 0
    for call, when in (
        ("fsync", 3),
        ("fsync", 17),
        ("rename", 1),
        ("rename", 2),
        ("unlink", 2),
        ("pwrite64", 40),
        ("pwrite64", 900),
    ):
        inject = f"inject={call}:signal=SIGKILL:when={when}"
        strace = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject)
        with child(home, "add", under=strace) as process:
            assert process.stdout is not None
            said = process.stdout.read().split()  # until it is dead
            assert process.wait(10) == -signal.SIGKILL
        if said:
            acknowledged = max(acknowledged, 1 + max(int(s.rsplit("/", 1)[1]) for s in said))
        assert_whole(home, acknowledged)


def assert_whole(home: Path, acknowledged: int) -> None:
    """Every acknowledged document is there, each of its chunks can be reached, and no other."""
    store = owned(home, WordEmbedder())
    chunks = active(store)
    assert {f"/kept/{number}" for number in range(acknowledged)} <= {c.title for c in chunks}
    assert unreachable(store) == []
    found = everything_found(store.index, frozenset(chunk.audience for chunk in chunks))
    assert found == {chunk.id for chunk in chunks}
    store.close()
