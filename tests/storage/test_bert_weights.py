import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from storage.bert_weights import BertWeights
from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_loading import load_embedder
from storage.embedding import SentenceTransformerEmbedder
from storage.processor import cpu_computes_bfloat16, cpu_computes_int8

TEXTS = [
    *(f"Article {n}. Les salariés télétravaillent {n} jours. " * (n % 7 + 1) for n in range(20)),
    "Employees may carry over days of leave.",
    "mot " * 400,
    "a",
    "",
]


def bundled_embedder(dtype: str) -> SentenceTransformerEmbedder:
    found = load_embedder(EmbedderChoice(BUNDLED, dtype=dtype))
    assert isinstance(found, SentenceTransformerEmbedder)
    return found


def computes(dtype: str) -> bool:
    return cpu_computes_bfloat16() and (dtype == "bfloat16" or cpu_computes_int8())


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["bfloat16", "int8"])
def test_what_is_computed_of_the_file_is_to_the_bit_what_the_library_loads(dtype: str) -> None:
    if not computes(dtype):
        pytest.skip(f"this CPU does not compute in {dtype}")
    own, loaded = bundled_embedder(dtype), bundled_embedder(dtype)
    loaded._loaded()
    (vectors, rows), (expected, expected_rows) = (
        one.embed_passages_with_tokens(TEXTS, lambda rows: rows) for one in (own, loaded)
    )
    assert own._model is None
    assert own._bulk is not None
    assert loaded._bulk is not None
    assert np.array_equal(vectors, expected)
    assert all(map(np.array_equal, rows, expected_rows))
    for text in TEXTS:
        assert np.array_equal(own.embed_query(text), loaded.embed_query(text))
    # The library makes a tokenizer of its own from the folder's files.
    assert loaded._bulk._encodings is loaded._encodings


@pytest.mark.slow
def test_the_bundled_embedder_needs_neither_library_to_embed() -> None:
    if not cpu_computes_bfloat16():
        pytest.skip("this CPU does not compute in bfloat16: the library computes")
    code = (
        "import sys; from storage.embedder_loading import load_embedder;"
        f"embedder = load_embedder({BUNDLED!r});"
        "embedder.embed_query('bonjour'); embedder.embed_passages(['bonjour']);"
        "assert not {'transformers', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


@pytest.mark.slow
def test_a_folder_without_a_bert_in_it_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"config\.json"):
        BertWeights.read(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(OSError, match=r"model\.safetensors"):
        BertWeights.read(tmp_path)
