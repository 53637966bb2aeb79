from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from assistant import reranking, scope
from assistant.follow_up import FollowUp
from assistant.parts import parts_of
from assistant.retrieval import retrieve
from storage.cross_encoder import LocalCrossEncoder
from storage.errors import RerankerError
from storage.records import OPERATOR
from storage.store import Store

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


def test_with_depth_0_nothing_is_looked_at_more_closely(handbook: Store) -> None:
    reranker = LastFirst()
    retrieve(with_reranker(handbook, reranker), QUESTION, reader=OPERATOR, rerank_depth=0)
    assert reranker.read == []


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
