"""Token embeddings in the index: with their chunks, through rebuilds, damage and restarts."""

import shutil
import time
from pathlib import Path

import pytest

from storage import token_completion
from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.errors import IndexUnusable
from storage.originals import Originals
from storage.token_embedding import TokenEmbedder
from storage.versions import (
    remove_document,
    retag_document,
)
from tests.fakes import WordEmbedder, WordTokenEmbedder
from tests.storage.indexed_home import (
    active,
    generation_folder,
    ingest,
    make_home,
    owned,
    reading,
    texts_of,
    wait_until_ready,
)
from tests.storage.tokens_of_home import (
    DIMENSION,
    add,
    complete,
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
