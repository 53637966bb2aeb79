"""Search by vector for readers of a part: always what brute force over their chunks gives."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from storage.embedding import unit_rows
from storage.errors import IndexUnusable
from storage.exact import ExactVectors
from storage.vector_rows import FileRows
from storage.vectors import ChromaVectors

DIMENSION = 24
COUNT = 3000
Model = dict[int, tuple[int, NDArray[np.float32]]]  # chunk id: audience, unit vector


def clustered(count: int, *, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(20, DIMENSION))
    return unit_rows(centres[rng.integers(0, 20, count)] + rng.normal(0, 0.4, (count, DIMENSION)))


VECTORS = clustered(COUNT, seed=1)
QUERIES = clustered(12, seed=2)
# Nearly as many audiences as chunks, and one audience that has half of them.
AUDIENCES = [0 if i % 2 else i for i in range(COUNT)]


def brute_force(
    query: NDArray[np.float32], allowed: dict[int, NDArray[np.float32]], k: int
) -> list[int]:
    ranked = sorted(allowed, key=lambda i: (-float((allowed[i] * query).sum()), i))
    return ranked[:k]


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaVectors]:
    index = ChromaVectors(tmp_path_factory.mktemp("chroma"), batch=1000)
    index.add(range(1, COUNT + 1), AUDIENCES, VECTORS)
    yield index
    index.close()


def readers() -> list[frozenset[int]]:
    """Who may read all, half, most, a tenth, a hundredth, one chunk, none."""
    drawn = random.Random(3)
    few = [drawn.sample(range(2, COUNT, 2), size) for size in (COUNT // 3, COUNT // 10, 30, 1)]
    return [
        frozenset(AUDIENCES),
        frozenset({0}),
        *(frozenset(some) for some in few),
        frozenset({0, *few[0]}),
        frozenset({COUNT * 7}),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("k", [1, 10, 100])
def test_every_reader_gets_exactly_the_nearest_of_what_they_may_read(
    chroma: ChromaVectors, k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.short_vectors._FEW", 8)
    for audiences in readers():
        allowed = {i + 1: VECTORS[i] for i in range(COUNT) if AUDIENCES[i] in audiences}
        for query in QUERIES:
            hits = chroma.search(query, audiences=audiences, k=k)
            assert [hit.chunk_id for hit in hits] == brute_force(query, allowed, k)


@pytest.mark.slow
@pytest.mark.parametrize("k", [1, 10, 100])
def test_in_a_large_index_every_reader_gets_nearly_all_of_the_nearest_with_the_same_scores(
    chroma: ChromaVectors, k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the graph, which may miss one, with the check after it."""
    expected = {
        audiences: [chroma.search(query, audiences=audiences, k=k) for query in QUERIES]
        for audiences in readers()
    }
    monkeypatch.setattr("storage.vectors._SCANNED", 0)
    asked = found = 0
    for audiences, exact in expected.items():
        for query, nearest in zip(QUERIES, exact, strict=True):
            hits = chroma.search(query, audiences=audiences, k=k)
            assert len(hits) == len(nearest)
            assert all(AUDIENCES[hit.chunk_id - 1] in audiences for hit in hits)
            asked, found = asked + len(nearest), found + len({*nearest} & {*hits})
    assert found >= 0.99 * asked


@pytest.mark.slow
def test_a_reader_whose_chunks_lie_behind_forbidden_ones_gets_as_many_as_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The forbidden chunks crowd around the query; the graph does not see past them."""
    monkeypatch.setattr("storage.vectors._SCANNED", 0)
    near = unit_rows(VECTORS[:1] + np.random.default_rng(3).normal(0, 0.01, (150, DIMENSION)))
    index = ChromaVectors(tmp_path)
    index.add(range(1, 151), [1] * 150, near)
    index.add(range(151, 401), [2] * 250, VECTORS[150:400])
    allowed = {i + 1: VECTORS[i] for i in range(150, 400)}
    hits = index.search(VECTORS[0], audiences=frozenset({2}), k=20)
    assert [hit.chunk_id for hit in hits] == brute_force(VECTORS[0], allowed, 20)
    index.close()


@pytest.mark.slow
@pytest.mark.parametrize("scanned", [200_000, 0])
def test_what_the_rows_do_not_know_is_never_found(
    tmp_path: Path, scanned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chunk that only Chroma has is one whose readers nobody knows."""
    monkeypatch.setattr("storage.vectors._SCANNED", scanned)
    index = ChromaVectors(tmp_path)
    index.add(range(1, 101), [1] * 100, VECTORS[:100])
    index._chroma.opened().upsert(ids=["999"], embeddings=VECTORS[:1], metadatas=[{"audience": 1}])
    hits = index.search(VECTORS[0], audiences=frozenset({1}), k=50)
    assert len(hits) == 50
    assert 999 not in {hit.chunk_id for hit in hits}
    index.close()


@pytest.mark.slow
def test_an_index_whose_chunk_has_no_audience_is_not_opened(tmp_path: Path) -> None:
    index = ChromaVectors(tmp_path)
    index.add([1, 2], [1, 1], VECTORS[:2])
    index._chroma.opened().upsert(ids=["3"], embeddings=VECTORS[2:3])
    index.close()
    with pytest.raises(IndexUnusable, match="no audience"):
        ChromaVectors(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["gone", "shorter", "cut", "another", "two"])
