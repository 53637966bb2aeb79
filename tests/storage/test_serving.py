"""Indexes are exchanged while people search: the former is closed after its last search."""

import threading

import pytest

from storage.errors import IndexUnusable
from storage.exact import ExactVectors
from storage.index_pair import IndexPair
from storage.lexical import LexicalIndex
from storage.serving import Serving
from tests.fakes import WordEmbedder


class Watched(IndexPair):
    """A pair in memory that knows whether it was closed."""

    def __init__(self) -> None:
        super().__init__(ExactVectors(4), LexicalIndex(), WordEmbedder(dimension=4))
        self.closed = threading.Event()

    def close(self) -> None:
        super().close()
        self.closed.set()


def test_nothing_answers_before_the_first_exchange_and_after_the_last() -> None:
    serving = Serving()
    with serving.pair() as pair:
        assert pair is None
    first = Watched()
    serving.exchange(first)
    with serving.pair() as pair:
        assert pair is first
    serving.exchange(None)
    assert first.closed.is_set()
    with serving.pair() as pair:
        assert pair is None


def test_the_former_pair_is_closed_when_its_last_search_has_ended() -> None:
    serving, first, second = Serving(), Watched(), Watched()
    serving.exchange(first)
    with serving.pair() as searched, serving.pair():
        assert searched is first
        exchange = threading.Thread(target=serving.exchange, args=(second,))
        exchange.start()
        while True:
            with serving.pair() as pair:
                if pair is second:  # new searches do not wait for the old ones
                    break
        assert not first.closed.wait(0.05)
    exchange.join(5)
    assert first.closed.is_set()
    assert not second.closed.is_set()
    serving.exchange(None)


def test_a_search_that_fails_does_not_keep_the_pair_open() -> None:
    serving, first = Serving(), Watched()
    serving.exchange(first)
    with pytest.raises(KeyError), serving.pair():
        raise KeyError
    serving.exchange(None)
    assert first.closed.is_set()


def test_an_answer_is_given_by_the_pair_in_place_and_refused_where_there_is_none() -> None:
    serving = Serving()
    with pytest.raises(IndexUnusable, match="it is closed"):
        serving.answer(len_of_words, otherwise="it is closed")
    serving.exchange(Watched())
    assert serving.answer(len_of_words, otherwise="it is closed") == 0
    serving.exchange(None)


def len_of_words(pair: IndexPair) -> int:
    return len(pair.lexical)
