"""From a query to passages: searched by meaning and by words, fused, and checked again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.catalogue import catalogue_of
from assistant.emphasis import steered, within
from assistant.follow_up import FollowUp
from assistant.fusion import FusionWeights, fuse, ranked, weighted_sum
from assistant.meaning import nearest_while_possible, query_while_possible
from assistant.parts import parts_of
from assistant.proximity import proximity
from assistant.question import normalised_question
from assistant.steering import steering
from assistant.words import WordWeights, content_words, coverage
from storage.access import readable_audiences, readable_collection
from storage.language import detect_language
from storage.passages import fetch_passages
from storage.records import Hit, Passage, Reader

if TYPE_CHECKING:
    from storage.store import Store

SEARCH_DEPTH = 100  # chunks asked of each search
_DEEPEST = 1_600
_BACKGROUND_DEPTH = 60  # passages among which words are weighed
_PROXIMITY_DEPTH = 30  # passages whose word pairs are looked at

# The bundled embedder knows English; on French questions words say more than its vectors.
# French: chosen on one half of piaf, the half being CRC-32 of the question's id modulo 2; on the
# other half hit@1 .67, words alone .67 and hit@10 .878 against .890. English: chosen on northwind,
# clapnq and mtrag, both halves of northwind seen: its pages hit@5 .76 are no held-out figure
# (November 2026).
WEIGHTS = {
    "fr": FusionWeights(dense=0.5, lexical=1.0, proximity=2.0),
    "en": FusionWeights(dense=0.7, lexical=1.0, proximity=2.0),
}
# A follow-up is searched as it stands, again after the question before, and again after the one
# that began the subject; the scores of the latter two are added with these weights. Chosen on one
# half of mtrag (64 questions with a history, CRC-32 of the id modulo 2; November 2026): hit@3 .75
# alone and .83 so, MRR .68 and .73; content words of the question before instead of it, .70; the
# joined question alone .57. Words of the last answer lost as much as they gained: only its names
# are taken, where a question leans.
JOINED = 0.5
JOINED_LEANING = 1.0
SUBJECT = 0.25
SUBJECT_LEANING = 0.5
# Each part of a question that asks two things; its best passage is among the first PART_PLACES.
# Not tuned: the sets have two such questions in fifty.
PART = 0.5
PART_PLACES = 4
TITLED_PASSAGES = 3  # of a document that is named and was not found otherwise
MOST_TITLED = 8  # such documents; each costs a search


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the best passages come to the question; what the gate decides by."""

    coverage: float = 0.0  # share of the question's word weight that one passage has, 0 to 1
    cosine: float = -1.0  # of the question and the nearest passage


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for a query, best first; every passage re-checked for the reader.

    `query` is what an answer has to be about: of a follow-up that leans on the question
    before, with the words it took over.
    """

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
    following: FollowUp | None = None,
) -> Retrieval:
    """The `k` passages that answer `query` best, of those that `reader` may read.

    Equal scores are ordered by chunk id: the same question gives the same ranking. `language`
    is detected where it is not given; `following` is what the query takes over from the one
    before. Raises QuestionEmpty, QuestionTooLong, UnknownCollection.
    """
    query = normalised_question(query)
    language = language or detect_language(query)
    for name in collections or ():
        readable_collection(store.ledger, reader, name)
    audiences = readable_audiences(store.ledger, reader, collections=collections)
    if not audiences:
        return Retrieval(query, language, (), Nearness(), WordWeights([]))
    scope = _Scope(store, reader, collections, audiences, language, k)
    own = scope.search(query)
    if following is None:
        about, found = own, scope.in_parts(own)
    elif following.leans:
        about, found = scope.followed(own, following)
    else:
        about, found = own, scope.in_parts(scope.followed(own, following)[1])
    found = scope.steered(found, query, following.before if following else "")
    return replace(about, passages=found.passages).best(k, found.scores)


@dataclass(frozen=True, slots=True)
class _Searched:
    """What was found for one text: passages and their scores by chunk id."""

    text: str
    language: str
    passages: dict[int, Passage]
    scores: dict[int, float]
    cosine: float
    weights: WordWeights

    def plus(self, other: "_Searched", weight: float) -> "_Searched":
        """This with what was found for another text, whose scores count with `weight`."""
        scores = weighted_sum(self.scores, other.scores, weight)
        return replace(self, passages=self.passages | other.passages, scores=scores)

    def of_document(self, document_id: str) -> list[int]:
        """The passages of one document, best first."""
        of_all = ranked(self.scores)
        return [one for one in of_all if self.passages[one].chunk.document_id == document_id]

    def best(self, k: int, scores: Mapping[int, float]) -> Retrieval:
        """The `k` best passages by `scores`."""
        chosen = tuple(
            replace(self.passages[chunk_id], score=scores[chunk_id])
            for chunk_id in ranked(scores)[:k]
        )
        asked = set(content_words(self.text, self.language))
        covered = (
            coverage(asked, set(_stems(passage, self.language)), self.weights)
            for passage in chosen[:5]
        )
        nearness = Nearness(coverage=max(covered, default=0.0), cosine=self.cosine)
        return Retrieval(self.text, self.language, chosen, nearness, self.weights)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where and for whom is searched."""

    store: "Store"
    reader: Reader
    collections: Collection[str] | None
    audiences: frozenset[int]
    language: str
    k: int

    def search(self, text: str) -> _Searched:
        """Both searches, fused; deeper while the ledger gives out less than was asked for.

        An index may still have entries of a document that is gone or forbidden since.
        """
        query = query_while_possible(self.store.embedder, text)
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
            if len(passages) >= self.k or exhausted or depth >= _DEEPEST:
                return self._scored(text, passages)
            depth *= 2

    def followed(self, own: _Searched, following: FollowUp) -> tuple[_Searched, _Searched]:
        """What was found for the joined question alone, and `own` with what the history adds."""
        joined = self.search(following.joined)
        found = own.plus(joined, JOINED_LEANING if following.leans else JOINED)
        if following.subject:
            subject = self.search(following.subject)
            found = found.plus(subject, SUBJECT_LEANING if following.leans else SUBJECT)
        return replace(joined, text=following.about), found

    def in_parts(self, found: _Searched) -> _Searched:
        """What was found, with what each part of the question finds; the best of each early."""
        firsts: list[int] = []
        for part in parts_of(found.text, self.language):
            searched = self.search(part)
            found = found.plus(searched, PART)
            firsts += ranked(searched.scores)[:1]
        return replace(found, scores=within(found.scores, firsts, PART_PLACES))

    def steered(self, found: _Searched, query: str, before: str) -> _Searched:
        """What was found, its scores moved towards the documents that the question names.

        Those of which nothing was found are searched for by their titles.
        """
        towards = steering(query, catalogue_of(self.store.ledger), self.audiences, before=before)
        passages, scores = dict(found.passages), dict(found.scores)
        present = {passage.chunk.document_id for passage in passages.values()}
        middle = sum(scores.values()) / max(len(scores), 1)
        missing = sorted(towards.foremost & towards.titles.keys() - present)
        for document_id in missing[:MOST_TITLED]:
            titled = self.search(f"{query} {towards.titles[document_id]}")
            for chunk_id in titled.of_document(document_id)[:TITLED_PASSAGES]:
                passages[chunk_id] = titled.passages[chunk_id]
                scores[chunk_id] = middle
        documents = {one: passages[one].chunk.document_id for one in scores}
        return replace(found, passages=passages, scores=steered(scores, documents, towards))

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

    def _scored(self, text: str, passages: dict[int, Passage]) -> _Searched:
        """The passages with their fused scores, to which word pairs add for the best."""
        weights = WEIGHTS.get(self.language, WEIGHTS["en"])
        dense = {i: p.dense for i, p in passages.items() if p.dense is not None}
        lexical = {i: p.lexical for i, p in passages.items() if p.lexical is not None}
        fused = fuse(dense, lexical, weights)
        order = ranked(fused)[: max(_BACKGROUND_DEPTH, self.k)]
        stems = {i: _stems(passages[i], self.language) for i in order}
        word_weights = WordWeights(stems.values())
        asked = content_words(text, self.language)
        scores = {i: fused[i] for i in order}
        for i in order[:_PROXIMITY_DEPTH]:
            scores[i] += weights.proximity * proximity(asked, stems[i], word_weights)
        cosine = max(dense.values(), default=-1.0)
        kept = {i: passages[i] for i in order}
        return _Searched(text, self.language, kept, scores, cosine, word_weights)


def _stems(passage: Passage, language: str) -> Sequence[str]:
    return content_words(passage.chunk.indexed_text, language)


def _scores(hits: Sequence[Hit]) -> dict[int, float]:
    return {hit.chunk_id: hit.score for hit in hits}
