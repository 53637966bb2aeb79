"""A home is searched with the embedder it was indexed with, and no other by accident."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from storage import embedder_in_force
from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_in_force import chosen_embedder, embedder_name, requested
from storage.errors import EmbedderChanged, EmbedderError
from storage.home_embedder import FILE_NAME, read_embedders
from storage.locking import owner
from storage.processor import DTYPES
from storage.settings import StorageSettings
from storage.store import open_owned, open_reading
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import ingest, make_home, owned, reading, texts_of, unreachable


@pytest.fixture
def filled(home: Path) -> Path:
    """A home indexed by words-64, closed."""
    make_home(home)
    store = owned(home, WordEmbedder())
    ingest(store, "/a", texts_of("/a", 5))
    store.close()
    return home


def test_a_new_home_takes_the_setting_and_remembers_it(home: Path) -> None:
    make_home(home)
    assert chosen_embedder(StorageSettings(home=home)) == EmbedderChoice(BUNDLED)
    owned(home, WordEmbedder(seed="first")).close()
    owned(home, WordEmbedder(seed="second")).close()  # nothing was indexed yet
    assert embedder_name(home) == "words-64second"


@pytest.mark.parametrize("other", [WordEmbedder(seed="x"), WordEmbedder(dimension=32)])
def test_another_embedder_is_refused_in_one_sentence_that_names_both(
    filled: Path, other: WordEmbedder
) -> None:
    for open_store in (owned, reading):
        with pytest.raises(EmbedderChanged) as refused:
            open_store(filled, other)
        said = refused.value.message
        assert "words-64," in said
        assert f"assistant reindex --embedder {other.choice.name}." in said
        assert other.embedded == []
    assert owner(filled) is None
    store = owned(filled, WordEmbedder())
    assert store.index.state == "ready"
    assert unreachable(store) == []
    store.close()


def test_a_model_that_changed_under_its_name_is_refused(filled: Path) -> None:
    changed = WordEmbedder(seed="pulled anew")
    changed.choice = WordEmbedder().choice
    with pytest.raises(EmbedderChanged, match="model or its prompts changed") as refused:
        owned(filled, changed)
    assert "assistant reindex --embedder words-64." in refused.value.message


def test_a_home_of_an_older_version_is_checked_against_its_vectors(filled: Path) -> None:
    (filled / FILE_NAME).unlink()
    with pytest.raises(EmbedderChanged, match="indexed with another embedder"):
        owned(filled, WordEmbedder(seed="x"))
    owned(filled, WordEmbedder()).close()
    known = read_embedders(filled)
    assert known is not None
    assert known.current.digest == WordEmbedder().digest


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_home_that_lost_the_record_is_searched_with_what_indexed_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, dtype: str
) -> None:
    def load(choice: EmbedderChoice, *, ollama_url: str) -> WordEmbedder:
        assert ollama_url
        made = WordEmbedder(seed=choice.dtype)
        made.choice = replace(choice, dtype=choice.dtype or "int8")
        return made

    monkeypatch.setattr(embedder_in_force, "load_embedder", load)
    make_home(home)
    store = owned(home, load(EmbedderChoice(BUNDLED, dtype=dtype), ollama_url="x"))
    ingest(store, "/a", texts_of("/a", 5))
    store.close()
    (home / FILE_NAME).unlink()
    for opened in (
        open_reading(StorageSettings(home=home)),
        open_owned(StorageSettings(home=home)),
    ):
        assert opened.embedder.digest == WordEmbedder(seed=dtype).digest
        opened.close()
    known = read_embedders(home)
    assert known is not None
    assert known.current.choice.dtype == dtype


def test_the_settings_are_completed_by_what_the_home_remembers(filled: Path) -> None:
    path = filled / FILE_NAME
    kept = json.loads(path.read_text())
    kept["current"]["choice"] = {
        "name": "/models/e5",
        "query_prompt": "q: ",
        "document_prompt": "",
        "dtype": "bfloat16",
    }
    path.write_text(json.dumps(kept))
    own = EmbedderChoice("/models/e5", "q: ", "", "bfloat16")
    assert chosen_embedder(StorageSettings(home=filled)) == own
    assert chosen_embedder(StorageSettings(home=filled, embedder="/models/e5")) == own
    other = chosen_embedder(StorageSettings(home=filled, embedder=BUNDLED))
    assert other == EmbedderChoice(BUNDLED)  # its own arithmetic
    prompted = StorageSettings(home=filled, embedder_document_prompt="d: ")
    assert chosen_embedder(prompted) == EmbedderChoice("/models/e5", "q: ", "d: ", "bfloat16")
    assert requested(filled, EmbedderChoice("")) == own
    assert requested(filled, EmbedderChoice("/models/e5")).dtype == ""


def test_a_relative_folder_is_remembered_by_its_whole_path(
    filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert requested(filled, EmbedderChoice("model")).name == str(tmp_path / "model")
    assert requested(filled, EmbedderChoice("ollama:bge-m3")).name == "ollama:bge-m3"


def test_a_damaged_record_is_said_and_can_be_removed(filled: Path) -> None:
    (filled / FILE_NAME).write_text("{")
    with pytest.raises(EmbedderError, match=FILE_NAME) as refused:
        owned(filled, WordEmbedder())
    assert "Remove it" in refused.value.hint
