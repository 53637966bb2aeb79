"""The projection: what it keeps, that it is the same every time, that no byte of it can change."""

import numpy as np
import pytest

from storage.errors import EmbedderError
from storage.token_projection import (
    DIMENSION,
    PrincipalAxes,
    TokenProjection,
    read_projection,
    write_projection,
)


def tokens(count: int, width: int, *, strong: int, seed: int = 0) -> np.ndarray:
    """Unit rows that differ along the first `strong` coordinates, and hardly along others."""
    rows = np.random.default_rng(seed).standard_normal((count, width))
    rows[:, strong:] *= 0.001
    unit: np.ndarray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def fitted(*parts: np.ndarray) -> TokenProjection:
    axes = PrincipalAxes()
    for part in parts:
        axes.add(part)
    return axes.projection("an embedder")


def test_rows_have_length_one_and_zero_stays_zero() -> None:
    projection = fitted(tokens(500, 384, strong=384))
    rows = projection.project(np.vstack([tokens(9, 384, strong=384, seed=1), np.zeros((1, 384))]))
    assert rows.shape == (10, DIMENSION)
    assert np.allclose(np.linalg.norm(rows, axis=1), [1] * 9 + [0], atol=1e-5)
    assert projection.project(np.empty((0, 384), dtype=np.float32)).shape == (0, DIMENSION)


def test_compressed_rows_are_the_projected_ones_to_half_a_step() -> None:
    projection = fitted(tokens(500, 384, strong=384))
    some = tokens(50, 384, strong=384, seed=1)
    kept = projection.compress(some)
    assert kept.dtype == np.int8
    assert np.abs(kept / 127 - projection.project(some)).max() <= 0.5 / 127 + 1e-6


def test_axes_are_those_along_which_tokens_differ() -> None:
    projection = fitted(tokens(2000, 200, strong=40))
    strong = np.abs(projection.axes[:40]).sum(axis=0)
    weak = np.abs(projection.axes[40:]).sum(axis=0)
    assert (strong[:40] > 100 * weak[:40]).all()
    same = tokens(5, 200, strong=40, seed=2)
    near = projection.project(same) @ projection.project(same).T
    assert (near.argmax(axis=1) == range(5)).all()


def test_neither_the_order_nor_the_parts_of_the_sample_change_the_ranking() -> None:
    sample = tokens(600, 150, strong=100)
    one, parts = fitted(sample), fitted(sample[300:], sample[:300])
    assert np.allclose(one.axes, parts.axes, atol=1e-3)
    assert one.digest == fitted(sample).digest


def test_a_sample_that_fills_few_axes_gives_no_huge_ones() -> None:
    flat = tokens(50, 200, strong=200)
    flat[:, 10:] = 0
    assert np.isfinite(fitted(flat).axes).all()
    assert np.abs(fitted(flat).axes).max() < 100


def test_an_embedder_of_few_dimensions_keeps_its_own() -> None:
    projection = fitted(tokens(20, 8, strong=8))
    assert (projection.axes == np.eye(8)).all()


def test_no_token_at_all_is_an_error() -> None:
    with pytest.raises(EmbedderError):
        PrincipalAxes().projection("an embedder")


def test_the_file_gives_it_back_and_no_changed_byte_passes() -> None:
    projection = fitted(tokens(50, 8, strong=8))
    content = write_projection(projection)
    back = read_projection(content)
    assert back.digest == projection.digest
    assert (back.axes == projection.axes).all()
    assert back.token_digest == "an embedder"
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 0x01
        with pytest.raises(ValueError):
            read_projection(bytes(changed))
    for cut in (b"", content[:-1], content + b"0000", b"\n\n\n"):
        with pytest.raises(ValueError):
            read_projection(cut)
