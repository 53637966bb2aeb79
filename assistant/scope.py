"""Where and for whom is searched: by meaning and by words, ranked, and checked by the ledger."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from assistant.fusion import fuse, ranked, weighted_sum
from assistant.meaning import (
    knowledge_while_possible,
    nearest_while_possible,
    query_while_possible,
)
from assistant.ranking import RANKED, main_language, rank
from assistant.reranking import closeness
from assistant.words import WordWeights
from storage.errors import EmbedderError, RerankerError
from storage.passages import fetch_passages
from storage.query_vector import QueryVector
from storage.records import Hit, Passage, Reader

if TYPE_CHECKING:
    from storage.store import Store

logger = logging.getLogger(__name__)

SEARCH_DEPTH = 100  # chunks asked of each search
_DEEPEST = 1_600

_warned: set[str] = set()  # why nothing was reranked, as far as it was said since it was last


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found for one text: passages and their scores by chunk id.

    `beyond` are passages that were not ranked, best first; they come behind all others.
    """

    text: str
    language: str
    passages: dict[int, Passage]
    scores: dict[int, float]
    cosine: float  # of the text and the nearest passage
    weights: WordWeights
    beyond: tuple[int, ...] = ()

    def plus(self, other: "Searched", weight: float) -> "Searched":
        """This with what was found for another text, whose scores count with `weight`."""
        scores = weighted_sum(self.scores, other.scores, weight)
        return replace(self, passages=self.passages | other.passages, scores=scores)

    def of_document(self, document_id: str) -> list[int]:
        """The passages of one document, best first."""
        of_all = ranked(self.scores)
        return [one for one in of_all if self.passages[one].chunk.document_id == document_id]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose questions, in which language, over which collections; how many passages at least.

    `rerank_depth` passages are looked at more closely; 0 for none.
    """

    store: "Store"
    reader: Reader
    collections: Collection[str] | None
    audiences: frozenset[int]
    language: str
    k: int
    rerank_depth: int

    def search(self, text: str) -> Searched:
        """Both searches, ranked. How many passages are wanted changes nothing in the ranking."""
        query = query_while_possible(self.store.embedder, text)
        found = self._ranked(text, query, self._found(text, query, least=RANKED))
        if not RANKED <= len(found.passages) < self.k:
            return found
        more = self._found(text, query, least=self.k)
        dense = {i: one.dense for i, one in more.items() if one.dense is not None}
        lexical = {i: one.lexical for i, one in more.items() if one.lexical is not None}
        nearest = ranked(fuse(((dense, 1.0), (lexical, 1.0)), more))
        beyond = (*found.beyond, *(one for one in nearest if one not in found.passages))
        return replace(found, passages=more | found.passages, beyond=beyond)

    def _found(self, text: str, query: QueryVector | None, *, least: int) -> dict[int, Passage]:
        """What both searches find; deeper while the ledger gives out fewer than `least`.

        An index may still have entries of a document that is gone or forbidden since.
        """
        depth = SEARCH_DEPTH
        while True:
            dense = nearest_while_possible(
                self.store.index, query, audiences=self.audiences, k=depth
            )
            lexical = self.store.index.search_lexical(
                text, language=self.language, audiences=self.audiences, k=depth
            )
            passages = self._checked(_scores(dense), _scores(lexical))
            exhausted = max(len(dense), len(lexical)) < depth
            if len(passages) >= least or exhausted or depth >= _DEEPEST:
                return passages
            depth *= 2

    def search_beside(self, text: str) -> Searched:
        """`search` for what is added to another search: no cross-encoder reads its passages too."""
        depth = self.rerank_depth if self.store.reranker is None else 0
        return replace(self, rerank_depth=depth).search(text)

    def _checked(
        self, dense: Mapping[int, float], lexical: Mapping[int, float]
    ) -> dict[int, Passage]:
        """The passages that the ledger gives out to the reader, by id."""
        ids = dense.keys() | lexical.keys()
        ledger = self.store.ledger
        fetched = fetch_passages(ledger, self.reader, ids, collections=self.collections)
        return {
            chunk_id: replace(passage, dense=dense.get(chunk_id), lexical=lexical.get(chunk_id))
            for chunk_id, passage in fetched.items()
        }

    def _ranked(
        self, text: str, query: QueryVector | None, passages: dict[int, Passage]
    ) -> Searched:
        ranking = rank(
            text,
            passages,
            language=self.language,
            knowledge=self._knowledge(passages) if query is not None else 0.0,
            closer=partial(self._closer, text, query, passages),
            rerank_depth=self.rerank_depth,
        )
        cosines = (one.dense for one in passages.values() if one.dense is not None)
        cosine = max(cosines, default=-1.0)
        return Searched(
            text,
            self.language,
            passages,
            ranking.scores,
            cosine,
            ranking.words,
            ranking.beyond,
        )

    def _knowledge(self, passages: Mapping[int, Passage]) -> float:
        """How well the embedder knows the question's language and the passages'."""
        written = main_language(passages, default=self.language)
        return knowledge_while_possible(self.store.embedder, self.language, written)

    def _closer(
        self,
        text: str,
        query: QueryVector | None,
        passages: Mapping[int, Passage],
        order: Sequence[int],
    ) -> dict[int, float]:
        try:
            closer = closeness(
                self.store,
                query,
                text,
                passages,
                order=order,
                language=self.language,
                audiences=self.audiences,
            )
        except (EmbedderError, RerankerError) as error:
            _warn_once(error.message)
            return {}
        if closer:
            _warned.clear()  # it is said again when it fails again
        return closer


def _warn_once(message: str) -> None:
    """Each search of each question would say the same."""
    level = logging.DEBUG if message in _warned else logging.WARNING
    logger.log(level, "without reranking: %s", message)
    _warned.add(message)


def _scores(hits: Sequence[Hit]) -> dict[int, float]:
    return {hit.chunk_id: hit.score for hit in hits}
