"""From a question to passages: searched, with what it follows on and in its parts, and steered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.catalogue import catalogue_of
from assistant.emphasis import steered, within
from assistant.follow_up import FollowUp
from assistant.fusion import ranked
from assistant.parts import AskedPart, parts_of
from assistant.question import normalised_question
from assistant.scope import Scope, Searched
from assistant.steering import steering
from assistant.words import WordWeights, content_words, coverage
from storage.access import readable_audiences, readable_collection
from storage.asking_first import asking
from storage.language import detect_language
from storage.records import Passage, Reader

if TYPE_CHECKING:
    from storage.store import Store

# Passages looked at more closely. The mean MRR of four sets on the halves that chose is best here,
# and more costs 1 to 5 ms: the curve and its means are in docs/benchmarks.md.
RERANK_DEPTH = 50
# A follow-up is searched as it stands, again after the question before, and where that one leans
# too after the one that began the topic; the scores of the latter are added with these weights.
# Chosen on one half of mtrag (45 questions that stand alone and 19 that lean, CRC-32 of the id
# modulo 2; November 2026), MaxSim included: hit@5 .93 alone and .96 with 0.25 or 0.5, MRR .810,
# .819 and .808; of those that lean MRR .63 alone, .65 with 0.5, .70 with 1.0. The beginning of the
# conversation, and the words of the last answer but its names, lost as much as they gained.
JOINED = 0.25
JOINED_LEANING = 1.0
SUBJECT = 0.25
# Each part of a question that asks two things; its best passage is among the first PART_PLACES.
# Not tuned: the sets have two such questions in fifty.
PART = 0.5
PART_PLACES = 4
TITLED_PASSAGES = 3  # of a document that is named and was not found otherwise
_COVERING = 5  # best passages, one of which has to have the words asked for; not tuned
_STEP = 1e-6  # between the scores of passages that were not ranked
MOST_TITLED = 8  # such documents; each title costs a search


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the best passages come to the question; what the gate decides by."""

    coverage: float = 0.0  # share of the question's word weight that one passage has, 0 to 1
    cosine: float = -1.0  # of the question and the nearest passage


