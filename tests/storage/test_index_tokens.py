"""Token embeddings in the index: with their chunks, through rebuilds, damage and restarts."""

import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from storage import token_completion
from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.errors import IndexUnusable
from storage.originals import Originals
from storage.records import indexed_text
from storage.store import Store
from storage.token_embedding import TokenEmbedder
from storage.versions import (
    PendingVersion,
    activate_version,
    begin_version,
    remove_document,
    retag_document,
)
from tests.fakes import WordEmbedder, WordTokenEmbedder
from tests.storage.indexed_home import (
    COLLECTION,
    active,
    generation_folder,
    ingest,
    make_home,
    owned,
    reading,
    texts_of,
    unreachable,
    wait_until_ready,
)
from tests.storage.populating import new_version

DIMENSION = 96  # no more than is kept: what the fake gives is compared as it is
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
    make_home(home)
    store = owned(home, embedder)
    for number in range(3):
        add(store, f"/d/{number}", texts_of(f"/d/{number}", 10))
    store.close()
    embedder.tokenised.clear()
    return home


def add(store: Store, source: str, texts: list[str]) -> PendingVersion:
    """Bring a document in as the pipeline does: tokens come with the vectors."""
    new = new_version(COLLECTION, source, texts)
    vectors, tokens = store.index.tokens.embed(
        [indexed_text(new.title, draft.section, draft.text) for draft in new.chunks],
        store.embedder,
    )
    digest = store.embedder.digest
    pending = begin_version(store.ledger, new, vectors=vectors, embedder_digest=digest)
    store.index.add(pending.chunks, vectors, tokens, embedder_digest=digest)
    activate_version(store.ledger, pending)
    store.index.apply_removals()
    return pending


def complete(store: Store) -> bool:
    """Whether every active chunk has tokens, and those of its text."""
    assert isinstance(store.embedder, WordTokenEmbedder)
    _, query = store.embedder.embed_query_with_tokens("prime d0x3 absente")
    found = store.index.token_maxima(query, [chunk.id for chunk in active(store)])
    for chunk in active(store):
        _, own = store.embedder.embed_query_with_tokens(chunk.indexed_text)
        expected = (query.vectors @ own.vectors.T).max(axis=1)
        if chunk.id not in found or not np.allclose(found[chunk.id], expected, atol=0.01):
            return False
    return bool(found)


def wait_until_complete(store: Store, *, limit_s: float = 60) -> None:
    until = time.monotonic() + limit_s
    while store.index.tokens.missing:
        assert time.monotonic() < until, store.index.tokens.missing
        time.sleep(0.01)


def flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 0x10
    file.write_bytes(content)


def test_tokens_given_with_chunks_are_compared_and_kept(
    filled: Path, embedder: WordTokenEmbedder
) -> None:
    store = owned(filled, embedder, ready=False)
    assert store.index.state == "ready"
    assert store.index.tokens.missing == 0
    assert complete(store)
    assert embedder.tokenised == []
    store.close()


def test_tokens_leave_with_their_chunks(filled: Path, embedder: WordTokenEmbedder) -> None:
    store = owned(filled, embedder)
    gone = [chunk.id for chunk in active(store)][:10]
    remove_document(store.ledger, Originals(filled), active(store)[0].document_id)
    assert store.index.apply_removals() == 10
    _, query = embedder.embed_query_with_tokens("prime")
    assert store.index.token_maxima(query, gone) == {}
    assert complete(store)
    store.close()


@pytest.mark.parametrize("while_open", [True, False])
def test_a_change_of_readers_loses_no_tokens(
    filled: Path, embedder: WordTokenEmbedder, while_open: bool
) -> None:
    store = owned(filled, embedder) if while_open else reading(filled, embedder)
    retag_document(store.ledger, active(store)[0].document_id, frozenset({"hr"}))
    if while_open:
        assert store.index.apply_removals() == 10
    else:
        store.close()
        store = owned(filled, embedder)
    assert complete(store)
    assert embedder.tokenised == []
    store.close()


