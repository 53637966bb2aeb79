"""While the embedder's server is away, words find what they can and nothing fails."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant import known_languages, meaning
from assistant.answering import Assistant
from assistant.events import AnswerDone
from assistant.follow_up import FollowUp
from assistant.known_languages import knowledge
from assistant.meaning import embedding_while_possible
from assistant.retrieval import retrieve
from assistant.settings import AssistantSettings
from storage import ollama_embedding
from storage.embedder_choice import EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.embedding import Embedder
from storage.records import Reader
from storage.store import Store
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


HANGS_S = 0.5  # what a query waits for in these tests


@pytest.fixture
def hanging(
    home: Path, server: OllamaServer, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """The handbook, whose embedder takes every request and answers none from now on."""
    monkeypatch.setattr(ollama_embedding, "QUERY_S", HANGS_S)
    monkeypatch.setattr(meaning, "WAITED_S", HANGS_S / 2)
    monkeypatch.setattr(meaning, "_away_until", {})
    monkeypatch.setattr(known_languages, "_known", {})
    store = handbook_store(home, embedder)
    server.embedding.pause_s = 60.0
    server.embedding.requests.clear()
    yield store
    store.close()


def test_a_server_that_hangs_is_waited_for_once_a_question(
    hanging: Store, server: OllamaServer
) -> None:
    parts = "Combien de jours de télétravail par semaine ? Et quand l'indemnité est-elle versée ?"
    joined = f"télétravail {parts}"
    following = FollowUp(joined, leans=False, about=parts, subject="télétravail indemnité")
    began = time.monotonic()
    found = retrieve(hanging, parts, reader=STAFF, language="fr", following=following)
    assert time.monotonic() - began < 2 * HANGS_S
    assert len(server.embedding.requests) == 1  # its languages are not asked for either
    assert found.passages[0].chunk.title == "Charte de télétravail"
    assert not embedding_while_possible(hanging.embedder)(["a"]).any()
    assert len(server.embedding.requests) == 1


def test_passages_that_somebody_waits_for_are_waited_for_as_long_as_a_query(
    hanging: Store, server: OllamaServer
) -> None:
    began = time.monotonic()
    assert not embedding_while_possible(hanging.embedder)(["a"]).any()
    assert time.monotonic() - began < 4 * HANGS_S  # and not the 120 s of documents
    assert len(server.embedding.requests) == 1


def test_those_who_ask_at_the_same_time_wait_beside_each_other(
    hanging: Store, server: OllamaServer
) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(6) as people:
        asked = [people.submit(retrieve, hanging, QUESTION, reader=STAFF) for _ in range(6)]
        assert all(one.result().passages for one in asked)
    assert time.monotonic() - began < 3 * HANGS_S
    assert len(server.embedding.requests) <= 6


def test_a_server_that_answers_again_is_asked_again(
    hanging: Store, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "AWAY_S", 0.2)
    assert retrieve(hanging, QUESTION, reader=STAFF).passages[0].dense is None
    server.embedding.pause_s = 0.0
    time.sleep(0.25)
    assert retrieve(hanging, QUESTION, reader=STAFF).passages[0].dense is not None


def test_its_languages_are_found_out_in_four_requests(
    server: OllamaServer, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_languages, "_known", {})
    server.embedding.requests.clear()
    knowledge(embedder, "fr", "en")
    assert [len(request["input"]) for request in server.embedding.requests] == [12] * 4
