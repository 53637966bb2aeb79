"""What documents are called: the names by which a question may ask for one."""

from collections.abc import Collection as Ids
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from storage.chunks import AT_ONCE
from storage.ledger import Ledger
from storage.schema import collections, documents, pages, versions

BEGINNING_CHARACTERS = 1_500  # of the first page: a title page names who wrote it and when
_FACTOR, _OTHER = 2_654_435_761, 1_597_334_677  # large, so that they wrap around at once
_PRIME, _LESS = 134_217_689, 65_521  # a million products add up to less than 2 ** 63


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """How one document in its active version is called. `beginning` is how its page 1 begins."""

    document_id: str
    collection: str
    title: str
    file_name: str
    beginning: str
    chunk_count: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Who may read an active version, and at which source its document lies."""

    audience: int
    source: str


def catalogue_state(ledger: Ledger) -> tuple[int, ...]:
    """Numbers that change when a document comes, goes, moves, changes its text or its readers.

    They can be compared within one process. Each version is mixed with its audience before they
    are added up, so that changes of several readers do not cancel out; a move changes the sources
    in their order, those that are exchanged too. One pass over the table of documents.
    """
    mixed = (documents.c.active_version_id * _FACTOR + documents.c.audience_id * _OTHER) % _PRIME
    query = select(
        func.coalesce(func.sum(mixed * (mixed % _LESS)), 0),
        func.coalesce(func.group_concat(documents.c.source, "\n"), ""),
    )
    with ledger.read() as connection:
        placed, sources = connection.execute(query).one()
    return int(placed), hash(sources)


def catalogued_versions(ledger: Ledger) -> dict[int, Placed]:
    """Where every active version that has chunks is placed, by the version's id.

    A document in quarantine has none: no question is steered towards it.
    """
    query = (
        select(documents.c.active_version_id, documents.c.audience_id, documents.c.source)
        .join(versions, versions.c.id == documents.c.active_version_id)
        .where(versions.c.chunk_count > 0)
    )
    with ledger.read() as connection:
        rows = connection.execute(query).all()
    return {row.active_version_id: Placed(row.audience_id, row.source) for row in rows}


def catalogue_entries(ledger: Ledger, version_ids: Ids[int]) -> dict[int, CatalogueEntry]:
    """The entries of those versions that are active, by the version's id.

    For every reader at once: who shows or counts them checks the version's audience first.
    """
    wanted = sorted(version_ids)
    found: dict[int, CatalogueEntry] = {}
    first_page = and_(pages.c.version_id == versions.c.id, pages.c.number == 1)
    query = (
        select(
            versions.c.id,
            versions.c.document_id,
            versions.c.title,
            versions.c.file_name,
            versions.c.chunk_count,
            collections.c.name.label("collection"),
            func.substr(pages.c.text, 1, BEGINNING_CHARACTERS).label("beginning"),
        )
        .join(documents, documents.c.active_version_id == versions.c.id)
        .join(collections, collections.c.id == documents.c.collection_id)
        .outerjoin(pages, first_page)
    )
    with ledger.read() as connection:
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            for row in connection.execute(query.where(versions.c.id.in_(some))):
                found[row.id] = CatalogueEntry(
                    document_id=row.document_id,
                    collection=row.collection,
                    title=row.title,
                    file_name=row.file_name,
                    beginning=row.beginning or "",
                    chunk_count=row.chunk_count,
                )
    return found
