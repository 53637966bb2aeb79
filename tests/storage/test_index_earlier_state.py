"""Files of the index cut short, zeroed or put back to an earlier state: found, and made anew (F2).

What a power cut, a partial restore or a snapshot of a virtual machine leaves behind.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.generations import Verified, verify
from storage.originals import Originals
from storage.records import indexed_text
from storage.store import Store
from storage.versions import activate_version, begin_version, remove_document
from tests.fakes import WordTokenEmbedder
from tests.storage.indexed_home import (
    COLLECTION,
    active,
    everything_found,
    generation_folder,
    make_home,
    owned,
    texts_of,
    unreachable,
    wait_until_ready,
)
from tests.storage.populating import new_version

EMBEDDER = WordTokenEmbedder(dimension=96)
CHUNKS = 30
pytestmark = pytest.mark.slow  # real Chroma and tantivy

Damage = Callable[[Path, Path], None]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same home earlier and later, both sealed and closed: a document left, others came."""
    folder = tmp_path_factory.mktemp("states")
    earlier, later = folder / "earlier", folder / "later"
    make_home(earlier)
    store = owned(earlier, EMBEDDER)
    for number in range(3):
        bring(store, f"/d/{number}")
    store.close()
    shutil.copytree(earlier, later)
    store = owned(later, EMBEDDER)
    bring(store, "/d/3")
    remove_document(store.ledger, Originals(later), active(store)[0].document_id)
    store.index.apply_removals()
    store.close()
    return earlier, later


def bring(store: Store, source: str) -> None:
    """Bring in a document of ten chunks, with their tokens, as the pipeline does."""
    new = new_version(COLLECTION, source, texts_of(source, 10))
    texts = [indexed_text(new.title, draft.section, draft.text) for draft in new.chunks]
    vectors, tokens = store.index.tokens.embed(texts, EMBEDDER)
    pending = begin_version(store.ledger, new, vectors=vectors, embedder_digest=EMBEDDER.digest)
    store.index.add(pending.chunks, vectors, tokens, embedder_digest=EMBEDDER.digest)
    activate_version(store.ledger, pending)


@pytest.fixture
def later(states: tuple[Path, Path], home: Path) -> Path:
    shutil.copytree(states[1], home)
    return home


def cut_short(file: Path, _: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def zero(file: Path, _: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def put_back(file: Path, earlier: Path) -> None:
    shutil.copy2(earlier, file)


DAMAGES = pytest.mark.parametrize("damage", [cut_short, zero, put_back], ids=lambda d: d.__name__)


def found_damaged(folder: Path) -> bool:
    said = verify(folder, embedder_digest=EMBEDDER.digest, dimension=EMBEDDER.dimension)
    return not isinstance(said, Verified) or not said.tokens_whole


@DAMAGES
def test_damage_to_any_file_of_a_generation_is_found(
    states: tuple[Path, Path], later: Path, damage: Damage
) -> None:
    folder, before = generation_folder(later), generation_folder(states[0])
    assert not found_damaged(folder)
    damaged = 0
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole, earlier = file.read_bytes(), before / file.relative_to(folder)
        if not whole or (damage is put_back and not earlier.is_file()):
            continue
        damage(file, earlier)
        if file.read_bytes() != whole:
            assert found_damaged(folder), file.name
            damaged += 1
        file.write_bytes(whole)
    assert damaged >= (5 if damage is put_back else 15), damaged
    assert not found_damaged(folder)


@DAMAGES
@pytest.mark.parametrize("name", ["chroma.sqlite3", "rows.96", "meta.json", "entries.bin"])
def test_a_damaged_index_is_answered_from_memory_and_made_anew(
    states: tuple[Path, Path], later: Path, damage: Damage, name: str
) -> None:
    (file,) = generation_folder(later).rglob(name)
    (earlier,) = generation_folder(states[0]).rglob(name)
    damage(file, earlier)
    store = owned(later, EMBEDDER, ready=False)
    assert store.index.state == "rebuilding"
    assert_exact(store)
    wait_until_ready(store.index)
    assert store.index.generation == "g000002"
    assert_exact(store)
    store.close()


@DAMAGES
@pytest.mark.parametrize("name", ["rows-1.bin", "table-1.bin"])
def test_damaged_tokens_are_replaced_and_the_rest_stays(
    states: tuple[Path, Path], later: Path, damage: Damage, name: str
) -> None:
    (file,) = generation_folder(later).rglob(name)
    (earlier,) = generation_folder(states[0]).rglob(name)
    damage(file, earlier)
    store = owned(later, EMBEDDER, ready=False)
    assert (store.index.state, store.index.generation) == ("ready", "g000001")
    assert_exact(store)
    store.close()


def test_a_whole_index_of_an_earlier_state_is_not_taken_for_the_present_one(
    states: tuple[Path, Path], later: Path
) -> None:
    shutil.rmtree(later / "index")
    shutil.copytree(states[0] / "index", later / "index")
    assert not found_damaged(generation_folder(later))  # it is whole, and sealed
    store = owned(later, EMBEDDER, ready=False)
    assert store.index.state == "rebuilding"
    assert "ledger" in store.index.why
    wait_until_ready(store.index)
    assert_exact(store)
    store.close()


def assert_exact(store: Store) -> None:
    """What is active is found by word and by vector, and nothing that left."""
    ids = {chunk.id for chunk in active(store)}
    assert len(ids) == CHUNKS
    audiences = frozenset(chunk.audience for chunk in active(store))
    assert everything_found(store.index, audiences) == ids
    assert unreachable(store) == []
