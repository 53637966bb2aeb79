from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from assistant import reranking, scope
from assistant.follow_up import FollowUp
from assistant.parts import parts_of
from assistant.retrieval import retrieve
from storage.access import readable_audiences
from storage.cross_encoder import LocalCrossEncoder
from storage.errors import RerankerError
from storage.passages import fetch_passages
from storage.query_vector import QueryVector
from storage.records import OPERATOR, Reader
from storage.store import Store
from tests.assistant.handbook import add, handbook_store, store_over
from tests.fakes import WordTokenEmbedder

STAFF = Reader("emma", frozenset({"staff"}))
QUESTION = "How many days of leave do employees have?"


class LastFirst:
    """A cross-encoder that likes the last passage it is given best."""

    def __init__(self) -> None:
        self.read: list[Sequence[str]] = []
        self.asked: list[str] = []

    def scores(self, query: str, passages: Sequence[str]) -> np.ndarray:
        self.read.append(passages)
        self.asked.append(query)
        return np.arange(len(passages), dtype=np.float32)


class Broken(LastFirst):
    def scores(self, query: str, passages: Sequence[str]) -> np.ndarray:
        raise RerankerError("It cannot be used.")


def with_reranker(store: Store, reranker: LastFirst) -> Store:
    return replace(store, reranker=cast(LocalCrossEncoder, reranker))


def test_a_cross_encoder_that_is_named_changes_the_order(
    handbook: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reranking, "CROSS_ENCODER_DEPTH", 3)
    reranker = LastFirst()
    plain = [one.chunk.id for one in retrieve(handbook, QUESTION, reader=OPERATOR).passages]
    found = retrieve(with_reranker(handbook, reranker), QUESTION, reader=OPERATOR).passages
    assert [len(passages) for passages in reranker.read] == [3]
    assert [one.chunk.id for one in found] != plain


def test_a_cross_encoder_that_fails_leaves_the_ranking_without_it(handbook: Store) -> None:
    broken = retrieve(with_reranker(handbook, Broken()), QUESTION, reader=OPERATOR)
    without = retrieve(handbook, QUESTION, reader=OPERATOR, rerank_depth=0)
    assert [one.chunk.id for one in broken.passages] == [one.chunk.id for one in without.passages]


def test_a_cross_encoder_that_fails_is_said_once(
    handbook: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "_warned", set())
    for _ in range(3):
        retrieve(with_reranker(handbook, Broken()), QUESTION, reader=OPERATOR)
    said = [one for one in caplog.records if "without reranking" in one.getMessage()]
    assert [one.levelname for one in said if one.levelname != "DEBUG"] == ["WARNING"]


def test_a_cross_encoder_that_is_repaired_and_fails_again_is_said_again(
    handbook: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "_warned", set())
    for reranker in (Broken(), LastFirst(), Broken()):
        retrieve(with_reranker(handbook, reranker), QUESTION, reader=OPERATOR)
    warned = [one for one in caplog.records if one.levelname == "WARNING"]
    assert ["without reranking" in one.getMessage() for one in warned] == [True, True]


def test_with_depth_0_nothing_is_looked_at_more_closely(handbook: Store) -> None:
    reranker = LastFirst()
    retrieve(with_reranker(handbook, reranker), QUESTION, reader=OPERATOR, rerank_depth=0)
    assert reranker.read == []


def test_how_close_a_passage_is_does_not_follow_what_the_reader_may_not_read(home: Path) -> None:
    """To the last bit: neither a word of forbidden documents alone nor a shared one counts them."""
    embedder = WordTokenEmbedder(dimension=512)
    questions = (
        "How many days of leave has a zorglub?",
        "Le salaire des zorglub, combien d'euros ?",
    )

    def look(store: Store, question: str) -> tuple[dict[int, float], dict[int, float]]:
        found = {
            one.chunk.id: one.score for one in retrieve(store, question, reader=STAFF).passages
        }
        close = reranking.closeness(
            store,
            QueryVector.of(embedder, question),
            question,
            fetch_passages(store.ledger, STAFF, found),
            order=sorted(found),
            language="en",
            audiences=readable_audiences(store.ledger, STAFF),
        )
        return close, found

    with handbook_store(home, embedder) as store:
        before = [look(store, question) for question in questions]
        for number in range(20):
            text = f"The zorglub has {number} days of leave, and a salary. Le salaire des zorglub."
            add(store.ledger, embedder, f"{number}.md", [text], title="Zorglub", collection="hr")
        with store_over(store.ledger, embedder) as more:
            after = [look(more, question) for question in questions]
    assert all(close for close, _ in before)
    assert [close for close, _ in after] == [close for close, _ in before]
    for (_, found), (_, expected) in zip(after, before, strict=True):
        assert list(found) == list(expected)
        assert found == pytest.approx(expected, abs=0.02)  # the average length of a chunk is left


@pytest.mark.parametrize("leans", [False, True])
def test_a_cross_encoder_reads_once_for_a_question_of_several_searches(
    handbook: Store, leans: bool
) -> None:
    reranker = LastFirst()
    joined = "Leave policy: how many days of leave do employees have?"
    following = FollowUp(joined, leans=leans, about=joined, subject="paid leave")
    asked = "How many days of leave are there, and when does unused leave expire?"
    assert parts_of(asked, "en")
    store = with_reranker(handbook, reranker)
    retrieve(store, asked, reader=OPERATOR, language="en", following=following)
    assert reranker.asked == [joined if leans else asked]
