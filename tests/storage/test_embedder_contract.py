"""What every embedder keeps: the bundled one, one that Ollama serves, and the fake."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.embedding import Embedder
from tests.fakes import WordEmbedder
from tests.ollama_server import OllamaServer

TEXTS = ["La prime est versée en mars.", "", "🙂", "Employees may work from home.", "x" * 3000]


@pytest.fixture(
    scope="module", params=["fake", "ollama", pytest.param("bundled", marks=pytest.mark.slow)]
)
def embedder(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    if request.param == "fake":
        yield WordEmbedder()
    elif request.param == "bundled":
        yield load_embedder(BUNDLED)
    else:
        with OllamaServer(models=("bge-m3:latest",)) as server:
            yield load_embedder("ollama:bge-m3", ollama_url=server.url)


def test_it_says_what_it_is(embedder: Embedder) -> None:
    assert len(embedder.digest) == 64
    assert isinstance(embedder.choice, EmbedderChoice)
    assert embedder.dimension > 0
    assert embedder.max_tokens >= 32
    embedder.warm()


def test_vectors_are_unit_rows_in_the_order_of_the_texts(embedder: Embedder) -> None:
    rows = embedder.embed_passages(TEXTS)
    assert rows.shape == (len(TEXTS), embedder.dimension)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    for text, row in zip(TEXTS, rows, strict=True):
        assert float(embedder.embed_passages([text])[0] @ row) > 0.999
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_query_is_one_unit_vector_near_its_own_passage(embedder: Embedder) -> None:
    query = embedder.embed_query(TEXTS[0])
    assert query.shape == (embedder.dimension,)
    rows = embedder.embed_passages([TEXTS[3], TEXTS[0]])
    assert int(np.argmax(rows @ query)) == 1


def test_queries_together_are_those_one_by_one(embedder: Embedder) -> None:
    rows = embedder.embed_queries(TEXTS)
    assert rows.shape == (len(TEXTS), embedder.dimension)
    for text, row in zip(TEXTS, rows, strict=True):
        assert float(embedder.embed_query(text) @ row) > 0.999


def test_more_words_are_more_tokens_and_nothing_is_none(embedder: Embedder) -> None:
    assert embedder.count_tokens("") == 0
    counts = [embedder.count_tokens("mot " * number) for number in (1, 10, 500)]
    assert counts == sorted(counts)
    assert counts[0] >= 1
    assert counts[2] >= 500


def test_what_stands_beyond_the_limit_counts_too(embedder: Embedder) -> None:
    first = "alpha " * embedder.max_tokens
    alone, longer = embedder.embed_passages([first, first + "omega " * embedder.max_tokens])
    assert float(alone @ longer) < 0.99


def test_threads_do_not_disturb_each_other(embedder: Embedder) -> None:
    expected = embedder.embed_passages(TEXTS)
    with ThreadPoolExecutor(4) as threads:
        for rows in threads.map(lambda _: embedder.embed_passages(TEXTS), range(8)):
            assert np.allclose(rows, expected, atol=2e-2)
