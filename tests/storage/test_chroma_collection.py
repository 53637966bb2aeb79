"""The collection of Chroma: what it holds is read without its graph, which can be given back."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from storage.chroma_collection import ChromaCollection
from storage.embedding import unit_rows
from storage.errors import IndexUnusable
from storage.vectors import ChromaVectors

pytestmark = pytest.mark.slow

COUNT, DIMENSION = 2_000, 1_536
VECTORS = unit_rows(np.random.default_rng(7).normal(size=(COUNT, DIMENSION)))
IDS = list(range(1, COUNT + 1))
GRAPH_MIB = COUNT * DIMENSION * 4 / 2**20
# Prints the memory of a process before an index is opened, after that and after a write.
OPENING = """
import json, sys
from pathlib import Path
import chromadb, numpy
from storage.vectors import ChromaVectors
from tests.storage.scattered import own_memory_mib
ChromaVectors(Path(sys.argv[2])).close()
found = [own_memory_mib()]
index = ChromaVectors(Path(sys.argv[1]))
found.append(own_memory_mib())
index.add([1], [1], numpy.ones((1, int(sys.argv[3])), dtype=numpy.float32))
found.append(own_memory_mib())
index.rest()
found.append(own_memory_mib())
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chroma")
    index = ChromaVectors(folder, batch=500)
    index.add(IDS, [number % 5 for number in IDS], VECTORS)
    index.close()
    return folder


def test_what_it_holds_is_what_chroma_says(folder: Path) -> None:
    collection = ChromaCollection(folder)
    rows = collection.opened().get(include=["metadatas"])
    said = {
        int(number): metadata["audience"]
        for number, metadata in zip(rows["ids"], rows["metadatas"] or [], strict=True)
    }
    assert collection.entries() == said == {number: number % 5 for number in IDS}
    collection.close()
    assert collection.entries() == said


def test_the_graph_is_loaded_to_write_alone_and_given_back_at_rest(
    folder: Path, tmp_path: Path
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", OPENING, folder, tmp_path / "other", str(DIMENSION)],
        capture_output=True,
        text=True,
        check=True,
    )
    before, opened, written, rested = json.loads(ran.stdout)
    assert opened - before < GRAPH_MIB / 2
    assert written - opened > GRAPH_MIB / 2
    assert written - rested > GRAPH_MIB / 2


def test_an_index_at_rest_is_searched_and_written_again(folder: Path) -> None:
    index = ChromaVectors(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    index.rest()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert index.search(VECTORS[7], audiences=frozenset(range(5)), k=1)[0].chunk_id == 8
    index.add([COUNT + 1], [1], VECTORS[:1])
    index.remove([1])
    index.rest()
    assert index.search(VECTORS[0], audiences=frozenset({1}), k=1)[0].chunk_id == COUNT + 1
    index.add([1], [1], VECTORS[:1])
    index.remove([COUNT + 1])
    assert index.entries() == {number: number % 5 for number in IDS}
    index.close()
    assert ChromaCollection(folder).entries() == {number: number % 5 for number in IDS}


def test_where_chromas_graph_answers_it_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.vectors._SCANNED", COUNT - 1)
    index = ChromaVectors(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    index.rest()
    assert index.search(VECTORS[7], audiences=frozenset(range(5)), k=1)[0].chunk_id == 8
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    index.close()


@pytest.mark.parametrize("content", [b"", b"no database at all"])
def test_a_file_that_is_none_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(IndexUnusable, match="cannot be read"):
        ChromaCollection(tmp_path).entries()
