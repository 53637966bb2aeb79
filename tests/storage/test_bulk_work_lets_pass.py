"""Each part of a load lets those who ask pass, often enough; who asks is waited for."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from assistant.retrieval import retrieve
from storage import (
    asking_first,
    bulk_passes,
    embedding,
    int8_pass,
    lexical,
    recent_encodings,
    vectors,
)
from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.embedding import SentenceTransformerEmbedder, unit_rows
from storage.lexical import LexicalIndex
from storage.processor import cpu_computes_bfloat16, cpu_computes_int8
from storage.records import OPERATOR, Chunk, Span
from storage.store import Store
from storage.token_output import ForwardPass
from storage.vectors import ChromaVectors
from tests.assistant.handbook import add, new_ledger, store_over
from tests.fakes import WordEmbedder

WORKED_S = 0.2


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One more for each time that somebody may pass: the module that let them."""
    seen: list[str] = []
    for module in (bulk_passes, embedding, int8_pass, lexical, recent_encodings, vectors):
        name = module.__name__.removeprefix("storage.")
        monkeypatch.setattr(module, "let_pass", lambda name=name: seen.append(name))
    return seen


def test_passes_of_a_model_do_in_every_layer(passes: list[str]) -> None:
    if not (cpu_computes_int8() and cpu_computes_bfloat16()):
        pytest.skip("this CPU does not compute in int8 and bfloat16")
    embedder = load_embedder(EmbedderChoice(BUNDLED, dtype="int8"))
    embedder.warm()
    passes.clear()
    embedder.embed_passages(["Tea is served at four."])
    assert passes.count("int8_pass") >= 2 * 6  # layers
    assert "bulk_passes" in passes
    embedder.count_tokens("Tea is served at four.")  # as of each sentence of a chunk
    assert passes[-1] == "recent_encodings"


def test_passes_of_a_model_with_a_prompt_do_before_each_small_batch(passes: list[str]) -> None:
    embedder = load_embedder(EmbedderChoice(BUNDLED, document_prompt="passage: "))
    assert isinstance(embedder, SentenceTransformerEmbedder)
    texts = [f"Tea is served at {hour}." for hour in range(20)]
    expected = embedder.embed_passages(texts)
    passes.clear()
    cut = embedder._cut(texts)

    def seen(output: ForwardPass) -> tuple[int, int, int, NDArray[np.float32]]:
        thread = threading.get_native_id()
        nice, threads = os.getpriority(os.PRIO_PROCESS, thread), torch.get_num_threads()
        return len(output.own), nice, threads, unit_rows(output.vectors())

    found = list(embedder._each_batch(cut, seen))
    assert passes.count("embedding") == len(found) == 3
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    for batch, (size, nice, threads, rows) in found:
        assert size <= 8
        assert (nice, threads) == (min(19, own + 10), 1)
        assert float((rows * expected[batch]).sum(axis=1).min()) > 0.9999


def test_writes_do_between_parts(passes: list[str], tmp_path: Path) -> None:
    index = ChromaVectors(tmp_path / "vectors", batch=10)
    rows = np.random.default_rng(7).normal(size=(35, 8)).astype(np.float32)
    index.add(range(1, 36), [0] * 35, rows)
    index.close()
    words = LexicalIndex(tmp_path)
    said = "Tea is served at four."
    span = (Span(1, 0, len(said)),)
    words.add([Chunk(number, "d", 1, "", "", said, span, "en") for number in range(1, 41)])
    words.close()
    assert passes.count("vectors") == 4
    assert passes.count("lexical") == 3


class Asked(WordEmbedder):
    """Notes whether bulk work that has worked before waits while a question is embedded."""

    waited: bool | None = None

    def embed_query(self, text: str) -> np.ndarray:
        begun, over = threading.Event(), threading.Event()

        def work() -> None:
            asking_first.let_pass()
            time.sleep(WORKED_S)
            begun.set()
            asking_first.let_pass()
            over.set()

        thread = threading.Thread(target=work)
        thread.start()
        assert begun.wait(10)
        self.waited = not over.wait(asking_first.MOST_SAVED_S / 2)
        thread.join()
        return super().embed_query(text)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    ledger = new_ledger(tmp_path)
    embedder = Asked()
    add(ledger, embedder, "tea.md", ["Tea is served at four."], title="Tea")
    yield store_over(ledger, embedder)


def test_a_search_is_waited_for(store: Store) -> None:
    assert isinstance(store.embedder, Asked)
    assert retrieve(store, "When is tea served?", reader=OPERATOR).passages
    assert store.embedder.waited
