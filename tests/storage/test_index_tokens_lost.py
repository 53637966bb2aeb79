"""Token embeddings that are damaged, lost or of another text: the rest of the index stays."""

import shutil
from pathlib import Path

import pytest

from storage import token_completion
from tests.fakes import WordEmbedder, WordTokenEmbedder
from tests.storage.indexed_home import (
    active,
    generation_folder,
    ingest,
    make_home,
    owned,
    reading,
    texts_of,
    unreachable,
)
from tests.storage.tokens_of_home import (
    DIMENSION,
    add,
    complete,
    flip,
    wait_until_complete,
    with_three_documents,
)

pytestmark = pytest.mark.slow  # real Chroma and tantivy


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_completion, "_FIRST_S", 0.0)


@pytest.fixture
def embedder() -> WordTokenEmbedder:
    return WordTokenEmbedder(dimension=DIMENSION)


@pytest.fixture
def filled(home: Path, embedder: WordTokenEmbedder) -> Path:
    """A home with three documents of ten chunks, their tokens given with them; sealed, closed."""
    with_three_documents(home, embedder)
    return home


def test_a_rebuild_after_a_crash_carries_the_tokens_over(
    filled: Path, embedder: WordTokenEmbedder
) -> None:
    (generation_folder(filled) / "manifest.json").unlink()
    store = owned(filled, embedder)
    assert store.index.generation == "g000002"
    assert store.index.tokens.missing == 0
    assert complete(store)
    assert embedder.tokenised == []
    store.close()


def test_tokens_of_another_text_under_the_same_id_are_not_carried_over(
    filled: Path, embedder: WordTokenEmbedder, tmp_path: Path
) -> None:
    """A ledger put back from an older backup gives the same ids to other texts."""
    shutil.copytree(filled / "index", tmp_path / "newer")
    shutil.rmtree(filled)
    make_home(filled)
    store = owned(filled, embedder)
    ids = [chunk.id for chunk in add(store, "/other", texts_of("/other", 10)).chunks]
    store.close()
    shutil.rmtree(filled / "index")
    shutil.copytree(tmp_path / "newer", filled / "index")
    other = reading(filled, embedder)
    _, query = embedder.embed_query_with_tokens("prime")
    assert other.index.token_maxima(query, ids) == {}
    other.close()
    store = owned(filled, embedder)
    wait_until_complete(store)
    assert ids == [chunk.id for chunk in active(store)]
    assert complete(store)
    store.close()


@pytest.mark.parametrize("file", ["rows-1.bin", "table-1.bin", "projection.bin"])
def test_a_flipped_byte_of_the_tokens_is_found_and_the_rest_of_the_index_kept(
    filled: Path, embedder: WordTokenEmbedder, file: str
) -> None:
    flip(generation_folder(filled) / "tokens" / file, -200)
    store = owned(filled, embedder, ready=False)
    assert store.index.state == "ready"
    assert store.index.generation == "g000001"
    wait_until_complete(store)
    assert complete(store)
    relearned = set(embedder.tokenised) & {chunk.indexed_text for chunk in active(store)}
    assert len(relearned) == (30 if file == "projection.bin" else 1)
    assert unreachable(store) == []
    store.close()
    store = owned(filled, embedder, ready=False)
    assert store.index.state == "ready"
    assert complete(store)
    store.close()


@pytest.mark.parametrize("lost", ["tokens", "tokens/rows-1.bin"])
def test_lost_files_of_the_tokens_cost_the_tokens_alone(
    filled: Path, embedder: WordTokenEmbedder, lost: str
) -> None:
    path = generation_folder(filled) / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    store = owned(filled, embedder, ready=False)
    assert store.index.generation == "g000001"
    wait_until_complete(store)
    assert complete(store)
    store.close()


def test_an_index_from_before_there_were_tokens_gets_them(
    home: Path, embedder: WordTokenEmbedder
) -> None:
    make_home(home)
    store = owned(home, WordEmbedder(dimension=DIMENSION))
    ingest(store, "/d", texts_of("/d", 40))
    store.close()
    assert not (generation_folder(home) / "tokens").exists()
    store = owned(home, embedder, ready=False)
    assert store.index.state == "ready"
    wait_until_complete(store)
    assert complete(store)
    store.close()
