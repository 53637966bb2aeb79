"""While the embedder's server is away, words find what they can and nothing fails."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.answering import Assistant
from assistant.events import AnswerDone
from assistant.meaning import embedding_while_possible
from assistant.retrieval import retrieve
from assistant.settings import AssistantSettings
from storage.embedder_choice import EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.embedding import Embedder
from storage.records import Reader
from tests.assistant.handbook import handbook_store
from tests.ollama_embedders import Embedding
from tests.ollama_server import OllamaServer

STAFF = Reader("ann", frozenset({"staff"}))
QUESTION = "Combien de jours de télétravail par semaine ?"


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer(models=("bge-m3:latest",)) as running:
        yield running


@pytest.fixture
def embedder(server: OllamaServer) -> Embedder:
    return load_embedder(EmbedderChoice("ollama:bge-m3"), ollama_url=server.url)


def test_a_question_is_answered_by_its_words(
    home: Path, server: OllamaServer, embedder: Embedder
) -> None:
    store = handbook_store(home, embedder)
    with_meaning = retrieve(store, QUESTION, reader=STAFF, k=3)
    assert with_meaning.passages[0].dense is not None
    server.embedding.failure = Embedding.BUSY
    by_words = retrieve(store, QUESTION, reader=STAFF, k=3)
    assert by_words.passages[0].chunk.id == with_meaning.passages[0].chunk.id
    assert by_words.passages[0].dense is None
    assistant = Assistant(store, AssistantSettings.model_validate({"model": "none"}))
    *_, last = assistant.answer(QUESTION, reader=STAFF)
    assert isinstance(last, AnswerDone)
    store.close()


def test_texts_are_near_none_while_their_vectors_cannot_be_had(
    server: OllamaServer, embedder: Embedder
) -> None:
    embed = embedding_while_possible(embedder)
    assert np.allclose(np.linalg.norm(embed(["a", "b"]), axis=1), 1, atol=1e-5)
    server.stop()
    assert embed(["a", "b"]).tolist() == np.zeros((2, embedder.dimension)).tolist()
