"""The last check before a passage leaves: it is active, and this reader may read it."""

from collections.abc import Collection as Ids

from storage.access import readable_condition
from storage.chunks import AT_ONCE, active_chunks, chunk_of
from storage.ledger import Ledger
from storage.records import Passage, Reader
from storage.schema import audiences, chunks, documents, versions
from storage.schema import collections as collections_table


def fetch_passages(
    ledger: Ledger, reader: Reader, chunk_ids: Ids[int], *, collections: Ids[str] | None = None
) -> dict[int, Passage]:
    """Those of the chunks that are active and that `reader` may read, by id.

    What is missing from the result is gone or forbidden: the caller cannot tell which. Scores
    are zero; the caller fills in what the search found. Raises LedgerDamaged where a text is not
    as it was kept.
    """
    wanted = sorted(set(chunk_ids))
    found: dict[int, Passage] = {}
    query = (
        active_chunks()
        .join(audiences, audiences.c.id == documents.c.audience_id)
        .join(collections_table, collections_table.c.id == documents.c.collection_id)
        .add_columns(
            collections_table.c.name.label("collection"),
            versions.c.file_name,
            versions.c.media_type,
            versions.c.chunk_count,
        )
        .where(readable_condition(reader))
    )
    if collections is not None:
        query = query.where(collections_table.c.name.in_(list(collections)))
    with ledger.read() as connection:
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            for row in connection.execute(query.where(chunks.c.id.in_(some))):
                found[row.id] = Passage(
                    chunk=chunk_of(ledger, row),
                    collection=row.collection,
                    file_name=row.file_name,
                    media_type=row.media_type,
                    score=0.0,
                    chunk_count=row.chunk_count,
                )
    return found
