"""From a query to passages: searched by meaning and by words, fused, and checked again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.fusion import FusionWeights, fuse, ranked
from assistant.proximity import proximity
from assistant.question import normalised_question
from assistant.words import WordWeights, content_words, coverage
from storage.access import readable_audiences, readable_collection
from storage.language import detect_language
from storage.passages import fetch_passages
from storage.records import Hit, Passage, Reader

if TYPE_CHECKING:
    from storage.store import Store

SEARCH_DEPTH = 100  # chunks asked of each search
_DEEPEST = 1_600
_PROXIMITY_DEPTH = 30  # passages whose word pairs are looked at
_BACKGROUND_DEPTH = 60  # passages among which words are weighed

# The bundled embedder knows English; on French questions words say more than its vectors.
WEIGHTS = {
    "fr": FusionWeights(dense=0.5, lexical=1.0, proximity=2.0),
    "en": FusionWeights(dense=0.5, lexical=1.0, proximity=2.0),
}


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the best passages come to the question; what the gate decides by."""

    coverage: float = 0.0  # share of the question's word weight that one passage has, 0 to 1
    cosine: float = -1.0  # of the question and the nearest passage


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for a query, best first; every passage re-checked for the reader."""

    query: str
    language: str
    passages: tuple[Passage, ...]
    nearness: Nearness
    weights: WordWeights


def retrieve(
    store: "Store",
    query: str,
    *,
    reader: Reader,
    collections: Collection[str] | None = None,
    k: int = 10,
    language: str = "",
) -> Retrieval:
    """The `k` passages that answer `query` best, of those that `reader` may read.

    Equal scores are ordered by chunk id: the same question gives the same ranking. `language`
    is detected where it is not given. Raises QuestionEmpty, QuestionTooLong, UnknownCollection.
    """
    query = normalised_question(query)
    language = language or detect_language(query)
    for name in collections or ():
        readable_collection(store.ledger, reader, name)
    audiences = readable_audiences(store.ledger, reader, collections=collections)
    if not audiences:
        return Retrieval(query, language, (), Nearness(), WordWeights([]))
    vector = store.embedder.embed_query(query)
    depth = SEARCH_DEPTH
    while True:
        dense = store.index.search_dense(vector, audiences=audiences, k=depth)
        lexical = store.index.search_lexical(query, language=language, audiences=audiences, k=depth)
        found = _Found(_scores(dense), _scores(lexical))
        passages = found.checked(store, reader, collections)
        if len(passages) >= k or max(len(dense), len(lexical)) < depth or depth >= _DEEPEST:
            return _reranked(query, language, passages, found, k)
        depth *= 2  # the index still has entries that the ledger no longer gives out


@dataclass(frozen=True, slots=True)
class _Found:
    """What both searches found, by chunk id."""

    dense: Mapping[int, float]
    lexical: Mapping[int, float]

    def checked(
        self, store: "Store", reader: Reader, collections: Collection[str] | None
    ) -> list[Passage]:
        """The passages that the ledger gives out to `reader`, in no order."""
        ids = self.dense.keys() | self.lexical.keys()
        fetched = fetch_passages(store.ledger, reader, ids, collections=collections)
        return [
            replace(passage, dense=self.dense.get(chunk_id), lexical=self.lexical.get(chunk_id))
            for chunk_id, passage in fetched.items()
        ]


def _reranked(
    query: str, language: str, passages: Sequence[Passage], found: _Found, k: int
) -> Retrieval:
    """The passages by fused score, to which the best get what their word pairs add."""
    weights = WEIGHTS.get(language, WEIGHTS["en"])
    by_id = {passage.chunk.id: passage for passage in passages}
    scores = fuse(
        {i: score for i, score in found.dense.items() if i in by_id},
        {i: score for i, score in found.lexical.items() if i in by_id},
        weights,
    )
    order = ranked(scores)[: max(_BACKGROUND_DEPTH, k)]
    stems = {i: content_words(by_id[i].chunk.indexed_text, language) for i in order}
    word_weights = WordWeights(stems.values())
    asked = content_words(query, language)
    near = {i: proximity(asked, stems[i], word_weights) for i in order[:_PROXIMITY_DEPTH]}
    scores = {i: scores[i] + weights.proximity * near.get(i, 0.0) for i in order}
    best = ranked(scores)[:k]
    nearness = Nearness(
        coverage=max(
            (coverage(set(asked), set(stems[i]), word_weights) for i in best[:5]), default=0.0
        ),
        cosine=max((found.dense[i] for i in by_id if i in found.dense), default=-1.0),
    )
    chosen = tuple(replace(by_id[i], score=scores[i]) for i in best)
    return Retrieval(query, language, chosen, nearness, word_weights)


def _scores(hits: Sequence[Hit]) -> dict[int, float]:
    return {hit.chunk_id: hit.score for hit in hits}
