"""What is asked of an index, of whichever pair answers now."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from storage.asking_first import waiting
from storage.errors import IndexUnusable
from storage.index_pair import IndexPair
from storage.query_vector import QueryVector
from storage.records import Frequencies, Hit
from storage.serving import Found
from storage.succession import Succession
from storage.token_embedding import token_digest_of
from storage.token_output import QueryTokens
from storage.token_projection import TokenProjection


class IndexSearch:
    """The searching half of `storage.index.Index`. Thread-safe.

    Where a pair fails, it is left and the one that takes its place is asked.
    """

    def __init__(self, succession: Succession) -> None:
        self._succession = succession

    @property
    def why(self) -> str:
        """What was wrong with the generation that is being made anew; empty where nothing was."""
        return self._succession.why

    def search_dense(self, query: QueryVector, *, audiences: frozenset[int], k: int) -> list[Hit]:
        """The `k` nearest chunks of `audiences`, nearest first; score is the cosine.

        Where another embedder took over since `query` was embedded, it is embedded anew.
        """
        return self._search(
            lambda pair: pair.vectors.search(query.as_of(pair.embedder), audiences=audiences, k=k)
        )

    def search_lexical(
        self, text: str, *, language: str, audiences: frozenset[int], k: int
    ) -> list[Hit]:
        """The `k` best chunks of `audiences` by the words of `text`, best first; score is BM25."""
        return self._search(
            lambda pair: pair.lexical.search(text, language=language, audiences=audiences, k=k)
        )

    def document_frequencies(
        self, words: Sequence[str], *, language: str, audiences: frozenset[int]
    ) -> Frequencies:
        """How many chunks of `audiences` hold each of `words` (folded)."""
        return self._search(
            lambda pair: pair.lexical.document_frequencies(
                words, language=language, audiences=audiences
            )
        )

    def token_maxima(
        self, query: QueryTokens, chunk_ids: Sequence[int]
    ) -> dict[int, NDArray[np.float32]]:
        """For each chunk that has tokens, how near its nearest token is to each of the query's.

        Cosines of shape (t,), in the order of the query's tokens; about 1 ms for 200 chunks.
        Absent are chunks whose tokens are not computed yet, and all where the embedder gives
        none, or another than the query's took over. It knows no audiences: ask for what a search
        has found for the reader.
        """

        def find(pair: IndexPair) -> dict[int, NDArray[np.float32]]:
            comparable = token_digest_of(pair.embedder) == query.token_digest
            if pair.tokens is None or not comparable:
                return {}
            return pair.tokens.maxima(query.vectors, chunk_ids)

        return self._search(find)

    def token_projection(self, query: QueryTokens) -> TokenProjection | None:
        """What the rows behind `token_maxima` went through; None where there are none to compare.

        Rows that are computed beside them go through it too: else their cosines are of another
        scale.
        """

        def find(pair: IndexPair) -> TokenProjection | None:
            comparable = token_digest_of(pair.embedder) == query.token_digest
            return pair.tokens.projection if pair.tokens is not None and comparable else None

        return self._search(find)

    def _search(self, find: Callable[[IndexPair], Found]) -> Found:
        """Search; where the generation fails, leave it and search in memory."""
        try:
            return self._search_once(find)
        except IndexUnusable as error:
            with waiting():  # for whoever writes
                self._succession.abandon(error)
        return self._search_once(find)

    def _search_once(self, find: Callable[[IndexPair], Found]) -> Found:
        with waiting():
            self._succession.answering.wait()  # seconds at most: until memory is filled
        otherwise = self.why or "The index is closed."
        return self._succession.serving.answer(find, otherwise=otherwise)
