"""The evidence: numbered passages that an answer may rest on, and the way back to their pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.excerpts import REACH, Excerpt, Excerpts
from assistant.retrieval import Retrieval
from assistant.spans import locate
from assistant.statements import Statement, statements
from assistant.twins import Candidate, Link, candidates, is_said, links, twins_of
from storage.asking_first import asking
from storage.documents import find_document
from storage.errors import UnknownDocument
from storage.ledger import Ledger
from storage.records import Passage, Reader, Span, own_spans
from storage.surroundings import fetch_surroundings
from storage.turn_records import CitedSource

# With EXCERPT_CHARACTERS 1,600, chosen on one half of each set (CRC-32 of the id modulo 2). On the
# other half, share of the tokens of the expected answers that the evidence holds, and estimated
# tokens a question, before passages grew and since: northwind .852, 1,064 and .897, 2,516; clapnq
# .979, 818 and .991, 2,016; piaf .860, 998 and .902, 1,416. Answers held whole: clapnq .775 and
# .850, piaf .825 and .863. On the half that chose, 2,400 characters a passage without a bound gave
# northwind .03 more for 4,459 tokens (November 2026).
EVIDENCE_CHARACTERS = 7_500


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage as it is given to the model: what was found, and what stands around it.

    `text` is the texts of `spans` joined by a newline, as in a chunk. `found` are the characters
    of it that the search found, best first, `found_chunks` their ids; `links` lead to the twins
    of its sentences.
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
    found: tuple[tuple[int, int], ...] = ()
    found_chunks: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def page(self) -> int:
        """The page on which it starts, from 1; that of its rows, not of their header."""
        return own_spans(self.spans)[0].page

    @property
    def context(self) -> str:
        """Title and section, which stand above the text and belong to what it says."""
        return f"{self.title} {self.section}".strip()

    def was_found(self, start: int, end: int) -> bool:
        """True where the search found characters `start` to `end`, or the whole is unmarked."""
        return not self.found or any(a <= start and end <= b for a, b in self.found)

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
            page=own_spans(spans)[0].page if spans else self.page,
            spans=spans,
            quote=self.text[start:end],
            twins=twins_of(self.links, start, end),
        )

    def found_source(self, number: int) -> CitedSource:
        """What the search found of it, best first, as a numbered source."""
        return self.source(number, *(self.found[0] if self.found else ()))


@asking()
def gather_evidence(
    ledger: Ledger,
    reader: Reader,
    retrieval: Retrieval,
    *,
    most: int,
    budget: int = EVIDENCE_CHARACTERS,
) -> list[Evidence]:
    """The best `most` passages in the order of their rank, with what stands around them.

    `budget` is how many characters they may have before the last of them stand alone. A passage
    that says what one before it says is left out, and remembered as its twin. What went away,
    or was closed to the reader, since the search is left out.
    """
    ids = [passage.chunk.id for passage in retrieval.passages]
    surroundings = fetch_surroundings(ledger, reader, ids, reach=REACH)
    pool = candidates(retrieval.passages, surroundings)
    by_id = {candidate.passage.chunk.id: candidate for candidate in pool}

    def repeats(passage: Passage, taken: Sequence[Excerpt]) -> bool:
        return is_said(by_id[passage.chunk.id], [_said(excerpt) for excerpt in taken])

    excerpts = Excerpts(most, budget, surroundings, repeats).take(retrieval.passages)
    return [_evidence(excerpt, pool) for excerpt in excerpts]


def still_readable(ledger: Ledger, reader: Reader, evidence: Sequence[Evidence]) -> bool:
    """False where a document of `evidence`, or of a twin of it, was removed or closed since."""
    documents = {passage.document_id for passage in evidence}
    documents.update(link.twin.document_id for passage in evidence for link in passage.links)
    try:
        for document_id in documents:
            find_document(ledger, reader, document_id)
    except UnknownDocument:
        return False
    return True


def _said(excerpt: Excerpt) -> tuple[str, list[Statement]]:
    said = (statements(chunk.text, chunk.language) for chunk in excerpt.in_order)
    return excerpt.passage.chunk.title, [sentence for sentences in said for sentence in sentences]


def _evidence(excerpt: Excerpt, pool: Sequence[Candidate]) -> Evidence:
    best = excerpt.passage.chunk
    text = "\n".join(chunk.text for chunk in excerpt.in_order)
    return Evidence(
        document_id=best.document_id,
        version_id=excerpt.version_id,
        chunk_id=best.id,
        title=best.title,
        file_name=excerpt.passage.file_name,
        section=best.section,
        language=best.language,
        text=text,
        spans=tuple(span for chunk in excerpt.in_order for span in chunk.spans),
        found=excerpt.found_characters,
        found_chunks=tuple(excerpt.chunks[place].id for place in excerpt.found),
        links=links(
            text,
            title=best.title,
            language=best.language,
            document_id=best.document_id,
            pool=pool,
        ),
    )
