"""The token index: rows by chunk in files of their own, that others may read meanwhile."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from storage.errors import IndexUnusable
from storage.token_folder import TokenSnapshot
from storage.token_index import TokenIndex
from storage.token_projection import CompressedTokens, TokenProjection
from storage.token_recovery import mend_tokens

EMBEDDER = "an embedder"
WIDTH = 16
PROJECTION = TokenProjection(EMBEDDER, np.eye(WIDTH, dtype=np.float32))
QUERY = np.eye(WIDTH, dtype=np.float32)[:3]


def key(chunk_id: int) -> str:
    return f"{chunk_id:064d}"[::-1]  # the half that is kept differs


def rows(chunk_id: int, *, length: int = -1) -> np.ndarray:
    """Rows that only this chunk has; their number depends on it too."""
    count = length if length >= 0 else chunk_id % 7 + 1
    return np.random.default_rng(chunk_id).integers(-127, 128, (count, WIDTH), dtype=np.int8)


def expected(chunk_id: int) -> np.ndarray:
    cosines: np.ndarray = QUERY @ (rows(chunk_id).astype(np.float32) / 127).T
    greatest: np.ndarray = cosines.max(axis=1)
    return greatest


def add(index: TokenIndex, ids: Sequence[int]) -> None:
    index.add(ids, [key(i) for i in ids], CompressedTokens(PROJECTION, [rows(i) for i in ids]))


def check(found: dict[int, np.ndarray], ids: Sequence[int]) -> None:
    assert sorted(found) == sorted(ids)
    for chunk_id in ids:
        assert np.allclose(found[chunk_id], expected(chunk_id), atol=1e-5), chunk_id


def snapshot(folder: Path) -> TokenSnapshot:
    found = TokenSnapshot.open(folder, EMBEDDER)
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "g000001" / "tokens"


@pytest.fixture
def index(folder: Path) -> TokenIndex:
    folder.parent.mkdir()
    return TokenIndex(folder, EMBEDDER)


def test_what_is_added_is_compared_and_found_again_after_opening(
    index: TokenIndex, folder: Path
) -> None:
    assert index.maxima(QUERY, [1, 2]) == {}
    add(index, [5, 1])
    add(index, [9])
    for one in (index, TokenIndex(folder, EMBEDDER), snapshot(folder)):
        check(one.maxima(QUERY, [9, 77, 1, 5, 9]), [1, 5, 9])
        assert one.maxima(QUERY, []) == {}
        assert len(one) == 3
        one.close()


def test_a_chunk_without_any_token_is_known_and_absent(index: TokenIndex) -> None:
    index.add([1], [key(1)], CompressedTokens(PROJECTION, [rows(1, length=0)]))
    assert index.ids() == [1]
    assert index.maxima(QUERY, [1]) == {}


def test_rows_are_replaced_and_removed(index: TokenIndex, folder: Path) -> None:
    add(index, [1, 2, 3])
    index.add([2], [key(4)], CompressedTokens(PROJECTION, [rows(4)]))
    index.remove([3, 99])
    for one in (index, TokenIndex(folder, EMBEDDER)):
        found = one.maxima(QUERY, [1, 2, 3])
        assert sorted(found) == [1, 2]
        assert np.allclose(found[2], expected(4), atol=1e-5)
        assert one.rows_of([key(4), key(3), key(1)]).keys() == {key(4), key(1)}
        assert (one.rows_of([key(4)])[key(4)] == rows(4)).all()
        one.close()


def test_removed_rows_leave_the_disk_once_they_are_more_than_the_others(
    index: TokenIndex, folder: Path
) -> None:
    add(index, range(100))
    before = sum(file.stat().st_size for file in folder.glob("rows-*"))
    index.remove(range(40))
    assert sum(file.stat().st_size for file in folder.glob("rows-*")) == before
    index.remove(range(70))
    assert sum(file.stat().st_size for file in folder.glob("rows-*")) < before / 2
    assert {file.name for file in folder.iterdir()} == {
        "projection.bin",
        "rows-2.bin",
        "table-2.bin",
    }
    add(index, [500])
    kept = [*range(70, 100), 500]
    for one in (index, TokenIndex(folder, EMBEDDER), snapshot(folder)):
        check(one.maxima(QUERY, range(600)), kept)
        one.close()


def test_all_can_be_removed_and_others_added(index: TokenIndex, folder: Path) -> None:
    add(index, [1, 2])
    index.remove([1, 2])
    add(index, [3])
    check(TokenIndex(folder, EMBEDDER).maxima(QUERY, [1, 2, 3]), [3])


def test_new_files_that_were_left_half_written_do_not_count(
    index: TokenIndex, folder: Path
) -> None:
    add(index, [1, 2])
    index.close()
    (folder / "rows-2.bin").write_bytes(b"half")
    (folder / "table-2.bin").write_bytes(b"half")
    check(TokenIndex(folder, EMBEDDER).maxima(QUERY, [1, 2]), [1, 2])
    assert not (folder / "rows-2.bin").exists()


def test_rows_of_another_projection_are_passed_over(index: TokenIndex) -> None:
    add(index, [1])
    other = TokenProjection(EMBEDDER, np.eye(WIDTH, dtype=np.float32)[:, ::-1].copy())
    index.add([2], [key(2)], CompressedTokens(other, [rows(2)]))
    assert index.ids() == [1]


def test_the_index_of_another_embedder_is_emptied(index: TokenIndex, folder: Path) -> None:
    add(index, [1])
    index.close()
    assert TokenSnapshot.open(folder, "another") is None
    other = TokenIndex(folder, "another")
    assert other.ids() == []
    assert list(folder.iterdir()) == []


def test_reading_goes_on_while_chunks_are_added_and_files_are_written_anew(
    index: TokenIndex,
) -> None:
    add(index, range(50))
    stop, failures = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            found = index.maxima(QUERY, range(50))
            if sorted(found) != list(range(50)) or any(
                not np.allclose(found[i], expected(i), atol=1e-5) for i in (0, 25, 49)
            ):
                failures.append(found)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for start in range(100, 2100, 200):
        add(index, range(start, start + 200))
        index.remove(range(start, start + 200))
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert index._files.number > 3


def test_files_are_private(index: TokenIndex, folder: Path) -> None:
    add(index, [1])
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_file_that_is_cut_short_under_it_is_an_error_and_kills_nobody(
    index: TokenIndex, folder: Path
) -> None:
    add(index, range(10))
    os.truncate(folder / "rows-1.bin", 10)
    with pytest.raises(IndexUnusable, match="ends before"):
        index.maxima(QUERY, [9])


def test_a_closed_index_has_nothing_and_takes_nothing(index: TokenIndex) -> None:
    add(index, [1])
    index.close()
    index.close()
    add(index, [2])
    index.remove([1])
    assert index.maxima(QUERY, [1]) == {}
    assert index.ids() == []


def test_a_snapshot_outlives_the_folder(index: TokenIndex, folder: Path) -> None:
    add(index, [1, 2])
    one = snapshot(folder)
    for file in folder.iterdir():
        file.unlink()
    check(one.maxima(QUERY, [1, 2]), [1, 2])
    one.close()


@pytest.mark.parametrize("file", ["rows-1.bin", "table-1.bin"])
def test_a_snapshot_of_damaged_files_has_what_is_whole(
    index: TokenIndex, folder: Path, file: str
) -> None:
    """Each byte in turn: at most one chunk is lost, and no other value is given for it."""
    add(index, range(6))
    content = (folder / file).read_bytes()
    for place in range(0, len(content), 5):
        changed = bytearray(content)
        changed[place] ^= 0x20
        (folder / file).write_bytes(changed)
        one = snapshot(folder)
        found = one.maxima(QUERY, range(6))
        assert len(found) == 5, place
        check(found, list(found))
        one.close()
    (folder / file).write_bytes(content[:-1])
    one = snapshot(folder)
    check(one.maxima(QUERY, range(6)), range(5))
    one.close()


def test_a_snapshot_gives_rows_for_the_same_text_only(index: TokenIndex, folder: Path) -> None:
    add(index, [1, 2])
    one = snapshot(folder)
    assert one.matching({1: key(1), 2: key(3), 9: key(9)}).keys() == {1}
    one.close()


@pytest.mark.parametrize("file", ["rows-1.bin", "table-1.bin", "projection.bin", "more.bin"])
def test_mending_keeps_what_is_whole_and_nothing_else(
    index: TokenIndex, folder: Path, file: str
) -> None:
    add(index, range(6))
    index.close()
    content = bytearray((folder / file).read_bytes() if file != "more.bin" else b"x")
    content[len(content) // 2] ^= 0x01
    (folder / file).write_bytes(content)
    mend_tokens(folder.parent, EMBEDDER, ids=range(1, 9))
    mended = TokenIndex(folder, EMBEDDER)
    found = mended.maxima(QUERY, range(6))
    check(found, list(found))
    assert len(found) == {"projection.bin": 0, "more.bin": 5}.get(file, 4)
    add(mended, [0, 7])
    check(mended.maxima(QUERY, [0, 7]), [0, 7])
    mended.close()
    assert [path.name for path in folder.parent.iterdir()] == ["tokens"]


def test_a_link_in_place_of_a_file_is_not_followed(
    index: TokenIndex, folder: Path, tmp_path: Path
) -> None:
    add(index, [1])
    index.close()
    (folder / "rows-1.bin").rename(tmp_path / "elsewhere")
    (folder / "rows-1.bin").symlink_to(tmp_path / "elsewhere")
    assert TokenSnapshot.open(folder, EMBEDDER) is None
    with pytest.raises(IndexUnusable):
        TokenIndex(folder, EMBEDDER)
