"""Documents as readers see them: listed, found, read page by page, each checked for the reader."""

from collections.abc import Collection as Ids
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from storage.access import narrowed_readers, readable_condition
from storage.cause_to_look import gives_cause_to_look
from storage.errors import UnknownDocument
from storage.file_stamps import About
from storage.ledger import Ledger
from storage.names import one_line
from storage.page_findings import PageWarning
from storage.records import Document, Heading, Page, PageReading, PageTable, Reader, Verdict
from storage.schema import audiences, collections, documents, pages, versions

_AT_ONCE = 500  # ids in one statement


def list_documents(
    ledger: Ledger,
    reader: Reader,
    *,
    collection: str | None = None,
    containing: str = "",
    to_check: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Document]:
    """The documents that `reader` may read, newest first.

    `containing` keeps those whose title or file name contains it, in any case; `to_check` those
    that a person should look at, see `gives_cause_to_look`.
    """
    query = _readable(reader, collection, containing, to_check=to_check).order_by(
        documents.c.updated.desc(), documents.c.id
    )
    with ledger.read() as connection:
        rows = connection.execute(query.limit(limit).offset(offset)).all()
    return [_record(row) for row in rows]


def count_documents(
    ledger: Ledger,
    reader: Reader,
    *,
    collection: str | None = None,
    containing: str = "",
    to_check: bool = False,
) -> int:
    """How many documents `list_documents` would list without a limit."""
    matching = _readable(reader, collection, containing, to_check=to_check).subquery()
    with ledger.read() as connection:
        return int(connection.execute(select(func.count()).select_from(matching)).scalar_one())


def count_chunks(ledger: Ledger, reader: Reader, *, collection: str | None = None) -> int:
    """How many chunks the documents have that `reader` may read."""
    matching = _readable(reader, collection).subquery()
    query = select(func.coalesce(func.sum(matching.c.chunk_count), 0))
    with ledger.read() as connection:
        return int(connection.execute(query).scalar_one())


def find_document(ledger: Ledger, reader: Reader, document_id: str) -> Document:
    """The document of that id. Raises UnknownDocument, also where `reader` may not read it."""
    with ledger.read() as connection:
        return _found(connection, reader, document_id)


def readable_ids(ledger: Ledger, reader: Reader, ids: Ids[str]) -> frozenset[str]:
    """Those of the document ids that exist and that `reader` may read."""
    wanted = sorted(ids)
    query = (
        select(documents.c.id)
        .join(audiences, audiences.c.id == documents.c.audience_id)
        .where(readable_condition(reader), documents.c.active_version_id.is_not(None))
    )
    found: set[str] = set()
    with ledger.read() as connection:
        for start in range(0, len(wanted), _AT_ONCE):
            some = documents.c.id.in_(wanted[start : start + _AT_ONCE])
            found.update(connection.execute(query.where(some)).scalars())
    return frozenset(found)


def documents_by_id(ledger: Ledger, reader: Reader, ids: Ids[str]) -> dict[str, Document]:
    """Those of the documents that exist and that `reader` may read."""
    wanted = sorted(ids)
    found: dict[str, Document] = {}
    with ledger.read() as connection:
        for start in range(0, len(wanted), _AT_ONCE):
            some = documents.c.id.in_(wanted[start : start + _AT_ONCE])
            rows = connection.execute(_readable(reader).where(some))
            found.update((record.id, record) for record in map(_record, rows))
    return found


def documents_of_versions(ledger: Ledger, reader: Reader, version_ids: Ids[int]) -> list[Document]:
    """The documents whose active version is one of those and that `reader` may read, by id."""
    wanted = sorted(version_ids)
    found: list[Document] = []
    with ledger.read() as connection:
        for start in range(0, len(wanted), _AT_ONCE):
            some = versions.c.id.in_(wanted[start : start + _AT_ONCE])
            found += map(_record, connection.execute(_readable(reader).where(some)))
    return sorted(found, key=lambda document: document.id)


def find_by_source(ledger: Ledger, collection: str, source: str) -> Document | None:
    """The document that came from `source` into `collection`, for who adds it again."""
    query = _documents().where(
        collections.c.name == collection, documents.c.source == one_line(source)
    )
    with ledger.read() as connection:
        row = connection.execute(query).first()
    return None if row is None else _record(row)


def find_by_file_name(
    ledger: Ledger, reader: Reader, collection: str, file_name: str
) -> Document | None:
    """The document with that file name in a collection that `reader` may read.

    Of several one that came from no file of this system, then one that they added, then the latest.
    """
    query = _readable(reader, collection).where(versions.c.file_name == one_line(file_name))
    with ledger.read() as connection:
        row = connection.execute(
            query.order_by(
                documents.c.source.startswith("/"),
                documents.c.added_by != reader.name,
                documents.c.updated.desc(),
                documents.c.id,
            ).limit(1)
        ).first()
    return None if row is None else _record(row)


