import json
from pathlib import Path

import numpy as np
import pytest

from storage.cross_encoder import LocalCrossEncoder, load_cross_encoder
from storage.errors import RerankerError
from tests.storage.made_cross_encoder import make_cross_encoder

pytestmark = pytest.mark.slow

PASSAGES = ["Deux jours de télétravail par semaine.", "The canteen opens at noon."]


def test_each_passage_gets_a_score_that_does_not_depend_on_the_others(tmp_path: Path) -> None:
    encoder = LocalCrossEncoder(make_cross_encoder(tmp_path))
    both = encoder.scores("Combien de jours de télétravail ?", PASSAGES)
    alone = [encoder.scores("Combien de jours de télétravail ?", [one])[0] for one in PASSAGES]
    assert both.shape == (2,)
    assert both[0] != both[1]
    np.testing.assert_allclose(both, alone, atol=1e-5)
    assert encoder.scores("Combien ?", []).shape == (0,)


def test_a_passage_longer_than_the_model_reads_is_scored_by_its_beginning(tmp_path: Path) -> None:
    encoder = LocalCrossEncoder(make_cross_encoder(tmp_path))
    assert np.isfinite(encoder.scores("jours", ["télétravail " * 5_000])).all()


def test_a_folder_that_is_no_cross_encoder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match=r"ASSISTANT_RERANKER names .*no config\.json"):
        LocalCrossEncoder(tmp_path)
    assert load_cross_encoder("") is None


def test_weights_that_could_run_code_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match="no weights"):
        LocalCrossEncoder(make_cross_encoder(tmp_path, pickled=True))


def test_a_model_of_several_labels_gives_no_ranking(tmp_path: Path) -> None:
    encoder = LocalCrossEncoder(make_cross_encoder(tmp_path, labels=3))
    with pytest.raises(RerankerError, match="3 labels"):
        encoder.scores("jours", PASSAGES)


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    folder = make_cross_encoder(tmp_path)
    (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(RerankerError, match="cannot be loaded"):
        LocalCrossEncoder(folder).scores("jours", PASSAGES)


def test_a_model_that_fails_while_it_reads_is_named_and_no_text_is(tmp_path: Path) -> None:
    folder = make_cross_encoder(tmp_path)
    configuration = json.loads((folder / "config.json").read_text())
    encoder = LocalCrossEncoder(folder)
    encoder.warm()
    assert encoder._model is not None
    # As of a tokenizer that has words which the weights do not: torch fails at the first of them.
    encoder._model.model.resize_token_embeddings(100)
    assert configuration["vocab_size"] > 100
    with pytest.raises(RerankerError, match="fails with IndexError") as failed:
        encoder.scores("jours", PASSAGES)
    assert "télétravail" not in str(failed.value)
