"""The reading report of a document: page by page what was read and what gives cause to look."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from storage.cause_to_look import IN_QUARANTINE, WARNED_OF
from storage.documents import find_document
from storage.ledger import Ledger
from storage.near_documents import NearDocument, is_burst, near_documents
from storage.page_findings import PageWarning
from storage.quarantine import QuarantinedText, hidden_texts
from storage.records import Document, PageReading, Reader
from storage.schema import pages, quarantined_texts, versions


@dataclass(frozen=True, slots=True)
class PageReport:
    """How one page was read; `characters` counts its text, hidden text apart."""

    number: int
    characters: int
    language: str  # "fr", "en", or "" where that could not be told
    reading: PageReading
    confidence: float | None  # mean OCR confidence, 0 to 100
    tables: int | None  # None where they were not looked for
    warnings: tuple[PageWarning, ...]

    @property
    def searchable(self) -> bool:
        """True where its text can be found."""
        return self.characters > 0


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """All there is to say of how a document was read.

    `seconds` that reading took are None, and `parser` is empty, for what was read before this was
    noted. `near` and `burst` know only of documents that the reader may read.
    """

    document: Document
    pages: tuple[PageReport, ...]
    hidden: tuple[QuarantinedText, ...]
    near: tuple[NearDocument, ...]
    burst: bool
    remarks: tuple[str, ...]  # of the whole file, one English sentence each
    parser: str
    seconds: float | None

    @property
    def quarantined(self) -> tuple[QuarantinedText, ...]:
        """The hidden texts that nobody has released."""
        return tuple(one for one in self.hidden if not one.released_by)


@dataclass(frozen=True, slots=True)
class Attention:
    """What a list says of a document beside its verdict."""

    hidden: int = 0  # texts in quarantine
    grave: bool = False  # one of them speaks to a language model
    warned_pages: int = 0


def reading_report(ledger: Ledger, reader: Reader, document_id: str) -> ReadingReport:
    """The report. Raises UnknownDocument, also where `reader` may not read the document."""
    document = find_document(ledger, reader, document_id)
    of_version = select(versions.c.seconds, versions.c.parser, versions.c.warnings)
    with ledger.read() as connection:
        version = connection.execute(of_version.where(versions.c.id == document.version_id)).first()
        rows = connection.execute(
            select(*_PAGE_COLUMNS)
            .where(pages.c.version_id == document.version_id)
            .order_by(pages.c.number)
        ).all()
    near = near_documents(ledger, reader, document)
    return ReadingReport(
        document=document,
        pages=tuple(
            PageReport(
                number=row.number,
                characters=row.characters,
                language=row.language,
                reading=PageReading(row.reading),
                confidence=row.confidence,
                tables=None if row.tables is None else len(row.tables),
                warnings=tuple(map(PageWarning, row.warnings or ())),
            )
            for row in rows
        ),
        hidden=tuple(hidden_texts(ledger, reader, document_id)),
        near=tuple(near),
        burst=is_burst(document, near),
        remarks=tuple(version.warnings) if version else (),
        parser=version.parser if version else "",
        seconds=version.seconds if version else None,
    )


def attention(ledger: Ledger, found: Iterable[Document]) -> dict[str, Attention]:
    """What a list of documents, already checked for its reader, says of each, by document id."""
    by_version = {document.version_id: document.id for document in found}
    hidden = (
        select(
            quarantined_texts.c.version_id,
            func.count().label("texts"),
            func.max(quarantined_texts.c.instruction).label("grave"),
        )
        .where(quarantined_texts.c.version_id.in_(by_version), IN_QUARANTINE)
        .group_by(quarantined_texts.c.version_id)
    )
    warned = (
        select(pages.c.version_id, func.count().label("pages"))
        .where(pages.c.version_id.in_(by_version), WARNED_OF)
        .group_by(pages.c.version_id)
    )
    with ledger.read() as connection:
        texts = {row.version_id: row for row in connection.execute(hidden)}
        counts = {row.version_id: row.pages for row in connection.execute(warned)}
    return {
        document_id: Attention(
            hidden=texts[version].texts if version in texts else 0,
            grave=bool(texts[version].grave) if version in texts else False,
            warned_pages=counts.get(version, 0),
        )
        for version, document_id in by_version.items()
    }


_PAGE_COLUMNS = (
    pages.c.number,
    func.length(pages.c.text).label("characters"),
    pages.c.language,
    pages.c.reading,
    pages.c.confidence,
    pages.c.tables,
    pages.c.warnings,
)
