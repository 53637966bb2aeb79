"""A model's folder that cannot be loaded says so as an embedder that cannot be had."""

import hashlib
import json
from pathlib import Path

import pytest

from storage.errors import EmbedderError
from storage.model_folder import read_model_folder
from storage.model_loading import load_weights

CONFIG = {
    "hidden_size": 4,
    "max_position_embeddings": 8,
    "num_attention_heads": 2,
    "num_hidden_layers": 1,
    "layer_norm_eps": 1e-12,
}
NO_TENSORS = len(b"{}").to_bytes(8, "little") + b"{}"


def made_folder(path: Path, config: object, weights: bytes) -> Path:
    """The folder of a model of one module with this configuration and these weights."""
    path.mkdir()
    module = {"path": "", "type": "sentence_transformers.models.Transformer"}
    (path / "modules.json").write_text(json.dumps([module]))
    (path / "config.json").write_text(json.dumps(config))
    (path / "model.safetensors").write_bytes(weights)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("key", ["num_attention_heads", "num_hidden_layers", "layer_norm_eps"])
def test_a_configuration_that_lacks_a_key_is_an_embedder_that_cannot_be_had(
    tmp_path: Path, key: str
) -> None:
    config = {name: value for name, value in CONFIG.items() if name != key}
    folder = read_model_folder(made_folder(tmp_path / "model", config, NO_TENSORS))
    digest = hashlib.sha256(NO_TENSORS).hexdigest()
    with pytest.raises(EmbedderError, match=key) as raised:
        load_weights(folder, weights_sha256=digest)
    assert "Install the package again" in raised.value.hint


@pytest.mark.slow
@pytest.mark.parametrize(
    "weights", [b"", b"garbage", b"\xff" * 100], ids=["empty", "short", "long"]
)
def test_weights_that_are_no_safetensors_are_an_embedder_that_cannot_be_had(
    tmp_path: Path, weights: bytes
) -> None:
    folder = read_model_folder(made_folder(tmp_path / "model", CONFIG, weights))
    digest = hashlib.sha256(weights).hexdigest()
    with pytest.raises(EmbedderError, match="SafetensorError") as raised:
        load_weights(folder, weights_sha256=digest)
    assert "Install the package again" in raised.value.hint
    assert str(tmp_path) in raised.value.message


@pytest.mark.slow
def test_what_is_whole_is_loaded(tmp_path: Path) -> None:
    folder = read_model_folder(made_folder(tmp_path / "model", CONFIG, NO_TENSORS))
    found = load_weights(folder, weights_sha256=hashlib.sha256(NO_TENSORS).hexdigest())
    assert (found.heads, found.layers, found.epsilon) == (2, 1, 1e-12)
