"""One contract for both vector indexes, and what only Chroma has: files, filters, threads."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from storage.embedding import unit_rows
from storage.errors import EmbedderError
from storage.exact import ExactVectors
from storage.records import Hit
from storage.vectors import ChromaVectors, VectorIndex

DIMENSION = 32
COUNT = 400


def random_vectors(count: int, *, seed: int = 7) -> NDArray[np.float32]:
    return unit_rows(np.random.default_rng(seed).normal(size=(count, DIMENSION)))


VECTORS = random_vectors(COUNT)
IDS = list(range(1, COUNT + 1))
# Audience 0 has half of the chunks, audience 9 a single one, the others something between.
AUDIENCES = [0 if i % 2 else (9 if i == 8 else 1 + i // 2 % 7) for i in range(COUNT)]
EVERYONE = frozenset(AUDIENCES)


@pytest.fixture(params=["exact", pytest.param("chroma", marks=pytest.mark.slow)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    made: VectorIndex = (
        ExactVectors(DIMENSION) if request.param == "exact" else ChromaVectors(tmp_path / "chroma")
    )
    yield made
    made.close()


@pytest.fixture
def filled(empty: VectorIndex) -> VectorIndex:
    empty.add(IDS, AUDIENCES, VECTORS)
    return empty


def brute_force(query: NDArray[np.float32], *, audiences: frozenset[int], k: int) -> list[int]:
    """The ids that a reader of the definition would compute."""
    allowed = [row for row in range(COUNT) if AUDIENCES[row] in audiences]
    ranked = sorted(allowed, key=lambda row: (-float(VECTORS[row] @ query), IDS[row]))
    return [IDS[row] for row in ranked[:k]]


def found_ids(hits: list[Hit]) -> list[int]:
    return [hit.chunk_id for hit in hits]


@pytest.mark.parametrize(
    "audiences", [EVERYONE, frozenset({0}), frozenset({3}), frozenset({1, 2, 9}), frozenset({9})]
)
@pytest.mark.parametrize("k", [1, 10, 60])
def test_it_finds_what_brute_force_finds(
    filled: VectorIndex, audiences: frozenset[int], k: int
) -> None:
    for query in random_vectors(20, seed=11):
        hits = filled.search(query, audiences=audiences, k=k)
        assert found_ids(hits) == brute_force(query, audiences=audiences, k=k)
        for hit in hits:
            assert hit.score == pytest.approx(float(VECTORS[hit.chunk_id - 1] @ query), abs=1e-5)


def test_no_audience_finds_nothing_and_an_unknown_one_neither(filled: VectorIndex) -> None:
    assert filled.search(VECTORS[0], audiences=frozenset(), k=5) == []
    assert filled.search(VECTORS[0], audiences=frozenset({77}), k=5) == []
    assert filled.search(VECTORS[0], audiences=EVERYONE, k=0) == []


def test_an_empty_index_finds_nothing(empty: VectorIndex) -> None:
    assert empty.search(VECTORS[0], audiences=EVERYONE, k=5) == []
    assert len(empty) == 0
    assert empty.ids() == []


def test_asking_for_more_than_there_is_gives_all_that_may_be_read(filled: VectorIndex) -> None:
    hits = filled.search(VECTORS[0], audiences=frozenset({0, 3}), k=10_000)
    assert sorted(found_ids(hits)) == [
        i for i, a in zip(IDS, AUDIENCES, strict=True) if a in (0, 3)
    ]


def test_a_removed_chunk_is_not_found_and_removing_it_again_changes_nothing(
    filled: VectorIndex,
) -> None:
    filled.remove([5, 6, 999])
    filled.remove([5, 6, 999])
    filled.remove([])
    assert len(filled) == COUNT - 2
    assert filled.ids() == [i for i in IDS if i not in (5, 6)]
    hits = filled.search(VECTORS[4], audiences=EVERYONE, k=COUNT)
    assert len(hits) == COUNT - 2
    assert not {5, 6} & set(found_ids(hits))


def test_each_chunk_is_reachable_by_its_own_vector_after_removals(filled: VectorIndex) -> None:
    filled.remove(IDS[::3])
    for row in (row for row in range(COUNT) if row % 3):
        assert found_ids(filled.search(VECTORS[row], audiences=EVERYONE, k=1)) == [IDS[row]]


def test_adding_a_chunk_again_replaces_its_vector_and_its_audience(filled: VectorIndex) -> None:
    filled.add([1], [55], VECTORS[1:2])
    assert len(filled) == COUNT
    hits = filled.search(VECTORS[1], audiences=frozenset({55}), k=3)
    assert found_ids(hits) == [1]
    assert hits[0].score == pytest.approx(1.0, abs=1e-5)
    assert 1 not in found_ids(filled.search(VECTORS[0], audiences=frozenset({0, 1}), k=COUNT))


def test_ties_go_to_the_lower_id(empty: VectorIndex) -> None:
    same = np.repeat(VECTORS[:1], 5, axis=0)
    empty.add([50, 10, 30, 20, 40], [1] * 5, same)
    assert found_ids(empty.search(VECTORS[0], audiences=frozenset({1}), k=3)) == [10, 20, 30]


@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf])
def test_a_vector_without_direction_is_refused_and_nothing_is_added(
    empty: VectorIndex, bad: float
) -> None:
    vectors = VECTORS[:3].copy()
    vectors[1] = bad
    with pytest.raises(EmbedderError, match="1 of 3"):
        empty.add([1, 2, 3], [0, 0, 0], vectors)
    assert len(empty) == 0


def test_vectors_of_any_length_are_compared_by_direction(empty: VectorIndex) -> None:
    empty.add([1], [0], VECTORS[:1] * 40)
    assert empty.search(VECTORS[0] * 3, audiences=frozenset({0}), k=1)[0].score == pytest.approx(
        1.0, abs=1e-5
    )


def test_float16_vectors_are_taken(empty: VectorIndex) -> None:
    empty.add(IDS, AUDIENCES, VECTORS.astype(np.float16))
    assert found_ids(empty.search(VECTORS[3], audiences=EVERYONE, k=1)) == [4]


def test_many_threads_may_add_remove_and_search(empty: VectorIndex) -> None:
    def add(part: int) -> None:
        rows = list(range(part, COUNT, 4))
        for start in range(0, len(rows), 10):
            some = rows[start : start + 10]
            empty.add([IDS[r] for r in some], [AUDIENCES[r] for r in some], VECTORS[some])

    def search() -> None:
        for query in VECTORS[:80]:
            hits = empty.search(query, audiences=frozenset({0, 3}), k=5)
            assert all(AUDIENCES[hit.chunk_id - 1] in (0, 3) for hit in hits)

    with ThreadPoolExecutor(max_workers=8) as threads:
        running = [threads.submit(add, part) for part in range(4)]
        running += [threads.submit(search) for _ in range(3)]
        running.append(threads.submit(empty.remove, range(10_000, 10_400)))
        for work in running:
            work.result()
    assert empty.ids() == IDS


@pytest.mark.slow
def test_files_are_complete_at_close_so_that_a_copy_finds_every_chunk(tmp_path: Path) -> None:
    """More than one of Chroma's own write points (1,000) and a rest that is not at one."""
    vectors = random_vectors(2_345)
    ids = list(range(1, len(vectors) + 1))
    index = ChromaVectors(tmp_path / "first")
    index.add(ids, [i % 5 for i in ids], vectors)
    index.remove(ids[:100])
    index.close()
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    shutil.rmtree(tmp_path / "first")
    copy = ChromaVectors(tmp_path / "second")
    assert copy.entries() == {i: i % 5 for i in ids[100:]}
    for chunk_id in ids[100:]:
        hits = copy.search(vectors[chunk_id - 1], audiences=frozenset(range(5)), k=1)
        assert found_ids(hits) == [chunk_id]
    copy.close()


