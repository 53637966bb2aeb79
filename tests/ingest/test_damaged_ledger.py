"""A ledger with flipped bytes serves nothing and says so; a backup of it answers the same (F5)."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.ledger import FILE_NAME
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordEmbedder
from tests.ingest.adding import add, assert_whole, found, write
from tests.ingest.command_line import Ingest
from tests.storage.indexed_home import wait_until_ready

FLIPPED = 200
WORDS = ("amber", "birch", "cedar", "dogwood", "elder", "fir")


def answers(store: Store) -> dict[str, list[str]]:
    """What is found for each word."""
    return {word: found(store, word) for word in WORDS}


def backed_up(home: Path, into: Path) -> Path:
    """A copy as docs/operations.md has it made: the ledger through SQLite, then the originals."""
    into.mkdir(mode=0o700)
    with (
        closing(sqlite3.connect(home / FILE_NAME)) as whole,
        closing(sqlite3.connect(into / FILE_NAME)) as copy,
    ):
        whole.backup(copy)
    shutil.copytree(home / "originals", into / "originals")
    return into


def damaged(backup: Path, into: Path, seed: int) -> Path:
    """The home again, 200 bytes of its ledger each with one bit changed."""
    shutil.copytree(backup, into)
    content = bytearray((into / FILE_NAME).read_bytes())
    for place in random.Random(seed).sample(range(len(content)), FLIPPED):
        content[place] ^= 0x10
    (into / FILE_NAME).write_bytes(content)
    return into


@pytest.mark.slow
def test_two_hundred_flipped_bytes_are_told_in_one_sentence_and_a_backup_answers_the_same(
    store: Store,
    home: Path,
    tmp_path: Path,
    ingest: Ingest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for word in WORDS:
        text = "\n\n".join(f"Rule {n} about {word}. {'House ' * 60}" for n in range(9))
        write(tmp_path / "docs" / f"{word}.txt", text)
    add(store, tmp_path / "docs")
    before = answers(store)
    assert all(before.values())
    backup = backed_up(home, tmp_path / "backup")
    for seed in range(5):
        monkeypatch.setenv("ASSISTANT_HOME", str(damaged(backup, tmp_path / f"{seed}", seed)))
        ran = ingest("list")
        assert (ran.code, ran.out) == (3, ""), (seed, ran)
        assert "damaged" in ran.err and "backup" in ran.err, ran.err
        assert len(ran.err.strip().splitlines()) <= 2  # the sentence, and what to do
    with open_owned(StorageSettings(home=backup), embedder=WordEmbedder()) as restored:
        assert answers(restored) == before
        wait_until_ready(restored.index)
        assert answers(restored) == before
        assert_whole(restored)
