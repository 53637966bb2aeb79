"""Nearness in meaning while it can be had: an embedder's server may be away for a while.

One that was waited for in vain is not asked again for some seconds, by nobody: a question takes
several searches, and each would wait as long once more.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.known_languages import is_known, knowledge
from storage.asking_first import asking
from storage.errors import EmbedderError, EmbedderUnreachable
from storage.query_vector import QueryVector

if TYPE_CHECKING:
    from storage.embedding import Embedder
    from storage.index import Index
    from storage.records import Hit

logger = logging.getLogger(__name__)

AWAY_S = 20.0  # not asked again: one that hangs is waited for 15 s (`storage.ollama_embedding`)
WAITED_S = 1.0  # an answer that came sooner, "busy" or "refused", costs nobody anything

Wanted = TypeVar("Wanted")

_away_until: dict[str, float] = {}  # of the monotonic clock, by the embedder's digest


def embedding_while_possible(
    embedder: "Embedder",
) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """`embed_passages`, which gives zeros while the embedder's server is away.

    Then no text counts as near another in meaning, and words alone decide.
    """

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        with asking():
            vectors = _while_possible(embedder, lambda: embedder.embed_passages(texts))
        if vectors is None:
            return np.zeros((len(texts), embedder.dimension), dtype=np.float32)
        return vectors

    return embed


def query_while_possible(embedder: "Embedder", text: str) -> QueryVector | None:
    """The query's vector; None while the embedder's server is away."""
    return _while_possible(embedder, lambda: QueryVector.of(embedder, text))


def knowledge_while_possible(embedder: "Embedder", question: str, passages: str) -> float:
    """How well the embedder knows the languages; 0 where that cannot be found out now.

    What was found out before is known while its server is away, too.
    """

    def ask() -> float:
        return knowledge(embedder, question, passages)

    try:
        return _while_possible(embedder, ask, needs_server=not is_known(embedder)) or 0.0
    except EmbedderError as error:
        logger.warning("without knowing the embedder: %s", error.message)
        return 0.0


def nearest_while_possible(
    index: "Index", query: QueryVector | None, *, audiences: frozenset[int], k: int
) -> "list[Hit]":
    """The nearest chunks; none while the embedder's server is away, and words find what they
    can."""
    if query is None:
        return []

    def search() -> "list[Hit]":
        return index.search_dense(query, audiences=audiences, k=k)

    # Another embedder may have taken over, or do so during the search, and its server be away; a
    # search by the vector that is there asks no server, away or not.
    needs_server = query.embedder_digest != index.embedder.digest
    return _while_possible(index.embedder, search, needs_server=needs_server) or []


def _while_possible(
    embedder: "Embedder", ask: Callable[[], Wanted], *, needs_server: bool = True
) -> Wanted | None:
    """What `ask` gives; None while the embedder's server is away.

    Where `needs_server` is False, `ask` is expected to do without it, and is called even so.
    """
    began = time.monotonic()
    if needs_server and began < _away_until.get(embedder.digest, 0.0):
        return None
    try:
        return ask()
    except EmbedderUnreachable as error:
        logger.warning("without meaning: %s", error.message)
        # a server that was not to be asked is another embedder's, which took over meanwhile
        if needs_server and time.monotonic() - began > WAITED_S:
            _away_until[embedder.digest] = time.monotonic() + AWAY_S
        return None
