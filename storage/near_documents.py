"""Documents that say the same: identical bytes under another source, and near-duplicates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, insert, select, update

from storage.access import readable_condition
from storage.documents import documents_of_versions
from storage.ledger import Ledger
from storage.records import Document, Reader
from storage.schema import audiences, documents, sketch_bands, versions
from storage.sketches import Sketch, bands_of, packed, similarity, unpacked

# Of documents in which that share of the words was changed, dropped or added at random, found:
# 2 %: 1.00, 5 %: .99, 10 %: .79 (piaf and clapnq, the half that reports, 676 texts, November 2026).
# Of their 921,403 pairs 8 are as near as that, 7 of them two articles of one name.
NEAR = 0.5
MOST_CANDIDATES = 500  # those that share most bands are compared
BURST_DOCUMENTS = 4  # the document and its near twins, added within BURST of each other
BURST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NearDocument:
    """Another document that says the same; `likeness` is 1.0 for identical bytes."""

    document: Document
    likeness: float  # estimated Jaccard similarity of runs of three words, NEAR to 1
    identical: bool


def keep_sketch(connection: Connection, version_id: int, sketch: Sketch | None) -> None:
    """Keep the sketch of a version, and the bands by which it is looked up."""
    if sketch is None:
        return
    values = {"sketch": packed(sketch)}
    connection.execute(update(versions).where(versions.c.id == version_id).values(values))
    rows = [{"band": band, "version_id": version_id} for band in sorted(set(bands_of(sketch)))]
    connection.execute(insert(sketch_bands), rows)


def near_documents(ledger: Ledger, reader: Reader, document: Document) -> list[NearDocument]:
    """What says the same among the documents that `reader` may read; others are not counted.

    Identical ones first, then by likeness, then by id. `document` is one they may read.
    """
    with ledger.read() as connection:
        same = _identical(connection, document)
        likeness = _likeness(connection, reader, document)
    readable = documents_of_versions(ledger, reader, {*same, *likeness})
    found = [
        NearDocument(one, 1.0 if one.version_id in same else likeness[one.version_id],
                     identical=one.version_id in same)
        for one in readable
        if one.id != document.id
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.identical, -one.likeness, one.document.id))


def is_burst(document: Document, near: Iterable[NearDocument]) -> bool:
    """True where several near twins of the document came at about the same time.

    Five texts planted to win every search come like that; so does a folder of forms.
    """
    close = sum(abs(one.document.created - document.created) <= BURST for one in near)
    return close + 1 >= BURST_DOCUMENTS


def _identical(connection: Connection, document: Document) -> frozenset[int]:
    query = select(versions.c.id).where(
        versions.c.content_sha256 == document.content_sha256,
        versions.c.state == "active",
        versions.c.id != document.version_id,
    )
    return frozenset(connection.execute(query).scalars())


def _likeness(connection: Connection, reader: Reader, document: Document) -> dict[int, float]:
    """Version → likeness of those near enough, among what `reader` may read: others take no place
    of the MOST_CANDIDATES."""
    kept = select(versions.c.sketch).where(versions.c.id == document.version_id)
    sketch = connection.execute(kept).scalar()
    if sketch is None:
        return {}
    own = select(sketch_bands.c.band).where(sketch_bands.c.version_id == document.version_id)
    shared = func.count().label("shared")
    sharing = (
        select(sketch_bands.c.version_id, shared)
        .join(documents, documents.c.active_version_id == sketch_bands.c.version_id)
        .join(audiences, audiences.c.id == documents.c.audience_id)
        .where(
            readable_condition(reader),
            sketch_bands.c.band.in_(own),
            sketch_bands.c.version_id != document.version_id,
        )
        .group_by(sketch_bands.c.version_id)
        .order_by(shared.desc(), sketch_bands.c.version_id)
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    query = select(versions.c.id, versions.c.sketch).join(
        sharing, sharing.c.version_id == versions.c.id
    )
    own_sketch = unpacked(sketch)
    compared = {
        row.id: similarity(own_sketch, unpacked(row.sketch)) for row in connection.execute(query)
    }
    return {version: likeness for version, likeness in compared.items() if likeness >= NEAR}
