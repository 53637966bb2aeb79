"""The evidence: numbered passages that an answer may rest on, and the way back to their pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.retrieval import Retrieval
from storage.documents import find_document
from storage.errors import UnknownDocument
from storage.ledger import Ledger
from storage.records import Passage, Reader, Span
from storage.turn_records import CitedSource

# Characters of space between two chunks that follow each other on a page.
_FARTHEST_NEIGHBOUR = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage as it is given to the model; neighbouring chunks of a page are one.

    `text` is the texts of `spans` joined by a newline, as in a chunk.
    """

    document_id: str
    version_id: int
    chunk_id: int
    title: str
    file_name: str
    section: str
    language: str
    text: str
    spans: tuple[Span, ...]

    @property
    def page(self) -> int:
        """The page on which it starts, from 1."""
        return self.spans[0].page

    @property
    def context(self) -> str:
        """Title and section, which stand above the text and belong to what it says."""
        return f"{self.title} {self.section}".strip()

    def locate(self, start: int, end: int) -> tuple[Span, ...]:
        """The page spans of characters `start` to `end` of `text`."""
        return locate(self.spans, start, end)

    def source(self, number: int, start: int = 0, end: int | None = None) -> CitedSource:
        """This passage, or characters `start` to `end` of it, as a numbered source."""
        end = len(self.text) if end is None else end
        spans = self.locate(start, end)
        return CitedSource(
            number=number,
            document_id=self.document_id,
            version_id=self.version_id,
            chunk_id=self.chunk_id,
            title=self.title,
            file_name=self.file_name,
            page=spans[0].page if spans else self.page,
            spans=spans,
            quote=self.text[start:end],
        )


def gather_evidence(
    ledger: Ledger, reader: Reader, retrieval: Retrieval, *, most: int
) -> list[Evidence]:
    """The best `most` passages in the order of their rank, neighbours on a page as one.

    A passage whose document went away since the search is left out.
    """
    evidence = []
    for group in _neighbours(retrieval.passages[:most]):
        best = group[0].chunk
        try:
            version_id = find_document(ledger, reader, best.document_id).version_id
        except UnknownDocument:
            continue
        chunks = sorted((passage.chunk for passage in group), key=lambda chunk: _place(chunk.spans))
        evidence.append(
            Evidence(
                document_id=best.document_id,
                version_id=version_id,
                chunk_id=best.id,
                title=best.title,
                file_name=group[0].file_name,
                section=best.section,
                language=best.language,
                text="\n".join(chunk.text for chunk in chunks),
                spans=tuple(span for chunk in chunks for span in chunk.spans),
            )
        )
    return evidence


def still_readable(ledger: Ledger, reader: Reader, evidence: Sequence[Evidence]) -> bool:
    """False where a document of `evidence` was removed, or closed to `reader`, since."""
    try:
        for document_id in {passage.document_id for passage in evidence}:
            find_document(ledger, reader, document_id)
    except UnknownDocument:
        return False
    return True


def locate(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """Page spans of characters `start` to `end` of the texts of `spans` joined by newlines."""
    found = []
    offset = 0
    for span in spans:
        length = span.end - span.start
        first, last = max(start - offset, 0), min(end - offset, length)
        if first < last:
            found.append(Span(span.page, span.start + first, span.start + last))
        offset += length + 1
    return tuple(found)


def _neighbours(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Passages grouped with those that touch them, each group and all groups by rank."""
    groups: list[list[Passage]] = []
    for passage in passages:
        touching = [group for group in groups if any(_touch(passage, other) for other in group)]
        merged = [other for group in touching for other in group]
        groups = [group for group in groups if group not in touching]
        groups.append([*merged, passage])
    rank = {passage.chunk.id: position for position, passage in enumerate(passages)}
    for group in groups:
        group.sort(key=lambda passage: rank[passage.chunk.id])
    return sorted(groups, key=lambda group: rank[group[0].chunk.id])


def _touch(one: Passage, other: Passage) -> bool:
    if one.chunk.document_id != other.chunk.document_id:
        return False
    first, second = sorted((one.chunk.spans, other.chunk.spans), key=_place)
    last, following = first[-1], second[0]
    return last.page == following.page and 0 <= following.start - last.end <= _FARTHEST_NEIGHBOUR


def _place(spans: Sequence[Span]) -> tuple[int, int]:
    return (spans[0].page, spans[0].start)
