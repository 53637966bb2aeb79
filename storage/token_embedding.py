"""What an embedder promises that gives a vector for each token of a text as well."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from storage.embedding import Embedder
from storage.token_output import QueryTokens

Number = TypeVar("Number", bound=np.generic)


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder whose forward pass also gives a vector for each token.

    Special tokens and those of a prompt are left out. `token_digest` names the model, its
    arithmetic and the layer: token embeddings of two digests are never compared.
    """

    token_digest: str

    def embed_passages_with_tokens(
        self, texts: Sequence[str], project: Callable[[NDArray[np.float32]], NDArray[Number]]
    ) -> tuple[NDArray[np.float32], list[NDArray[Number]]]:
        """The vectors of `embed_passages`, and of each text what `project` makes of its tokens.

        `project` is given the unit rows of several texts together, shape (tokens, width), and
        gives a row for each; what it was given lives no longer than a batch.
        """
        ...

    def embed_query_with_tokens(self, text: str) -> tuple[NDArray[np.float32], QueryTokens]:
        """The vector of `embed_query`, and the query's tokens, from one forward pass."""
        ...


def token_digest_of(embedder: Embedder) -> str:
    """The `token_digest` of an embedder; empty where it gives no token embeddings."""
    return embedder.token_digest if isinstance(embedder, TokenEmbedder) else ""
