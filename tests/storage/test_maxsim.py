"""MaxSim is what comparing every token with every other gives."""

import numpy as np
import pytest

from storage.maxsim import maxima
from storage.token_projection import DIMENSION


def test_the_maxima_are_those_of_every_pair_compared() -> None:
    generator = np.random.default_rng(3)
    query = generator.standard_normal((7, DIMENSION)).astype(np.float32)
    lengths = [1, 5, 110, 3]
    block = generator.integers(-127, 128, (sum(lengths), DIMENSION), dtype=np.int8)
    found = maxima(query, block, lengths)
    assert found.shape == (4, 7)
    assert found.dtype == np.float32
    start = 0
    for row, length in zip(found, lengths, strict=True):
        chunk = block[start : start + length]
        for token, value in zip(query, row, strict=True):
            best = max(float(token @ (other / np.float32(127))) for other in chunk)
            assert value == pytest.approx(best, rel=1e-4, abs=1e-4)
        start += length
    assert maxima(query, block[:0], []).shape == (0, 7)
    assert maxima(query[:0], block, lengths).shape == (4, 0)
