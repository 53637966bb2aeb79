"""The bundled embedder with its weights loaded."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.embedding import SentenceTransformerEmbedder, unit_rows

NEAR = 0.99  # of chunks rounded to eight bits to queries, which are not
TEXTS = [
    "Charte du télétravail › Règles\nLes salariés peuvent télétravailler deux jours par semaine.",
    "Employees may work from home two days a week.",
    "Le code du travail, article L. 1222-9.",
    "a",
    "",
    "🙂",
    "mot " * 400,
]


@pytest.mark.slow
class TestLoaded:
    """What takes the real weights."""

    def test_vectors_have_length_one_in_the_order_of_the_texts(
        self, bundled: SentenceTransformerEmbedder
    ) -> None:
        together = bundled.embed_passages(TEXTS)
        assert together.shape == (len(TEXTS), 384)
        assert together.dtype == np.float32
        assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
        for text, row in zip(TEXTS, together, strict=True):
            assert float(row @ bundled.embed_query(text)) > NEAR
        assert bundled.embed_passages([]).shape == (0, 384)

    @pytest.mark.parametrize(("dtype", "least"), [("bfloat16", 0.999), ("int8", NEAR)])
    def test_faster_arithmetic_gives_the_vectors_of_float32(
        self, bundled: SentenceTransformerEmbedder, dtype: str, least: float
    ) -> None:
        if dtype == "bfloat16" and bundled.dtype == "float32":
            pytest.skip("this CPU does not compute in bfloat16")
        if dtype == "int8" and bundled.dtype != "int8":
            pytest.skip("this CPU does not compute in int8")
        folder = bundled._model_folder.path
        faster, single = (
            SentenceTransformerEmbedder(folder, dtype=one) for one in (dtype, "float32")
        )
        cosines = (faster.embed_passages(TEXTS) * single.embed_passages(TEXTS)).sum(axis=1)
        assert cosines.min() > least

    def test_a_text_beyond_the_limit_is_embedded_in_windows_and_not_cut(
        self, bundled: SentenceTransformerEmbedder
    ) -> None:
        room = bundled.max_tokens
        house, fruit = "house " * room, "banana " * room
        house_vector, fruit_vector = bundled.embed_passages([house, fruit])
        both = bundled.embed_passages([house + fruit])[0]
        expected = unit_rows((house_vector + fruit_vector)[None])[0]
        assert float(both @ expected) > 0.999
        assert float(both @ bundled.embed_query(house + fruit)) > NEAR
        assert float(both @ house_vector) < 0.95

    def test_prompts_go_before_queries_and_passages(
        self, bundled: SentenceTransformerEmbedder, model_folder: Path
    ) -> None:
        choice = EmbedderChoice(str(model_folder), "maison: ", "house: ", bundled.dtype)
        prompted = SentenceTransformerEmbedder(model_folder, choice=choice)
        query, passage = prompted.embed_query("bleu"), prompted.embed_passages(["bleu"])[0]
        assert float(query @ bundled.embed_query("maison: bleu")) > 0.999
        assert float(passage @ bundled.embed_query("house: bleu")) > NEAR

    def test_a_home_chunked_for_a_longer_limit_is_embedded_whole_by_a_shorter_one(
        self, bundled: SentenceTransformerEmbedder, model_folder: Path
    ) -> None:
        limit = {"max_seq_length": 128, "do_lower_case": False}
        (model_folder / "sentence_bert_config.json").write_text(json.dumps(limit))
        shorter = SentenceTransformerEmbedder(model_folder)
        assert shorter.digest != bundled.digest
        assert shorter.max_tokens == 126
        chunk = "Les salariés télétravaillent trois jours. " * 9 + "La prime est en mars. " * 9
        assert 126 < bundled.count_tokens(chunk) <= bundled.max_tokens
        whole, cut = shorter.embed_passages([chunk, chunk[: len(chunk) // 3]])
        bonus = shorter.embed_query("La prime est en mars.")
        assert float(whole @ bonus) > float(cut @ bonus) + 0.05

    def test_text_that_no_file_could_hold_is_embedded(
        self, bundled: SentenceTransformerEmbedder
    ) -> None:
        assert np.isfinite(bundled.embed_passages(["\ud800", "a\x00b", "\u202e"])).all()

    def test_many_threads_load_it_once_and_embed_at_the_same_time(self) -> None:
        embedder = load_embedder(BUNDLED)
        with ThreadPoolExecutor(max_workers=6) as threads:
            queries = [threads.submit(embedder.embed_query, TEXTS[i % 3]) for i in range(30)]
            bulk = [threads.submit(embedder.embed_passages, TEXTS * 4) for _ in range(2)]
            for number, query in enumerate(queries):
                expected = bulk[0].result()[number % 3]
                assert float(query.result() @ expected) > NEAR
            assert np.allclose(bulk[0].result(), bulk[1].result(), atol=1e-2)

    def test_meaning_is_near_and_other_meaning_is_far(
        self, bundled: SentenceTransformerEmbedder
    ) -> None:
        query = bundled.embed_query("How many days can I work from home?")
        near, far = bundled.embed_passages([TEXTS[1], "The canteen serves fish on Fridays."])
        assert float(query @ near) > float(query @ far) + 0.2
