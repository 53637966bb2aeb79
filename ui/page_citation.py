"""Where a link to a page comes from, and what is cited there."""

from dataclasses import fields
from typing import NamedTuple
from urllib.parse import quote

from storage.conversations import cited_source
from storage.documents import find_document
from storage.errors import NotFound
from storage.passages import fetch_passages
from storage.records import Person
from storage.turn_records import CitedPlace, CitedSource
from ui.website import Site


class Citation(NamedTuple):
    """Where a link to a page comes from; all zero or empty for a page without a citation.

    `mention` is what every mention of on the page is marked.
    """

    turn: int
    source: int
    chunk: int
    twin: int = 0  # number among the twins of the source
    mention: str = ""

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        if self.turn:
            twin = f"&twin={self.twin}" if self.twin else ""
            return f"?turn={self.turn}&source={self.source}{twin}"
        if self.mention:
            return f"?mention={quote(self.mention, safe='')}"
        return f"?chunk={self.chunk}" if self.chunk else ""


def cited_by(citation: Citation, site: Site, person: Person) -> CitedSource | None:
    """What is cited; None where nothing is, or where the passage is gone or not this person's.

    A source counts only where it stands in an answer that this person was given; raises NotFound
    elsewhere.
    """
    ledger = site.store.ledger
    if citation.turn:
        source = cited_source(ledger, person.name, citation.turn, citation.source)
        return twin_of(source, citation.twin) if citation.twin else source
    found = fetch_passages(ledger, person.reader, [citation.chunk]) if citation.chunk else {}
    passage = found.get(citation.chunk)
    if passage is None:
        return None
    document = find_document(ledger, person.reader, passage.chunk.document_id)
    return CitedSource(
        document_id=document.id,
        version_id=document.version_id,
        chunk_id=citation.chunk,
        title=document.title,
        file_name=document.file_name,
        page=passage.page,
        spans=passage.chunk.spans,
        quote=passage.chunk.text,
    )


def twin_of(source: CitedSource, number: int) -> CitedSource:
    """The twin of that number as a source of its own. Raises NotFound where there is none."""
    twin = next((twin for twin in source.twins if twin.number == number), None)
    if twin is None:
        raise NotFound("The source has no such twin.")
    place = {field.name: getattr(twin, field.name) for field in fields(CitedPlace)}
    return CitedSource(**place, number=source.number)