@dataclass(frozen=True, slots=True)
class FoundPart:
    """One part of a question, and what a search for it alone finds: chunk ids, best first."""

    asked: AskedPart
    nearness: Nearness
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for a query, best first; every passage re-checked for the reader.

    `query` is what an answer has to be about: of a follow-up that leans on the question
    before, with the words it took over. `parts` are those of a question that asks several things.
    """

    query: str
    language: str
    passages: tuple[Passage, ...]
    nearness: Nearness
    weights: WordWeights
    parts: tuple[FoundPart, ...] = ()


@asking()
def retrieve(
    store: "Store",
    query: str,
    *,
    reader: Reader,
    collections: Collection[str] | None = None,
    k: int = 10,
    language: str = "",
    following: FollowUp | None = None,
    rerank_depth: int = RERANK_DEPTH,
) -> Retrieval:
    """The `k` passages that answer `query` best, of those that `reader` may read.

    Equal scores are ordered by chunk id: the same question gives the same ranking. `language`
    is detected where it is not given; `following` is what the query takes over from the one
    before; `rerank_depth` passages are looked at more closely, 0 for none. Raises QuestionEmpty,
    QuestionTooLong, UnknownCollection.
    """
    query = normalised_question(query)
    language = language or detect_language(query)
    for name in collections or ():
        readable_collection(store.ledger, reader, name)
    audiences = readable_audiences(store.ledger, reader, collections=collections)
    if not audiences:
        return Retrieval(query, language, (), Nearness(), WordWeights([]))
    scope = Scope(store, reader, collections, audiences, language, k, rerank_depth)
    leans = following is not None and following.leans
    own = scope.search_beside(query) if leans else scope.search(query)
    parts: tuple[AskedPart, ...] = ()
    if leans and following is not None:
        about, found = _followed(scope, own, following)
    else:
        about, found = own, own if following is None else _followed(scope, own, following)[1]
        parts = parts_of(query, language)
    searched = [scope.search_beside(part.query) for part in parts]
    found = _with_parts(found, searched)
    found = _steered(scope, found, query, following.before if following else "")
    about = replace(about, passages=found.passages, beyond=found.beyond)
    found_parts = tuple(map(_found_part, parts, searched))
    return replace(_best(about, k, found.scores), parts=found_parts)


def _followed(scope: Scope, own: Searched, following: FollowUp) -> tuple[Searched, Searched]:
    """What was found for the joined question alone, and `own` with what the history adds."""
    search = scope.search if following.leans else scope.search_beside
    joined = search(following.joined)
    found = own.plus(joined, JOINED_LEANING if following.leans else JOINED)
    if following.subject:
        subject = scope.search_beside(following.subject)
        found = found.plus(subject, SUBJECT)
    return replace(joined, text=following.about), found


def _with_parts(found: Searched, parts: Sequence[Searched]) -> Searched:
    """What was found, with what each part of the question finds; the best of each early."""
    firsts: list[int] = []
    for searched in parts:
        found = found.plus(searched, PART)
        firsts += ranked(searched.scores)[:1]
    return replace(found, scores=within(found.scores, firsts, PART_PLACES))


def _steered(scope: Scope, found: Searched, query: str, before: str) -> Searched:
    """What was found, its scores moved towards the documents that the question names.

    Those of which nothing was found are searched for by their titles.
    """
    towards = steering(query, catalogue_of(scope.store.ledger), scope.audiences, before=before)
    passages, scores = dict(found.passages), dict(found.scores)
    present = {passages[one].chunk.document_id for one in scores}
    middle = sum(scores.values()) / max(len(scores), 1)
    missing = sorted(towards.foremost & towards.titles.keys() - present)
    by_title: dict[str, Searched] = {}  # many documents may have one title
    for document_id in missing[:MOST_TITLED]:
        title = towards.titles[document_id]
        if title not in by_title:
            by_title[title] = scope.search_beside(f"{query} {title}")
        titled = by_title[title]
        for chunk_id in titled.of_document(document_id)[:TITLED_PASSAGES]:
            passages[chunk_id] = titled.passages[chunk_id]
            scores[chunk_id] = middle
    documents = {one: passages[one].chunk.document_id for one in scores}
    return replace(found, passages=passages, scores=steered(scores, documents, towards))


def _best(found: Searched, k: int, scores: Mapping[int, float]) -> Retrieval:
    """The `k` best passages by `scores`, and where that is not enough those not ranked."""
    beyond = [chunk_id for chunk_id in found.beyond if chunk_id not in scores]
    lowest = min(scores.values(), default=0.0)
    behind = {one: lowest - _STEP * place for place, one in enumerate(beyond, start=1)}
    chosen = tuple(
        replace(found.passages[chunk_id], score=score)
        for chunk_id, score in [*((one, scores[one]) for one in ranked(scores)), *behind.items()][
            :k
        ]
    )
    return Retrieval(
        found.text,
        found.language,
        chosen,
        _nearness(found, chosen[:_COVERING]),
        found.weights,
    )


def _found_part(asked: AskedPart, found: Searched) -> FoundPart:
    order = tuple(ranked(found.scores))
    first = [found.passages[one] for one in order[:_COVERING]]
    return FoundPart(asked, _nearness(found, first), order)


def _nearness(found: Searched, first: Sequence[Passage]) -> Nearness:
    asked = set(content_words(found.text, found.language))
    covered = (
        coverage(
            asked, set(content_words(passage.chunk.indexed_text, found.language)), found.weights
        )
        for passage in first
    )
    return Nearness(coverage=max(covered, default=0.0), cosine=found.cosine)
