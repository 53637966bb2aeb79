"""The embedder: weights that are checked, a token limit that is true, vectors that can be used."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_loading import BUNDLED_WEIGHTS_SHA256, load_embedder
from storage.embedding import SentenceTransformerEmbedder, unit_rows
from storage.errors import EmbedderError
from storage.processor import best_dtype
from tests.fakes import WordEmbedder

TEXTS = [
    "Charte du télétravail › Règles\nLes salariés peuvent télétravailler deux jours par semaine.",
    "Employees may work from home two days a week.",
    "Le code du travail, article L. 1222-9.",
    "a",
    "",
    "🙂",
    "mot " * 400,
]


def test_the_bundled_embedder_says_what_it_is(bundled: SentenceTransformerEmbedder) -> None:
    assert bundled.dimension == 384
    assert bundled.max_tokens == 254  # 256 less [CLS] and [SEP]
    assert len(bundled.digest) == 64
    assert bundled.dtype == best_dtype(bundled=True, stored="")


def test_tokens_are_the_models_own(bundled: SentenceTransformerEmbedder) -> None:
    assert bundled.count_tokens("") == 0
    assert bundled.count_tokens("the house") == 2
    assert bundled.count_tokens("Télétravail") == 5  # tel ##et ##ra ##va ##il
    assert bundled.count_tokens("\ud800 \x00") >= 0
    assert bundled.count_tokens("word " * 1000) == 1000  # counted beyond the limit, not cut at it


def test_the_digest_tells_embedders_and_their_arithmetic_apart(
    bundled: SentenceTransformerEmbedder, model_folder: Path
) -> None:
    single = SentenceTransformerEmbedder(model_folder, dtype="float32")
    half = SentenceTransformerEmbedder(model_folder, dtype="bfloat16")
    eighth = SentenceTransformerEmbedder(model_folder, dtype="int8")
    assert len({single.digest, half.digest, eighth.digest}) == 3
    assert bundled.digest in (single.digest, half.digest, eighth.digest)
    tokenizer = model_folder / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text() + "\n")
    assert SentenceTransformerEmbedder(model_folder, dtype="float32").digest != single.digest


def test_a_note_beside_the_model_does_not_change_the_digest(
    bundled: SentenceTransformerEmbedder, model_folder: Path
) -> None:
    (model_folder / "README.md").write_text("copied in November")
    assert SentenceTransformerEmbedder(model_folder, dtype=bundled.dtype).digest == bundled.digest


def test_one_altered_byte_of_the_weights_is_refused(model_folder: Path) -> None:
    weights = model_folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.unlink()
    weights.write_bytes(content)
    with pytest.raises(EmbedderError, match=BUNDLED_WEIGHTS_SHA256) as refused:
        SentenceTransformerEmbedder(model_folder, weights_sha256=BUNDLED_WEIGHTS_SHA256)
    assert "pip install" in refused.value.hint


def test_missing_weights_are_refused(model_folder: Path) -> None:
    (model_folder / "model.safetensors").unlink()
    with pytest.raises(EmbedderError, match="no weights"):
        SentenceTransformerEmbedder(model_folder)


@pytest.mark.slow
@pytest.mark.parametrize("sha256", ["", BUNDLED_WEIGHTS_SHA256])
def test_a_model_that_changes_before_it_is_loaded_is_refused(
    model_folder: Path, sha256: str
) -> None:
    embedder = SentenceTransformerEmbedder(model_folder, weights_sha256=sha256)
    (model_folder / "tokenizer_config.json").write_text("{}")
    with pytest.raises(EmbedderError, match="changed"):
        embedder.embed_query("maison")


@pytest.mark.parametrize("name", ["", "no-such-model", "BAAI/bge-m3", "/no/such/folder"])
def test_an_unknown_name_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(EmbedderError, match="no embedder") as refused:
        load_embedder(name)
    assert "ASSISTANT_EMBEDDER" in refused.value.hint
    assert "nothing is downloaded" in refused.value.hint


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"modules\.json"):
        load_embedder(str(tmp_path))


def test_a_folder_with_a_model_is_taken_by_its_path(
    model_folder: Path, bundled: SentenceTransformerEmbedder
) -> None:
    embedder = load_embedder(str(model_folder))
    assert embedder.dimension == 384
    assert embedder.max_tokens == bundled.max_tokens


def test_a_folder_has_its_own_token_limit_and_prompts(model_folder: Path) -> None:
    (model_folder / "sentence_bert_config.json").write_text('{"max_seq_length": 128}')
    prompts = {"prompts": {"query": "query: ", "document": "passage: "}}
    (model_folder / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    embedder = SentenceTransformerEmbedder(model_folder)
    assert embedder.max_tokens == 128 - 2 - embedder.count_tokens("passage: ")


def test_a_folder_named_after_its_family_gets_the_prompts_of_the_family(
    model_folder: Path, tmp_path: Path
) -> None:
    named = model_folder.rename(tmp_path / "multilingual-e5-small")
    plain = SentenceTransformerEmbedder(named, choice=EmbedderChoice(str(named), "none", "none"))
    prompted = SentenceTransformerEmbedder(named)
    assert prompted.max_tokens == plain.max_tokens - prompted.count_tokens("passage: ")
    assert prompted.digest != plain.digest
    cached = tmp_path / "models--intfloat--multilingual-e5-small" / "snapshots" / "0af3"
    cached.parent.mkdir(parents=True)
    named.rename(cached)
    assert SentenceTransformerEmbedder(cached).digest == prompted.digest


def test_prompts_that_the_folder_declares_do_not_change_its_digest_when_chosen(
    model_folder: Path,
) -> None:
    declared = model_folder / "config_sentence_transformers.json"
    declared.write_text(json.dumps({"prompts": {"query": "q: ", "document": "d: "}}))
    own = SentenceTransformerEmbedder(model_folder)
    same = EmbedderChoice(str(model_folder), "q: ", "d: ", own.dtype)
    other = EmbedderChoice(str(model_folder), "Q: ", "d: ", own.dtype)
    assert SentenceTransformerEmbedder(model_folder, choice=same).digest == own.digest
    assert SentenceTransformerEmbedder(model_folder, choice=other).digest != own.digest


def test_an_embedder_can_be_loaded_again_by_its_choice(model_folder: Path) -> None:
    made = SentenceTransformerEmbedder(model_folder, dtype="float32")
    again = load_embedder(made.choice)
    assert again.choice == made.choice == EmbedderChoice(str(model_folder), dtype="float32")
    assert again.digest == made.digest


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("modules.json", "[]", "no modules"),
        ("modules.json", '[{"type": "my_code.Transformer", "path": ""}]', "not supported"),
        (
            "modules.json",
            '[{"type": "sentence_transformers.models.Router", "path": ""}]',
            "not supported",
        ),
        (
            "modules.json",
            '[{"type": "sentence_transformers.models.Transformer", "path": "../../etc"}]',
            "outside",
        ),
        ("modules.json", "not json", "cannot be read"),
        ("modules.json", '{"a": 1}', "no modules"),
        ("modules.json", "[1]", "not supported"),
        ("config.json", "[]", "JSON object"),
        ("config.json", "\xff", "cannot be read"),
        ("tokenizer.json", "{}", "tokenizer"),
        ("1_Pooling/config.json", "{}", "how long its vectors"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused(
    model_folder: Path, file: str, content: str, complaint: str
) -> None:
    (model_folder / file).write_bytes(content.encode("latin-1"))
    with pytest.raises(EmbedderError, match=complaint):
        SentenceTransformerEmbedder(model_folder)


def test_pickled_weights_are_refused(model_folder: Path) -> None:
    (model_folder / "model.safetensors").unlink()
    (model_folder / "pytorch_model.bin").write_bytes(b"\x80\x02")
    with pytest.raises(EmbedderError, match="pickle"):
        SentenceTransformerEmbedder(model_folder)


def test_vectors_are_scaled_to_length_one() -> None:
    rows = unit_rows(np.array([[3.0, 4.0], [0.0, 1e-3]]))
    assert rows.dtype == np.float32
    assert np.allclose(rows, [[0.6, 0.8], [0.0, 1.0]])
    assert unit_rows(np.empty((0, 4))).shape == (0, 4)


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf, -np.inf])
def test_a_vector_that_points_nowhere_is_refused(value: float) -> None:
    with pytest.raises(EmbedderError, match="1 of 2"):
        unit_rows(np.array([[1.0, 0.0], [value, value]]))


def test_neither_torch_nor_its_friends_are_imported_to_count_tokens() -> None:
    code = (
        "import sys; from storage.embedder_loading import load_embedder;"
        f"load_embedder({BUNDLED!r}).count_tokens('bonjour');"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'chromadb', 'tantivy'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_fake_can_be_computed_by_hand() -> None:
    fake = WordEmbedder()
    first, second = fake.dimension_of("prime"), fake.dimension_of("annuelle")
    vector = fake.embed_query("Prime annuelle, prime !")
    assert vector[first] == pytest.approx(2 / 5**0.5)
    assert vector[second] == pytest.approx(1 / 5**0.5)
    assert np.allclose(fake.embed_passages(["", "?"]), fake.embed_query(""))
    assert fake.embed_query("")[fake.dimension_of("")] == 1
    assert WordEmbedder(seed="other").digest != WordEmbedder().digest