@dataclass(frozen=True, slots=True)
class Made:
    """How a version was read and embedded, and what its reading remarked."""

    recipe: str
    embedder_digest: str
    warnings: tuple[str, ...]


def made_of(ledger: Ledger, version_id: int) -> Made:
    """How the version of that id was made."""
    columns = (versions.c.recipe, versions.c.embedder_digest, versions.c.warnings)
    with ledger.read() as connection:
        row = connection.execute(select(*columns).where(versions.c.id == version_id)).one()
    return Made(row.recipe, row.embedder_digest, tuple(row.warnings))


def page(ledger: Ledger, reader: Reader, document_id: str, number: int) -> Page:
    """Page `number` (from 1) of the active version.

    Raises UnknownDocument for a page that does not exist or that `reader` may not read.
    """
    with ledger.read() as connection:  # one state of the ledger: no other version comes between
        document = _found(connection, reader, document_id)
        of_version = pages.c.version_id == document.version_id
        row = connection.execute(select(pages).where(of_version, pages.c.number == number)).first()
    if row is None:
        raise UnknownDocument(
            f"The document has no page {number}.",
            hint=f"It has {document.page_count} pages, counted from 1.",
        )
    return page_record(row)


def page_record(row: Row[Any]) -> Page:
    """A page as its row keeps it."""
    return Page(
        number=row.number,
        text=row.text,
        reading=PageReading(row.reading),
        confidence=row.confidence,
        margins=tuple((start, end) for start, end in row.margins),
        headings=tuple(Heading(*heading) for heading in row.headings),
        tables=tuple(PageTable(*table) for table in row.tables or ()),
        language=row.language,
        warnings=tuple(PageWarning(value) for value in row.warnings or ()),
    )


def contents_of(ledger: Ledger, ids: Ids[str]) -> tuple[int, int]:
    """How many pages and chunks the documents with those ids have together."""
    counts = select(
        func.coalesce(func.sum(versions.c.page_count), 0),
        func.coalesce(func.sum(versions.c.chunk_count), 0),
    ).join(documents, documents.c.active_version_id == versions.c.id)
    wanted, pages_of, chunks_of = sorted(ids), 0, 0
    with ledger.read() as connection:
        for start in range(0, len(wanted), _AT_ONCE):
            some = documents.c.id.in_(wanted[start : start + _AT_ONCE])
            page_count, chunk_count = connection.execute(counts.where(some)).one()
            pages_of, chunks_of = pages_of + page_count, chunks_of + chunk_count
    return pages_of, chunks_of


def _found(connection: Connection, reader: Reader, document_id: str) -> Document:
    row = connection.execute(_readable(reader).where(documents.c.id == document_id)).first()
    if row is None:
        raise UnknownDocument(
            "There is no such document, or you may not read it.",
            hint="Ask the compliance team if you need access.",
        )
    return _record(row)


def _documents() -> Select[Any]:
    """Every document that has an active version, with all that `_record` needs."""
    return (
        select(
            documents.c.id,
            documents.c.source,
            documents.c.added_by,
            documents.c.created,
            documents.c.updated,
            documents.c.effective_date,
            documents.c.source_url,
            collections.c.name.label("collection"),
            audiences.c.narrowing,
            versions.c.id.label("version_id"),
            versions.c.file_name,
            versions.c.title,
            versions.c.media_type,
            versions.c.language,
            versions.c.verdict,
            versions.c.page_count,
            versions.c.unread_pages,
            versions.c.chunk_count,
            versions.c.size_bytes,
            versions.c.content_sha256,
        )
        .join(collections, collections.c.id == documents.c.collection_id)
        .join(audiences, audiences.c.id == documents.c.audience_id)
        .join(versions, versions.c.id == documents.c.active_version_id)
    )


def _readable(
    reader: Reader,
    collection: str | None = None,
    containing: str = "",
    *,
    to_check: bool = False,
) -> Select[Any]:
    query = _documents().where(readable_condition(reader))
    if collection is not None:
        query = query.where(collections.c.name == collection)
    if containing:
        either = versions.c.title.icontains(containing, autoescape=True)
        query = query.where(either | versions.c.file_name.icontains(containing, autoescape=True))
    return query.where(gives_cause_to_look()) if to_check else query


def _record(row: Row[Any]) -> Document:
    return Document(
        id=row.id,
        collection=row.collection,
        source=row.source,
        file_name=row.file_name,
        title=row.title,
        media_type=row.media_type,
        language=row.language,
        readers=narrowed_readers(row.narrowing),
        verdict=Verdict(row.verdict),
        page_count=row.page_count,
        unread_pages=tuple(row.unread_pages),
        chunk_count=row.chunk_count,
        size_bytes=row.size_bytes,
        content_sha256=row.content_sha256,
        version_id=row.version_id,
        added_by=row.added_by,
        created=datetime.fromtimestamp(row.created, UTC),
        updated=datetime.fromtimestamp(row.updated, UTC),
        about=About(row.effective_date, row.source_url),
    )
