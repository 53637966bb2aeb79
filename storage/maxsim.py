"""MaxSim: for each token of a query, how near the nearest token of a chunk is.

Khattab and Zaharia, "ColBERT", SIGIR 2020. What the maxima count for is the caller's choice.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SCALE = np.float32(1 / 127)


def maxima(
    query: NDArray[np.float32], block: NDArray[np.int8], lengths: Sequence[int]
) -> NDArray[np.float32]:
    """The greatest cosine of each query token with the tokens of each chunk.

    `query` is of shape (t, dimension); `block` holds the rows of all chunks, one chunk after the
    other, shape (sum of lengths, dimension); no length is 0. The result is of shape (chunks, t).
    """
    if not len(lengths):
        return np.empty((0, len(query)), dtype=np.float32)
    starts = np.concatenate(([0], np.cumsum(lengths[:-1], dtype=np.int64)))
    greatest: NDArray[np.float32] = np.maximum.reduceat(cosines(query, block), starts, axis=0)
    return greatest


def cosines(query: NDArray[np.float32], block: NDArray[np.int8]) -> NDArray[np.float32]:
    """Those of the rows of `block` with each query token, shape (rows, t)."""
    found: NDArray[np.float32] = block.astype(np.float32) @ (query.T * _SCALE)
    return found
