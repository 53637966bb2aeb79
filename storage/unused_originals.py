"""Which original files nothing refers to any more, and their end."""

from sqlalchemy import Connection, Select, select

from storage.jobs import OPEN
from storage.ledger import Ledger
from storage.originals import Originals
from storage.schema import jobs, versions

# A file is kept a moment before its job is in the ledger, by whichever process brings it.
ON_ITS_WAY_S = 3600.0


def discard_unused(ledger: Ledger, originals: Originals, content_sha256: str) -> bool:
    """Delete an original that no version and no open job has (any more); whether it went.

    Comes after the transaction that took the last reference: a crash between the two leaves a
    file too many, which `discard_orphans` finds, never a document without its file.
    """
    with ledger.write() as connection:  # no other writer begins to refer to it meanwhile
        if _is_referred_to(connection, content_sha256):
            return False
        originals.discard(content_sha256)
    return True


def discard_orphans(
    ledger: Ledger, originals: Originals, *, older_than_s: float = ON_ITS_WAY_S
) -> int:
    """Delete what crashes left: unfinished copies, and originals nothing refers to. How many."""
    found = originals.drop_unfinished(older_than_s)
    with ledger.read() as connection:
        needed = {sha256 for query in _references() for sha256 in connection.scalars(query)}
    for sha256 in originals.contents():
        if sha256 not in needed and originals.age_s(sha256) >= older_than_s:
            found += discard_unused(ledger, originals, sha256)  # which looks again
    return found


def _is_referred_to(connection: Connection, content_sha256: str) -> bool:
    return any(
        connection.execute(query.where(query.selected_columns[0] == content_sha256)).first()
        for query in _references()
    )


def _references() -> tuple[Select[str], Select[str]]:
    """The contents that versions have, and those that open jobs still need."""
    return (
        select(versions.c.content_sha256),
        select(jobs.c.content_sha256).where(jobs.c.state.in_(OPEN)),
    )
