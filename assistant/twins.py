"""Twins: sentences of other documents that say what a passage says, or say it otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.spans import locate
from assistant.statements import Relation, Statement, relation, statements, title_words
from storage.records import Passage, own_spans
from storage.surroundings import Surroundings
from storage.turn_records import Twin

REPEATED = 0.9  # share of a passage that others must say before it is left out as a repetition
_SAID = 0.8  # share of what is cited that a document must say to count as saying it
MOST_TWINS = 8  # of one kind with one source


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found, with its sentences and the version that it belongs to."""

    passage: Passage
    version_id: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """From characters `start` to `end` of a text, one of its sentences, to its twin."""

    start: int
    end: int
    twin: Twin


def candidates(
    passages: Sequence[Passage], surroundings: Mapping[int, Surroundings]
) -> list[Candidate]:
    """The passages that the ledger still gives out, in their order."""
    return [
        Candidate(
            passage,
            surroundings[passage.chunk.id].version_id,
            tuple(statements(passage.chunk.text, passage.chunk.language)),
        )
        for passage in passages
        if passage.chunk.id in surroundings
    ]


def is_said(candidate: Candidate, texts: Iterable[tuple[str, Sequence[Statement]]]) -> bool:
    """True where `texts`, each a title and its sentences, say what the candidate says.

    A sentence that only differs in a number, a date, a name or a "not" is not said.
    """
    chunk = candidate.passage.chunk
    whole = said = 0
    others = [(title_words(chunk.title, title, chunk.language), found) for title, found in texts]
    for statement in candidate.statements:
        size = len(statement.stems)
        whole += size
        relations = {
            found
            for titles, sentences in others
            for other in sentences
            if (found := relation(statement, other, titles))
        }
        if relations == {Relation.DIFFERENT}:
            return False
        said += size if Relation.SAME in relations else 0
    return whole > 0 and said >= REPEATED * whole


def links(
    text: str, *, title: str, language: str, document_id: str, pool: Sequence[Candidate]
) -> tuple[Link, ...]:
    """The twins in `pool` of the sentences of `text`, which stands in document `document_id`.

    In the order of the text, then of the pool. A document that says a sentence the same
    somewhere does not differ in it elsewhere.
    """
    found: list[Link] = []
    for statement in statements(text, language):
        of_one = [
            _link(statement, candidate, other, how)
            for candidate in pool
            if candidate.passage.chunk.document_id != document_id
            for titles in [title_words(title, candidate.passage.chunk.title, language)]
            for other in candidate.statements
            if (how := relation(statement, other, titles)) is not None
        ]
        found += _first_of_each_document(of_one)
    return tuple(found)


def twins_of(found: Sequence[Link], start: int, end: int) -> tuple[Twin, ...]:
    """The twins of characters `start` to `end`: who says the same first, then who differs.

    A document says the same where it says nearly all of it.
    """
    inside = [link for link in found if start < link.end and link.start < end]
    said: dict[str, list[Link]] = {}
    for link in inside:
        if not link.twin.instead_of:
            said.setdefault(link.twin.document_id, []).append(link)
    same = [
        _joined([link.twin for link in parts])
        for parts in said.values()
        if sum(min(link.end, end) - max(link.start, start) for link in parts)
        >= _SAID * (end - start)
    ]
    different = [link.twin for link in inside if link.twin.instead_of]
    return (*same[:MOST_TWINS], *different[:MOST_TWINS])


def _link(own: Statement, candidate: Candidate, other: Statement, how: Relation) -> Link:
    chunk = candidate.passage.chunk
    spans = locate(chunk.spans, other.start, other.end)
    twin = Twin(
        document_id=chunk.document_id,
        version_id=candidate.version_id,
        chunk_id=chunk.id,
        title=chunk.title,
        file_name=candidate.passage.file_name,
        page=own_spans(spans)[0].page,
        spans=spans,
        quote=other.text,
        instead_of=own.text if how is Relation.DIFFERENT else "",
    )
    return Link(own.start, own.end, twin)


def _first_of_each_document(found: Sequence[Link]) -> list[Link]:
    """One link a document: the first that says the same, else the first that differs."""
    chosen: dict[str, Link] = {}
    for link in sorted(found, key=lambda link: bool(link.twin.instead_of)):
        chosen.setdefault(link.twin.document_id, link)
    return list(chosen.values())


def _joined(twins: Sequence[Twin]) -> Twin:
    """Sentences of one document as one twin, on the page of the first."""
    spans = dict.fromkeys(span for twin in twins for span in twin.spans)
    quotes = dict.fromkeys(twin.quote for twin in twins)
    return replace(twins[0], spans=tuple(spans), quote=" ".join(quotes))
