"""Active chunks picked out by their ids."""

from collections.abc import Collection, Sequence

from storage.chunks import AT_ONCE, active_chunks, chunk_of
from storage.ledger import Ledger
from storage.records import Chunk
from storage.schema import chunks


def active_ids(ledger: Ledger) -> list[int]:
    """The ids of all active chunks, ascending: 8 MB for a million."""
    query = active_chunks().with_only_columns(chunks.c.id, maintain_column_froms=True)
    with ledger.read() as connection:
        return sorted(connection.execute(query).scalars())


def active_among(ledger: Ledger, ids: Collection[int]) -> list[Chunk]:
    """Those of the chunks that are active, by id. Raises LedgerDamaged."""
    wanted, found = sorted(set(ids)), []
    with ledger.read() as connection:
        for start in range(0, len(wanted), AT_ONCE):
            query = active_chunks().where(chunks.c.id.in_(wanted[start : start + AT_ONCE]))
            found += [chunk_of(ledger, row) for row in connection.execute(query)]
    return sorted(found, key=lambda chunk: chunk.id)


def spread(ids: Sequence[int], count: int) -> list[int]:
    """At most `count` of the ids, evenly over their order."""
    if len(ids) <= count:
        return list(ids)
    return [ids[place * len(ids) // count] for place in range(count)]
