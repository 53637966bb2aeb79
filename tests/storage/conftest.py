import shutil
from pathlib import Path

import pytest

from storage.embedding import SentenceTransformerEmbedder


@pytest.fixture
def model_folder(tmp_path: Path, bundled: SentenceTransformerEmbedder) -> Path:
    """A copy of the bundled model's folder that a test may change; the weights are a link."""
    copy = tmp_path / "model"
    original = bundled._model_folder.path
    shutil.copytree(original, copy, ignore=shutil.ignore_patterns("model.safetensors"))
    (copy / "model.safetensors").hardlink_to(original / "model.safetensors")
    return copy
