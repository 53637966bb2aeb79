"""What stands around a chunk in its document, for a reader who may read it."""

from collections.abc import Collection as Ids
from dataclasses import dataclass

from sqlalchemy import and_

from storage.access import readable_condition
from storage.chunks import AT_ONCE, active_chunks, chunk_of
from storage.ledger import Ledger
from storage.records import Chunk, Reader
from storage.schema import audiences, chunks, documents


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Chunks of one version that follow each other; `chunks[0]` is its `first`-th, from 0."""

    version_id: int
    first: int
    chunks: tuple[Chunk, ...]


def fetch_surroundings(
    ledger: Ledger, reader: Reader, chunk_ids: Ids[int], *, reach: int
) -> dict[int, Surroundings]:
    """Each of the chunks with the `reach` before it and the `reach` after it, by its id.

    Only what is active and what `reader` may read, seen in one state of the ledger: what is
    missing is gone or forbidden. Raises LedgerDamaged where a text is not as it was kept.
    """
    wanted = sorted(set(chunk_ids))
    found: dict[int, Surroundings] = {}
    centre = chunks.alias("centre")
    near = and_(
        chunks.c.version_id == centre.c.version_id,
        chunks.c.ordinal.between(centre.c.ordinal - reach, centre.c.ordinal + reach),
    )
    query = (
        active_chunks()
        .join(audiences, audiences.c.id == documents.c.audience_id)
        .join(centre, near)
        .add_columns(chunks.c.ordinal, chunks.c.version_id, centre.c.id.label("centre_id"))
        .where(readable_condition(reader))
        .order_by(centre.c.id, chunks.c.ordinal)
    )
    with ledger.read() as connection:
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            for row in connection.execute(query.where(centre.c.id.in_(some))):
                known = found.get(row.centre_id)
                before, first = (known.chunks, known.first) if known else ((), row.ordinal)
                together = (*before, chunk_of(ledger, row))
                found[row.centre_id] = Surroundings(row.version_id, first, together)
    return found