def test_rows_that_are_not_chromas_are_not_opened(tmp_path: Path, damage: str) -> None:
    index = ChromaVectors(tmp_path)
    index.add([1, 2, 3], [1, 1, 2], VECTORS[:3])
    index.close()
    (file,) = tmp_path.glob("rows.*")
    assert file.stat().st_size == 3 * (8 + 4 * DIMENSION)
    if damage == "gone":
        file.unlink()
    elif damage == "two":
        file.with_name("rows.99").write_bytes(b"")
    elif damage == "another":
        file.write_bytes((77).to_bytes(8, "little") + file.read_bytes()[8:])
    else:
        whole = file.stat().st_size // 3 * 2
        file.write_bytes(file.read_bytes()[: whole - (damage == "cut")])
    with pytest.raises(IndexUnusable):
        ChromaVectors(tmp_path)


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 12), st.integers(0, 4)),
        st.tuples(st.just("remove"), st.integers(1, 12), st.just(0)),
    ),
    max_size=40,
)


@pytest.mark.parametrize("kept", ["memory", "file"])
@settings(max_examples=40, deadline=None)
@given(changes=CHANGES, audiences=st.frozensets(st.integers(0, 5)), seed=st.integers(0, 99))
def test_after_any_changes_it_finds_what_brute_force_finds(
    tmp_path_factory: pytest.TempPathFactory,
    kept: str,
    changes: list[tuple[str, int, int]],
    audiences: frozenset[int],
    seed: int,
) -> None:
    path = tmp_path_factory.mktemp("rows") / "rows"
    rows = FileRows(path, DIMENSION) if kept == "file" else None
    index, model = ExactVectors(DIMENSION, rows=rows), Model()
    for number, (change, chunk_id, audience) in enumerate(changes):
        if change == "add":
            vector = VECTORS[(seed + number) % 7]  # few: ties are common
            index.add([chunk_id], [audience], vector[np.newaxis])
            model[chunk_id] = (audience, unit_rows(vector[np.newaxis])[0])
        else:
            index.remove([chunk_id])
            model.pop(chunk_id, None)
    held = {chunk_id: audience for chunk_id, (audience, _) in model.items()}
    assert index.entries() == held
    assert index.readable(audiences) == sum(one in audiences for one in held.values())
    indexes = [index]
    if kept == "file":
        indexes.append(ExactVectors.opened(DIMENSION, FileRows(path, DIMENSION), held))
    allowed = {i: vector for i, (audience, vector) in model.items() if audience in audiences}
    for one in indexes:
        hits = one.search(QUERIES[0], audiences=audiences, k=5)
        assert [hit.chunk_id for hit in hits] == brute_force(QUERIES[0], allowed, 5)
        one.close()


def test_what_is_removed_leaves_the_file(tmp_path: Path) -> None:
    index = ExactVectors(DIMENSION, rows=FileRows(tmp_path / "rows", DIMENSION))
    index.add([1, 2, 3], [1, 1, 1], VECTORS[:3])
    index.remove([1])
    content = (tmp_path / "rows").read_bytes()
    stored = [unit_rows(VECTORS[i : i + 1])[0].tobytes() for i in range(3)]
    assert [vector in content for vector in stored] == [False, True, True]
    index.close()


def test_thousands_that_tie_are_settled_by_id() -> None:
    index = ExactVectors(DIMENSION)
    ids = list(range(5000, 0, -1))
    index.add(ids, [i % 3 for i in ids], np.repeat(VECTORS[:1], 5000, axis=0))
    hits = index.search(VECTORS[0], audiences=frozenset({0, 1}), k=10)
    assert [hit.chunk_id for hit in hits] == [1, 3, 4, 6, 7, 9, 10, 12, 13, 15]
    assert len({hit.score for hit in hits}) == 1


def resident_bytes(file: Path) -> int:
    """How much of a mapped file is in this process's memory."""
    lines = iter(Path("/proc/self/smaps").read_text(encoding="ascii").splitlines())
    return sum(
        int(next(line for line in lines if line.startswith("Rss:")).split()[1]) << 10
        for name in lines
        if name.endswith(str(file))
    )


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="Linux tells what is mapped")
def test_the_memory_of_rows_that_were_looked_at_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = clustered(2_000, seed=3)
    rows = FileRows(tmp_path / "rows", vectors.shape[1])
    index = ExactVectors(vectors.shape[1], rows=rows)
    index.add(range(2_000), [1] * 2_000, vectors)
    before = [index.search(one, audiences=frozenset({1}), k=5) for one in vectors[:40]]
    assert resident_bytes(tmp_path / "rows") > 40 * vectors[0].nbytes
    monkeypatch.setattr("storage.exact._REMEMBERED", 0)
    assert [index.search(one, audiences=frozenset({1}), k=5) for one in vectors[:40]] == before
    rows.forget()
    assert resident_bytes(tmp_path / "rows") == 0
    index.close()
