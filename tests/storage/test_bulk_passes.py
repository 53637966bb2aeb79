import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import bulk_passes
from storage.bert_pass import BertPass
from storage.bulk_passes import BATCH_TOKENS, BulkPasses, batches_of, rounded
from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.embedding import SentenceTransformerEmbedder, unit_rows
from storage.int8_pass import Int8Pass
from storage.processor import cpu_computes_bfloat16, cpu_computes_int8
from storage.token_output import ForwardPass

SENTENCES = [
    *(
        f"Article {n}. Les salariés télétravaillent {n} jours par semaine. " * (n % 7 + 1)
        for n in range(40)
    ),
    *(f"Employees may carry over {n} days of leave. " * (n % 5 + 1) for n in range(40)),
    "mot " * 100,
]
# Of a token or two: what bfloat16 rounds away in each of two passes is not averaged out.
TEXTS = [*SENTENCES, "", "a", "🙂"]


@given(st.lists(st.integers(1, 600), max_size=200))
def test_every_text_is_in_one_batch_of_bounded_size_of_texts_of_like_length(
    lengths: list[int],
) -> None:
    batches = batches_of(lengths)
    assert sorted(position for batch in batches for position in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = rounded(lengths[batch[0]])
        assert lengths[batch[0]] == max(lengths[position] for position in batch)
        assert len(batch) == 1 or len(batch) * longest <= BATCH_TOKENS
    longest_first = [lengths[position] for batch in batches for position in batch]
    assert longest_first == sorted(lengths, reverse=True)


def test_lengths_are_rounded_up() -> None:
    assert [rounded(tokens) for tokens in (1, 8, 9, 255, 256)] == [8, 8, 16, 256, 256]


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    if not cpu_computes_bfloat16():
        pytest.skip("this CPU does not compute in bfloat16")
    found = load_embedder(EmbedderChoice(BUNDLED, dtype="bfloat16"))
    assert isinstance(found, SentenceTransformerEmbedder)
    return found


@pytest.fixture(scope="module")
def rounded_embedder() -> SentenceTransformerEmbedder:
    if not (cpu_computes_int8() and cpu_computes_bfloat16()):
        pytest.skip("this CPU does not compute in int8 and bfloat16")
    found = load_embedder(EmbedderChoice(BUNDLED, dtype="int8"))
    assert isinstance(found, SentenceTransformerEmbedder)
    return found


def assert_alone_as_together(embedder: SentenceTransformerEmbedder) -> None:
    together = embedder.embed_passages(TEXTS)
    for position in (0, 17, 44, 79, 80):
        alone = embedder.embed_passages([TEXTS[position]])[0]
        assert float(alone @ together[position]) > 0.9999


@pytest.mark.slow
class TestRounded:
    """The same in int8: nearly the model's own pass."""

    def test_the_bundled_model_is_rounded_and_hardly_changes(
        self, rounded_embedder: SentenceTransformerEmbedder, embedder: SentenceTransformerEmbedder
    ) -> None:
        own, own_rows = rounded_embedder.embed_passages_with_tokens(SENTENCES, lambda rows: rows)
        assert rounded_embedder._bulk is not None
        assert isinstance(rounded_embedder._bulk._states, Int8Pass)
        exact, exact_rows = embedder.embed_passages_with_tokens(SENTENCES, lambda rows: rows)
        cosines = (own * exact).sum(axis=1)
        assert cosines.mean() > 0.998
        assert cosines.min() > 0.995
        tokens = (np.concatenate(own_rows) * np.concatenate(exact_rows)).sum(axis=1)
        assert tokens.mean() > 0.997
        assert cosines.max() < 0.99999  # it was rounded

    def test_a_vector_does_not_depend_on_what_is_embedded_beside_it(
        self, rounded_embedder: SentenceTransformerEmbedder
    ) -> None:
        assert_alone_as_together(rounded_embedder)

    @pytest.mark.parametrize("lacking", ["cpu_computes_int8", "cpu_computes_bfloat16"])
    def test_where_the_processor_has_no_int8_it_is_not_used_and_that_is_said(
        self,
        embedder: SentenceTransformerEmbedder,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        lacking: str,
    ) -> None:
        monkeypatch.setattr(bulk_passes, lacking, lambda: False)
        found = BulkPasses.of(embedder._loaded(), embedder._encodings, dtype="int8")
        assert found is not None
        assert isinstance(found._states, BertPass)
        assert "computed in bfloat16, not in int8: this processor" in caplog.text


@pytest.mark.slow
class TestLoaded:
    """What takes the real weights."""

    def test_vectors_and_token_rows_are_those_of_the_models_own_pass(
        self, embedder: SentenceTransformerEmbedder
    ) -> None:
        fast, fast_rows = embedder.embed_passages_with_tokens(TEXTS, lambda rows: rows)
        embedder._loaded()
        assert embedder._bulk is not None
        bulk, embedder._bulk = embedder._bulk, None
        try:
            plain, plain_rows = embedder.embed_passages_with_tokens(TEXTS, lambda rows: rows)
        finally:
            embedder._bulk = bulk
        cosines = (fast * plain).sum(axis=1)
        assert cosines[: len(SENTENCES)].min() > 0.9999
        assert cosines.min() > 0.9998
        for own, expected in zip(fast_rows, plain_rows, strict=True):
            assert own.shape == expected.shape
            assert not len(own) or (own * expected).sum(axis=1).min() > 0.995

    def test_a_vector_does_not_depend_on_what_is_embedded_beside_it(
        self, embedder: SentenceTransformerEmbedder
    ) -> None:
        assert_alone_as_together(embedder)

    def test_sums_beyond_what_bfloat16_holds_are_computed_the_plain_way(
        self, embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fresh = BulkPasses.of(embedder._loaded(), embedder._encodings, dtype="bfloat16")
        assert fresh is not None
        monkeypatch.setattr(fresh._states, "_largest_sum", 100.0)  # MiniLM's last layer stays below
        vectors = np.empty((len(TEXTS), embedder.dimension), dtype=np.float32)
        for batch, rows in fresh.over(TEXTS, lambda output: unit_rows(output.vectors())):
            vectors[batch] = rows
        assert not (vectors == embedder.embed_passages(TEXTS)).all()
        assert (vectors * embedder.embed_passages(TEXTS)).sum(axis=1).min() > 0.9998

    def test_passes_run_on_threads_that_yield(self, embedder: SentenceTransformerEmbedder) -> None:
        import os

        embedder.warm()
        assert embedder._bulk is not None

        def seen(_output: ForwardPass) -> tuple[int, int]:
            import torch

            thread = threading.get_native_id()
            return os.getpriority(os.PRIO_PROCESS, thread), torch.get_num_threads()

        found = {told for _, told in embedder._bulk.over(TEXTS, seen)}
        own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        assert found == {(min(19, own + 10), 1)}
