"""Token embeddings made small: a projection on their principal axes, and rows of one byte a number.

384 numbers in float would be 170 KB a chunk of 110 tokens; 96 in int8 are 10 KB.
"""

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from storage.errors import EmbedderError

# Coordinates kept, and how far the axes are evened out: each is divided by its strength to this
# power, for else the few strongest, which all tokens share, decide. MRR of MaxSim alone among the
# 50 best of fusion, MiniLM, on the halves that chose and that report (November 2026):
#                                      northwind (page)    piaf
#   384 coordinates, float                .492  .610     .730  .731
#   96 in int8, evened by 1/4             .485  .562     .704  .713
#   96 in int8, not evened                .455  .541
#   48 in int8, not evened                .383  .532     .703  .699
#   the same, fitted on SAMPLE            .507  .584     .698  .696
DIMENSION = 96
_EVENING = 0.25
_WEAKEST = 1e-6  # of the strongest
# A coordinate of a unit row is never beyond 1, so that nothing is clipped.
_SCALE = 127


@dataclass(frozen=True, slots=True, eq=False)
class TokenProjection:
    """Token embeddings of one `token_digest` to `dimension` coordinates.

    `axes` are columns, shape (width, dimension). `digest` names the projection: rows of two
    projections are never compared.
    """

    token_digest: str
    axes: NDArray[np.float32]
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        named = f"{self.token_digest} {self.axes.shape}\n".encode() + self.axes.tobytes()
        object.__setattr__(self, "digest", hashlib.sha256(named).hexdigest())

    @property
    def dimension(self) -> int:
        """Coordinates of a row."""
        return int(self.axes.shape[1])

    def project(self, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit rows, shape (n, dimension), of token embeddings of shape (n, width).

        A token that is zero, or has nothing along any axis, stays zero: it is like no other.
        """
        rows = tokens @ self.axes
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        unit: NDArray[np.float32] = rows / np.maximum(lengths, 1e-6)[:, np.newaxis]
        return unit

    def compress(self, tokens: NDArray[np.float32]) -> NDArray[np.int8]:
        """The rows as they are kept: `project`, in steps of 1/127."""
        return np.rint(self.project(tokens) * _SCALE).astype(np.int8)


@dataclass(frozen=True, slots=True)
class CompressedTokens:
    """The kept rows of some texts, one array of shape (tokens, dimension) each, in their order."""

    projection: TokenProjection
    rows: list[NDArray[np.int8]]


class PrincipalAxes:
    """Gathers token embeddings and finds the axes along which they differ most.

    The axes go through the origin, not through the mean: what counts later is the dot product.
    """

    def __init__(self) -> None:
        self._moments: NDArray[np.float64] | None = None

    def add(self, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
        """Count token embeddings, shape (n, width), in; of them nothing is kept: shape (n, 0)."""
        wide = tokens.astype(np.float64)
        moments = wide.T @ wide
        self._moments = moments if self._moments is None else self._moments + moments
        return np.empty((len(tokens), 0), dtype=np.float32)

    def projection(self, token_digest: str) -> TokenProjection:
        """On the DIMENSION strongest axes; on the coordinates themselves where these are fewer.

        Raises EmbedderError where no token was seen.
        """
        if self._moments is None or not np.isfinite(self._moments).all():
            raise EmbedderError("The embedder gives no token embeddings that can be used.")
        width = len(self._moments)
        if width <= DIMENSION:
            return TokenProjection(token_digest, np.eye(width, dtype=np.float32))
        strengths, axes = np.linalg.eigh(self._moments)  # ascending
        strongest = axes[:, : -DIMENSION - 1 : -1]
        largest = strongest[np.abs(strongest).argmax(axis=0), range(DIMENSION)]
        signed = strongest * np.sign(largest)  # an axis has two directions: always the same
        # An axis along which the sample has nothing keeps its scale instead of a huge one.
        strength = np.maximum(strengths[: -DIMENSION - 1 : -1] / strengths[-1], _WEAKEST)
        return TokenProjection(token_digest, (signed * strength**-_EVENING).astype(np.float32))


def write_projection(projection: TokenProjection) -> bytes:
    """A projection as the content of a file."""
    width, dimension = projection.axes.shape
    heading = f"{projection.digest}\n{projection.token_digest}\n{width} {dimension}\n"
    return heading.encode() + projection.axes.astype("<f4").tobytes()


def read_projection(content: bytes) -> TokenProjection:
    """The projection of `write_projection`. Raises ValueError where a byte of it is another."""
    digest, token_digest, shape, axes = content.split(b"\n", 3)
    width, dimension = (int(number) for number in shape.split())
    rows = np.frombuffer(axes, dtype="<f4").astype(np.float32).reshape(width, dimension)
    projection = TokenProjection(token_digest.decode(), rows)
    if projection.digest.encode() != digest:
        raise ValueError("its digest is wrong")
    return projection