def test_what_comes_without_tokens_gets_them_in_the_background_and_is_sealed(
    filled: Path, embedder: WordTokenEmbedder
) -> None:
    store = owned(filled, embedder)
    ingest(store, "/new", texts_of("/new", 70))
    assert store.index.tokens.missing == 70
    store.index.seal()
    wait_until_complete(store)
    assert complete(store)
    store.index.close()
    assert len(embedder.tokenised) == 70
    store.close()
    store = owned(filled, embedder, ready=False)
    assert store.index.generation == "g000001"
    assert store.index.tokens.missing == 0
    store.close()


def test_completion_can_be_stopped_and_is_taken_up_where_it_was(
    filled: Path, embedder: WordTokenEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_completion, "_STEP", 1)
    store = owned(filled, embedder)
    ingest(store, "/new", texts_of("/new", 200))
    store.index.seal()
    until = time.monotonic() + 30
    while len(embedder.tokenised) < 10 and time.monotonic() < until:
        time.sleep(0.001)
    store.close()
    done = len(embedder.tokenised)
    assert 10 <= done < 200
    store = owned(filled, embedder)
    assert store.index.generation == "g000001"
    wait_until_complete(store)
    assert len(embedder.tokenised) == 200
    assert complete(store)
    store.close()


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


def test_tokens_are_compared_while_an_index_is_rebuilt(
    filled: Path, embedder: WordTokenEmbedder
) -> None:
    store = owned(filled, embedder)
    store.index._succession.abandon(IndexUnusable("A test says so."))
    assert complete(store)
    wait_until_ready(store.index)
    assert complete(store)
    assert embedder.tokenised == []
    store.close()


def test_tokens_given_during_a_rebuild_are_there_after_it(
    filled: Path, embedder: WordTokenEmbedder
) -> None:
    (generation_folder(filled) / "manifest.json").unlink()
    store = owned(filled, embedder, ready=False)
    add(store, "/new", texts_of("/new", 5))
    wait_until_ready(store.index)
    assert complete(store)
    assert len(embedder.tokenised) == 5
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


def test_a_reading_process_compares_the_tokens_on_disk_and_writes_nothing(
    filled: Path, embedder: WordTokenEmbedder
) -> None:
    owner, other = owned(filled, embedder), reading(filled, embedder)
    folder = generation_folder(filled) / "tokens"
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert complete(other)
    assert other.index.tokens.missing == 0
    other.close()
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before
    owner.close()


def test_an_embedder_without_tokens_has_none_and_works(home: Path) -> None:
    make_home(home)
    embedder = WordEmbedder()
    store = owned(home, embedder)
    assert store.index.tokens.projection(embedder) is None
    pending = ingest(store, "/d", texts_of("/d", 5))
    _, query = WordTokenEmbedder().embed_query_with_tokens("prime")
    assert store.index.token_maxima(query, [chunk.id for chunk in pending.chunks]) == {}
    assert store.index.tokens.missing == 0
    assert not (generation_folder(home) / "tokens").exists()
    store.close()


def test_the_projection_is_fitted_on_what_the_ledger_holds(
    filled: Path, embedder: WordTokenEmbedder
) -> None:
    shutil.rmtree(filled / "index")
    store = owned(filled, embedder)
    wait_until_complete(store)
    first = store.index.tokens.projection(embedder)
    texts = {chunk.indexed_text for chunk in active(store)}
    assert texts <= set(embedder.tokenised)
    store.close()
    store = owned(filled, embedder)
    again = store.index.tokens.projection(embedder)
    assert first is not None
    assert again is not None
    assert first.digest == again.digest
    store.close()


def test_the_real_embedder_ranks_by_its_tokens(home: Path) -> None:
    make_home(home)
    embedder = load_embedder(BUNDLED)
    assert isinstance(embedder, TokenEmbedder)
    store = owned(home, embedder)
    texts = ["Employees may work from home two days a week.", "The canteen serves fish on Friday."]
    near, far = add(store, "/a", texts).chunks
    _, query = embedder.embed_query_with_tokens("How many days may I work from home?")
    found = store.index.token_maxima(query, [near.id, far.id])
    assert found[near.id].mean() > found[far.id].mean() + 0.2
    assert (generation_folder(home) / "tokens" / "rows-1.bin").stat().st_size % 96 == 0
    store.close()
