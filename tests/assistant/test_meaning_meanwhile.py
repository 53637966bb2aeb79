"""What others do while meaning is asked for: embedders are exchanged, or tried first."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant import known_languages, meaning
from assistant.known_languages import knowledge
from assistant.meaning import knowledge_while_possible, nearest_while_possible
from storage.asking_first import is_asking
from storage.errors import EmbedderUnreachable
from storage.query_vector import QueryVector
from storage.records import Hit
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import audiences, with_three_documents
from tests.storage.reindexed_home import change


class Leaving(WordEmbedder):
    """An embedder whose server goes away."""

    away = False

    def embed_query(self, text: str) -> NDArray[np.float32]:
        if self.away:
            raise EmbedderUnreachable("The server does not answer.", hint="Start it.")
        return super().embed_query(text)


@pytest.mark.slow  # real Chroma and tantivy
def test_an_embedder_that_takes_over_in_mid_question_and_is_away_fails_no_question(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "_away_until", {})
    store = with_three_documents(home, WordEmbedder())
    allowed, former = audiences(store), store.embedder.digest
    query = QueryVector.of(store.embedder, "anything at all")
    search, successor = store.index.search_dense, Leaving(seed="leaving")

    def search_later(query: QueryVector, *, audiences: frozenset[int], k: int) -> list[Hit]:
        change(store, successor)
        successor.away = True
        return search(query, audiences=audiences, k=k)

    monkeypatch.setattr(store.index, "search_dense", search_later)
    assert nearest_while_possible(store.index, query, audiences=allowed, k=3) == []
    assert former not in meaning._away_until  # it is not the one that is away
    store.close()


def test_languages_that_are_known_stay_known_while_the_server_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    embedder = WordEmbedder(seed="known")
    monkeypatch.setitem(known_languages._known, embedder.digest, {("fr", "en"): 0.5})
    monkeypatch.setattr(meaning, "_away_until", {embedder.digest: float("inf")})
    assert knowledge_while_possible(embedder, "fr", "en") == 0.5
    untried = WordEmbedder(seed="untried")
    monkeypatch.setitem(meaning._away_until, untried.digest, float("inf"))
    assert knowledge_while_possible(untried, "en", "en") == 0.0
    assert untried.embedded == []


def test_whoever_tries_an_embedder_lets_nobody_pass_who_may_wait_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reindexing tries the successor as bulk work."""
    monkeypatch.setattr(known_languages, "_known", {})
    seen = []

    class Noting(WordEmbedder):
        def embed_query(self, text: str) -> NDArray[np.float32]:
            seen.append(is_asking())
            return super().embed_query(text)

    assert not is_asking()
    knowledge(Noting(), "en", "en")
    assert seen and all(seen)
    assert not is_asking()
