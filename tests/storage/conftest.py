import shutil
from pathlib import Path

import pytest

from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.embedding import SentenceTransformerEmbedder
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import with_three_documents


@pytest.fixture(scope="module")
def bundled() -> SentenceTransformerEmbedder:
    """The bundled embedder, its weights not loaded yet."""
    embedder = load_embedder(BUNDLED)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    return embedder


@pytest.fixture
def model_folder(tmp_path: Path, bundled: SentenceTransformerEmbedder) -> Path:
    """A copy of the bundled model's folder that a test may change; the weights are a link."""
    copy = tmp_path / "model"
    original = bundled._model_folder.path
    shutil.copytree(original, copy, ignore=shutil.ignore_patterns("model.safetensors"))
    (copy / "model.safetensors").hardlink_to(original / "model.safetensors")
    return copy


@pytest.fixture
def embedder() -> WordEmbedder:
    """Of few collisions among the words of a test."""
    return WordEmbedder(dimension=256)


@pytest.fixture
def filled(home: Path, embedder: WordEmbedder) -> Path:
    """A home with three documents of ten chunks, sealed and closed."""
    with_three_documents(home, embedder).close()
    return home
