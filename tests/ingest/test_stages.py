"""The stages together, and what is left of them."""

import platform
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest import parsing_stage, stages
from storage import native_memory
from storage.store import Store
from tests.fakes import WordEmbedder
from tests.ingest.adding import add, write
from tests.ingest.working import owned
from tests.storage.scattered import FREED_MIB, own_memory_mib, scattered_memory

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="glibc alone gives it back"
)


class Watching(WordEmbedder):
    """Notes the memory of the process before each call from `begin` on."""

    seen: list[float] | None = None

    def begin(self) -> None:
        self.seen = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.seen is not None:
            self.seen.append(own_memory_mib())
        return super().embed_passages(texts)


def test_a_load_gives_the_memory_back_that_it_let_go(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, write(tmp_path / "first.txt", "Libraries are loaded now."))
    monkeypatch.setattr(native_memory, "_given_back", 0.0)
    stays = scattered_memory()
    before = own_memory_mib()
    add(store, write(tmp_path / "rule.txt", "Tea is served at four."))
    assert before - own_memory_mib() > FREED_MIB / 2
    assert stays


@pytest.mark.usefixtures("collection")
def test_memory_is_given_back_while_a_load_goes_on(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing_stage, "MOST_WAITING_CHUNKS", 1)  # the third waits for the others
    monkeypatch.setattr(stages, "WINDOW_CHUNKS", 1)  # a document a window, also of two read at once
    monkeypatch.setattr(stages, "GIVEN_BACK_EVERY_S", 0.0)
    embedder = Watching()
    with owned(home, embedder) as store:
        add(store, write(tmp_path / "first.txt", "Libraries are loaded now."))
        stays = scattered_memory()
        embedder.begin()
        files = [write(tmp_path / f"{number}.txt", f"Rule {number}.") for number in range(3)]
        add(store, *files)
    assert embedder.seen is not None
    assert len(embedder.seen) == 3
    assert embedder.seen[0] - embedder.seen[2] > FREED_MIB / 2
    assert stays
