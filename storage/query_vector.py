"""A query's vector that knows whose it is, so that it never meets another embedder's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage.embedding import Embedder
from storage.errors import EmbedderChanged


@dataclass(frozen=True, slots=True, eq=False)
class QueryVector:
    """The unit vector of `text`, shape (dimension,), and the digest of the embedder it is of.

    `text` is None where only the vector is known.
    """

    text: str | None
    vector: NDArray[np.floating]
    embedder_digest: str

    @classmethod
    def of(cls, embedder: Embedder, text: str) -> "QueryVector":
        """`text`, embedded. Raises EmbedderError."""
        return cls(text, embedder.embed_query(text), embedder.digest)

    def as_of(self, embedder: Embedder) -> NDArray[np.floating]:
        """The vector by `embedder`: made anew where another took over since.

        Raises EmbedderError; EmbedderChanged where it would have to be and has no text.
        """
        if self.embedder_digest == embedder.digest:
            return self.vector
        if self.text is None:
            raise EmbedderChanged(
                "The vector is of an embedder that is no longer in force.",
                hint="Embed the query again.",
            )
        return embedder.embed_query(self.text)
