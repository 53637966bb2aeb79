"""One reader's view of the lexical index at one time: nothing else is found, counted or guessed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from math import log
from typing import TYPE_CHECKING

from storage.records import Hit
from storage.spelling import edits_tolerated, meant

if TYPE_CHECKING:
    import tantivy

_TIE_MARGIN = 16
# From this share of readable chunks on, more are fetched and checked here, not filtered by tantivy:
# 0.55 ms of processor against 0.75 for a quarter of 100,000, 0.45 against 1.1 for all of them.
_FETCHED_SHARE = 0.2
_RARE = 500  # chunks with a word: so few are all looked at, of more the count is remembered


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a reader's audiences until the next commit."""

    count: int  # of readable chunks
    share: float  # of all chunks; 1 for who may read everything
    # how many readable chunks have a frequent term
    frequent: dict[tuple[str, str], int] = dataclass_field(default_factory=dict)


class LexicalReading:
    """The index as `searcher` has it, for who may read `audiences`.

    Their share only chooses the faster way. Every hit is checked, whichever way it was found.
    `weighed` is how many chunks tantivy's BM25 counts: see `chunks_weighed`. `count` is how many
    are readable.
    """

    def __init__(
        self,
        searcher: "tantivy.Searcher",
        schema: "tantivy.Schema",
        *,
        audiences: frozenset[int],
        remembered: Remembered,
        weighed: int,
    ) -> None:
        self.count = remembered.count
        self._searcher = searcher
        self._schema = schema
        self._audiences = audiences
        self._share = remembered.share
        self._frequent = remembered.frequent
        self._weighed = weighed
        self._whole = self.count == weighed  # all is readable, and nothing removed

    def best(self, query: "tantivy.Query", k: int) -> list[Hit]:
        """The `k` best readable chunks, best first, ties by id."""
        filtered = self._share < _FETCHED_SHARE
        if filtered:
            query = self._filtered(query)
        limit = int(k / (1.0 if filtered else self._share)) + _TIE_MARGIN
        while True:
            found = self._searcher.search(query, limit, count=False).hits
            readable = self._readable(found)
            # enough, with every chunk that ties with the last of them
            enough = len(readable) >= k and found[-1][0] < readable[k - 1].score
            if enough or len(found) < limit:
                break
            if not filtered:
                filtered, query = True, self._filtered(query)
            limit *= 4
        return sorted(readable, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def frequency(self, field: str, term: str) -> int:
        """How many readable chunks have the term.

        Who may read all is told what tantivy knows anyway; a frequent term is counted the first
        time and remembered.
        """
        from tantivy import Query

        holding = self._searcher.doc_freq(field, term)  # with removed chunks
        if not holding or self._whole:
            return int(holding)
        query = Query.term_query(self._schema, field, term, "basic")
        if holding <= _RARE:
            found = self._searcher.search(query, holding, count=False).hits
            audiences = self._searcher.fast_field_values("audience", [one for _, one in found])
            return sum(audience in self._audiences for audience in audiences)
        if (field, term) not in self._frequent:
            counted = self._searcher.search(self._narrowed(query), 1, count=True)
            self._frequent[field, term] = counted.count or 0  # type: ignore[attr-defined]
        return self._frequent[field, term]

    def significance(self, field: str, term: str) -> float:
        """By what tantivy's weight of a term is to be multiplied, so that it is this reader's.

        tantivy weighs by how rare a term is in all chunks, forbidden and removed ones too; with
        this it is as rare as in the readable ones alone. The average length of a chunk stays
        everybody's: see docs/security.md. 0 where none of them has the term.
        """
        if self._whole:
            return 1.0
        readable = self.frequency(field, term)
        if not readable:
            return 0.0
        everywhere = _idf(self._searcher.doc_freq(field, term), self._weighed)
        return _idf(readable, self.count) / everywhere

    def meant(self, word: str, field: str) -> list[str]:
        """The words of readable chunks that a mistyped `word` may have been meant to be.

        They begin with its first two letters, those swapped, its second and third, or at least
        its first. 1 to 3 ms in 100,000 chunks, 10 where only the first letter agrees. A word of
        other chunks alone changes neither what is found nor, but for looking at it, the time.
        """
        for prefix in dict.fromkeys((word[:2], word[1::-1], word[1:3])):
            found = self._meant(word, field, prefix)
            if found:
                return found
        return self._meant(word, field, word[0]) if self._is_near_any(word, field) else []

    def _meant(self, word: str, field: str, prefix: str) -> list[str]:
        beginning = (term for term, _ in self._searcher.terms_with_prefix(field, prefix))
        return meant(word, beginning, lambda near: self.frequency(field, near))

    def _is_near_any(self, word: str, field: str) -> bool:
        """Whether a readable chunk has a word that near: others must not cost a longer look."""
        from tantivy import Query

        near = Query.fuzzy_term_query(self._schema, field, word, edits_tolerated(word))
        return bool(self._searcher.search(self._narrowed(near), 1, count=False).hits)

    def _narrowed(self, query: "tantivy.Query") -> "tantivy.Query":
        return query if self._share >= 1.0 else self._filtered(query)

    def _readable(self, found: "Sequence[tuple[float, tantivy.DocAddress]]") -> list[Hit]:
        """Of what was found, in order, what has one of the audiences."""
        addresses = [address for _, address in found]
        audiences = self._searcher.fast_field_values("audience", addresses)
        ids = self._searcher.fast_field_values("chunk", addresses)
        return [
            Hit(int(chunk_id), float(score))
            for chunk_id, audience, (score, _) in zip(ids, audiences, found, strict=True)
            if audience in self._audiences and chunk_id is not None
        ]

    def _filtered(self, query: "tantivy.Query") -> "tantivy.Query":
        from tantivy import Occur, Query

        readable = Query.term_set_query(self._schema, "audience", sorted(self._audiences))
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.Must, Query.const_score_query(readable, 0.0))]
        )


def chunks_weighed(searcher: "tantivy.Searcher", schema: "tantivy.Schema") -> int:
    """How many chunks tantivy weighs terms by: removed ones too, until it merges them away.

    It says so only where it explains a score.
    """
    from tantivy import Query

    found = searcher.search(Query.all_query(), 1, count=False).hits
    if not found:
        return 0
    address = found[0][1]
    (audience,) = searcher.fast_field_values("audience", [address])
    query = Query.term_query(schema, "audience", audience, "basic")
    details = json.loads(query.explain(searcher, address).to_json())["details"]
    parts = [part for detail in details for part in detail.get("details", ())]
    counts = [part["value"] for part in parts if part["description"].startswith("N, total")]
    return int(counts[0]) if counts else int(searcher.num_docs)


def _idf(holding: int, chunks: int) -> float:
    """As tantivy weighs a term that `holding` of `chunks` chunks have."""
    return log(1 + (chunks - holding + 0.5) / (holding + 0.5))
