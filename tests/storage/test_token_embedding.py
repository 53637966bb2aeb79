"""Token embeddings of the real model: from the pass that embeds, each where it stands."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from storage import token_output
from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.embedding import SentenceTransformerEmbedder
from storage.errors import EmbedderError
from storage.token_embedding import TokenEmbedder, token_digest_of
from tests.fakes import WordEmbedder, WordTokenEmbedder

TEXTS = ["Employees may work from home.", "", "Où est la prime d'été ? 🙂", "mot " * 400]


def whole(rows: np.ndarray) -> np.ndarray:
    return rows


def test_who_gives_tokens_can_be_told(bundled: SentenceTransformerEmbedder) -> None:
    assert isinstance(bundled, TokenEmbedder)
    assert token_digest_of(bundled) != bundled.digest
    assert token_digest_of(WordTokenEmbedder()) != token_digest_of(WordTokenEmbedder(seed="b"))
    assert token_digest_of(WordEmbedder()) == ""


def test_the_fake_can_be_computed_by_hand() -> None:
    fake = WordTokenEmbedder()
    vector, tokens = fake.embed_query_with_tokens("Prime annuelle,  prime !")
    assert (vector == fake.embed_query("Prime annuelle, prime !")).all()
    assert tokens.spans == ((0, 5), (6, 15), (17, 22), (23, 24))
    assert tokens.vectors.argmax(axis=1).tolist() == [
        fake.dimension_of(word) for word in ("prime", "annuelle", "prime", "")
    ]
    _, (rows,) = fake.embed_passages_with_tokens(["Prime annuelle,  prime !"], whole)
    assert (rows == tokens.vectors).all()


@pytest.mark.slow
class TestLoaded:
    """What takes the real weights."""

    def test_vectors_are_those_without_tokens_and_each_text_has_its_own_tokens(
        self, bundled: SentenceTransformerEmbedder
    ) -> None:
        vectors, tokens = bundled.embed_passages_with_tokens(TEXTS, whole)
        assert np.allclose(vectors, bundled.embed_passages(TEXTS), atol=1e-6)
        assert [len(rows) for rows in tokens] == [bundled.count_tokens(text) for text in TEXTS]
        assert tokens[0].shape[1] == 384
        assert tokens[0].dtype == np.float32
        assert np.allclose(np.linalg.norm(np.vstack(tokens), axis=1), 1, atol=1e-5)
        for text, rows in zip(TEXTS, tokens, strict=True):
            vector, query = bundled.embed_query_with_tokens(text)
            assert float(vector @ bundled.embed_query(text)) > 0.999
            assert len(query.vectors) == len(query.spans) == len(rows)
            assert ((query.vectors * rows).sum(axis=1) > 0.99).all()
        assert bundled.embed_passages_with_tokens([], whole)[1] == []

    def test_only_what_the_projection_makes_of_a_text_is_kept(
        self, bundled: SentenceTransformerEmbedder
    ) -> None:
        seen = []

        def signs(rows: np.ndarray) -> np.ndarray:
            seen.append(len(rows))
            return rows[:, :2] > 0

        _, kept = bundled.embed_passages_with_tokens(TEXTS, signs)
        assert sum(seen) == sum(map(len, kept))  # nothing that pads a batch
        assert len(seen) < len(TEXTS)  # the texts of a batch together
        assert kept[0].shape == (bundled.count_tokens(TEXTS[0]), 2)
        assert kept[0].dtype == np.bool_

    def test_spans_are_the_characters_of_each_token_as_they_were_typed(
        self, bundled: SentenceTransformerEmbedder
    ) -> None:
        text = "  Où est\nla PRIME d'été ?"
        _, tokens = bundled.embed_query_with_tokens(text)
        pieces = [text[start:end] for start, end in tokens.spans]
        assert "".join(pieces) == "".join(text.split())
        assert pieces[:2] == ["Où", "est"]

    def test_tokens_of_a_prompt_are_left_out(
        self, bundled: SentenceTransformerEmbedder, tmp_path: Path
    ) -> None:
        copy, original = tmp_path / "model", bundled._model_folder.path
        shutil.copytree(original, copy)
        settings = copy / "config_sentence_transformers.json"
        prompts = {"query": "search query: ", "document": "a passage: "}
        settings.write_text(json.dumps({**json.loads(settings.read_text()), "prompts": prompts}))
        prompted = SentenceTransformerEmbedder(copy)
        text = "Employees may work from home"
        _, tokens = prompted.embed_query_with_tokens(text)
        assert [text[start:end] for start, end in tokens.spans] == text.split()
        _, (rows,) = prompted.embed_passages_with_tokens([text], whole)
        assert len(rows) == 5
        _, (plain,) = bundled.embed_passages_with_tokens([text], whole)
        assert not np.allclose(rows, plain, atol=0.01)  # the prompt was read

    def test_another_layer_can_be_taken(
        self, bundled: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vectors, (last,) = bundled.embed_passages_with_tokens(TEXTS[:1], whole)
        monkeypatch.setattr(token_output, "TOKEN_LAYER", 3)
        other = load_embedder(BUNDLED)
        assert isinstance(other, TokenEmbedder)
        same, (middle,) = other.embed_passages_with_tokens(TEXTS[:1], whole)
        assert (vectors @ same.T).item() > 0.998  # one of them may be rounded
        assert middle.shape == last.shape
        assert not np.allclose(middle, last, atol=0.1)
        monkeypatch.setattr(token_output, "TOKEN_LAYER", 7)
        with pytest.raises(EmbedderError, match="6 layers"):
            load_embedder(BUNDLED).embed_query("a")