@pytest.mark.slow
def test_searches_change_no_file(tmp_path: Path) -> None:
    index = ChromaVectors(tmp_path)
    index.add(IDS, AUDIENCES, VECTORS)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for query in VECTORS[:30]:
        index.search(query, audiences=EVERYONE, k=10)
        index.search(query, audiences=frozenset({9}), k=10)
    index.close()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_closing_releases_the_files(tmp_path: Path) -> None:
    def opened() -> list[str]:
        found = []
        for link in Path("/proc/self/fd").iterdir():
            with suppress(FileNotFoundError):  # closed by another thread meanwhile
                found.append(str(link.readlink()))
        return [name for name in found if str(tmp_path) in name]

    index = ChromaVectors(tmp_path)
    index.add(IDS, AUDIENCES, VECTORS)
    index.search(VECTORS[0], audiences=EVERYONE, k=1)
    assert opened()
    index.close()
    until = time.monotonic() + 5  # its threads end a moment after the call
    while opened() and time.monotonic() < until:
        time.sleep(0.05)
    assert opened() == []


@pytest.mark.slow
def test_chroma_is_given_no_text(tmp_path: Path) -> None:
    index = ChromaVectors(tmp_path)
    index.add(IDS, AUDIENCES, VECTORS)
    stored = index._chroma.opened().get(limit=3, include=["documents", "metadatas"])
    assert stored["documents"] == [None, None, None]
    assert all(list(metadata) == ["audience"] for metadata in stored["metadatas"] or [])
    index.close()


@pytest.mark.slow
def test_the_environment_and_a_dotenv_file_do_not_reach_chroma(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CHROMA_SERVER_HOST=example.org\nALLOW_RESET=true\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    monkeypatch.setenv("PERSIST_DIRECTORY", str(tmp_path / "elsewhere"))
    index = ChromaVectors(tmp_path / "here")
    client = index._chroma._client
    assert client is not None
    settings = client.get_settings()
    assert settings.chroma_api_impl == "chromadb.api.rust.RustBindingsAPI"
    assert settings.chroma_server_host is None
    assert not settings.allow_reset
    assert not settings.anonymized_telemetry
    index.close()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.slow
def test_where_chroma_refuses_a_dotenv_file_its_values_are_not_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CHROMA_SERVER_HTTP_PORT=hunter2\n")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from storage.vectors import ChromaVectors\n"
        "ChromaVectors(Path(sys.argv[1]))\n"
    )
    root = Path(__file__).resolve().parents[2]
    opened = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "here")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    assert "SettingError" in opened.stderr
    assert "chroma_server_http_port" in opened.stderr
    assert "hunter2" not in opened.stderr
