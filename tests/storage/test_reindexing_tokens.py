"""Token embeddings when another embedder takes over: each generation has its own, and none mix."""

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.embedding import SentenceTransformerEmbedder
from storage.reindexing import Reindexing
from storage.store import Store
from tests.storage.indexed_home import active, ingest, make_home, owned, texts_of, unreachable

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # the real weights


def wait_for_tokens(store: Store) -> None:
    store.index.seal()  # as the worker does when it rests
    until = time.monotonic() + 60
    while store.index.tokens.missing:
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def shorter(tmp_path: Path) -> SentenceTransformerEmbedder:
    """The bundled model with another limit: the same dimension, another digest."""
    bundled = load_embedder(BUNDLED)
    assert isinstance(bundled, SentenceTransformerEmbedder)
    folder, original = tmp_path / "shorter", bundled._model_folder.path
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns("model.safetensors"))
    (folder / "model.safetensors").hardlink_to(original / "model.safetensors")
    limit = {"max_seq_length": 128, "do_lower_case": False}
    (folder / "sentence_bert_config.json").write_text(json.dumps(limit))
    made = load_embedder(EmbedderChoice(str(folder)))
    assert isinstance(made, SentenceTransformerEmbedder)
    return made


def test_tokens_belong_to_the_embedder_in_force(
    home: Path, shorter: SentenceTransformerEmbedder
) -> None:
    make_home(home)
    bundled = load_embedder(BUNDLED)
    assert isinstance(bundled, SentenceTransformerEmbedder)
    with owned(home, bundled) as store:
        ingest(store, "/a", texts_of("/a", 4))
        wait_for_tokens(store)
        ids = [chunk.id for chunk in active(store)]
        _, old = bundled.embed_query_with_tokens("prime en mars")
        _, new = shorter.embed_query_with_tokens("prime en mars")
        assert store.index.token_maxima(old, ids).keys() == set(ids)
        assert store.index.token_maxima(new, ids) == {}
        Reindexing(store, lambda: shorter).run()
        assert store.index.token_maxima(old, ids) == {}
        wait_for_tokens(store)
        assert store.index.token_maxima(new, ids).keys() == set(ids)
        ingest(store, "/b", texts_of("/b", 3))
        Reindexing(store, lambda: bundled).run()  # back to the generation that was kept
        assert store.index.generation == "g000001"
        assert store.index.token_maxima(old, ids).keys() == set(ids)
        wait_for_tokens(store)
        everything = [chunk.id for chunk in active(store)]
        assert store.index.token_maxima(old, everything).keys() == set(everything)
        assert unreachable(store) == []


def test_an_index_made_anew_with_its_own_embedder_keeps_its_tokens(home: Path) -> None:
    make_home(home)
    bundled = load_embedder(BUNDLED)
    assert isinstance(bundled, SentenceTransformerEmbedder)
    with owned(home, bundled) as store:
        ingest(store, "/a", texts_of("/a", 4))
        wait_for_tokens(store)
        Reindexing(store, lambda: bundled).run()
        assert store.index.generation == "g000002"
        assert store.index.tokens.missing == 0


def test_the_tokens_of_a_text_of_several_windows_are_those_of_all_of_them(
    shorter: SentenceTransformerEmbedder,
) -> None:
    bundled = load_embedder(BUNDLED)
    assert isinstance(bundled, SentenceTransformerEmbedder)
    text = "Les salariés télétravaillent trois jours. " * 14
    _, (rows,) = shorter.embed_passages_with_tokens([text], lambda tokens: tokens)
    assert 126 < len(rows) == bundled.count_tokens(text)
    vector, query = shorter.embed_query_with_tokens(text)
    assert len(query.spans) == len(query.vectors) == len(rows)
    assert float(vector @ shorter.embed_query(text)) > 0.999
    pieces = [text[start:end] for start, end in query.spans]
    assert "".join(pieces) == "".join(text.split())
    assert np.allclose(query.vectors, rows, atol=0.05)
