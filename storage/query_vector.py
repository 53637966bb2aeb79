"""A query's vector that knows whose it is, so that it never meets another embedder's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage.embedding import Embedder
from storage.errors import EmbedderChanged
from storage.token_embedding import TokenEmbedder
from storage.token_output import QueryTokens


@dataclass(frozen=True, slots=True, eq=False)
class QueryVector:
    """The unit vector of `text`, shape (dimension,), and the digest of the embedder it is of.

    `text` is None where only the vector is known; `tokens` where the embedder gives none.
    """

    text: str | None
    vector: NDArray[np.floating]
    embedder_digest: str
    tokens: QueryTokens | None = None

    @classmethod
    def of(cls, embedder: Embedder, text: str) -> "QueryVector":
        """`text`, embedded in one forward pass, with its tokens. Raises EmbedderError."""
        if isinstance(embedder, TokenEmbedder):
            vector, tokens = embedder.embed_query_with_tokens(text)
            return cls(text, vector, embedder.digest, tokens)
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
