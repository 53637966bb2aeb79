"""Which original files nothing refers to any more, and their end."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Select, select

from storage.jobs import OPEN
from storage.ledger import Ledger
from storage.originals import Originals
from storage.schema import jobs, versions

# A file is kept a moment before its job is in the ledger, by whichever process brings it.
ON_ITS_WAY_S = 3600.0
# Contents that are looked up together: each time all open jobs are looked through, and no other
# process writes meanwhile. Not tuned.
TOGETHER = 500


def discard_unused(ledger: Ledger, originals: Originals, content_sha256: str) -> bool:
    """Delete an original that no version and no open job has (any more); whether it went.

    Comes after the transaction that took the last reference: a crash between the two leaves a
    file too many, which `discard_orphans` finds, never a document without its file.
    """
    return discard_all_unused(ledger, originals, [content_sha256]) == 1


def discard_all_unused(ledger: Ledger, originals: Originals, contents: Iterable[str]) -> int:
    """As `discard_unused` for many; how many went."""
    distinct = sorted(set(contents))
    went = 0
    for start in range(0, len(distinct), TOGETHER):
        some = distinct[start : start + TOGETHER]
        with ledger.write() as connection:  # no other writer begins to refer to them meanwhile
            needed = _referred_to(connection, some)
            for sha256 in some:
                if sha256 not in needed:
                    originals.discard(sha256)
                    went += 1
    return went


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


def _referred_to(connection: Connection, contents: Sequence[str]) -> set[str]:
    return {
        sha256
        for query in _references()
        for sha256 in connection.scalars(query.where(query.selected_columns[0].in_(contents)))
    }


def _references() -> tuple[Select[str], Select[str]]:
    """The contents that versions have, and those that open jobs still need."""
    return (
        select(versions.c.content_sha256),
        select(jobs.c.content_sha256).where(jobs.c.state.in_(OPEN)),
    )
