import numpy as np

from benchmarks.rounding import Made, cells

EXACT = Made(np.eye(2, dtype=np.float32), [np.eye(2, dtype=np.float32)] * 2, 3.0)


def test_the_row_has_the_speed_and_how_near_chunks_and_tokens_are() -> None:
    vectors = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    found = Made(vectors, [np.eye(2, dtype=np.float32), vectors], 1.0)
    assert cells(EXACT, EXACT) == ["1.0", *["1.0000"] * 4]
    assert cells(found, EXACT) == ["3.0", "0.9000", "0.8000", "0.9500", "0.8060"]
