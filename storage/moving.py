"""Documents whose files were moved: the same content at another source, so nothing is read anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select, update

from storage.access import find_collection
from storage.file_stamps import FileStamp
from storage.job_access import leave_narrowing
from storage.jobs import OPEN
from storage.ledger import Ledger
from storage.names import one_line
from storage.records import Verdict
from storage.schema import documents, jobs, versions
from storage.source_files import forget_stamps, keep_stamp


@dataclass(frozen=True, slots=True)
class Move:
    """A document that was found at another source with the same content."""

    document_id: str
    former: str
    source: str
    file_name: str
    content_sha256: str
    stamp: FileStamp


def move_documents(ledger: Ledger, collection: str, moves: Sequence[Move]) -> list[Move]:
    """Give documents their new sources, all in one transaction; those that were moved.

    A document keeps its id, its readers, its title and its text; two may change places. One that
    is no longer where it was, or whose place another document has taken meanwhile, stays.
    """
    collection_id = find_collection(ledger, collection).id
    with ledger.write() as connection:
        possible = _possible(connection, collection_id, moves)
        _move_jobs(connection, collection_id, possible)
        for move in possible:
            leave_narrowing(connection, move.document_id)
            _place(connection, move.document_id, f"moving:{move.document_id}")
        forget_stamps(connection, collection_id, [move.former for move in possible])
        for move in possible:
            _place(connection, move.document_id, one_line(move.source))
            connection.execute(
                update(versions)
                .where(versions.c.document_id == move.document_id)
                .values(file_name=one_line(move.file_name))
            )
            keep_stamp(
                connection,
                collection_id,
                move.source,
                move.stamp,
                move.content_sha256,
                Verdict.READ,
            )
    return possible


def _possible(connection: Connection, collection_id: int, moves: Sequence[Move]) -> list[Move]:
    """The moves of documents that are where they were, to places that are or become free."""
    wanted = {one_line(name) for move in moves for name in (move.former, move.source)}
    held: dict[str, str] = {}
    for source in sorted(wanted):
        at_source = (documents.c.collection_id == collection_id, documents.c.source == source)
        if found := connection.execute(select(documents.c.id).where(*at_source)).scalar():
            held[source] = found
    possible = [move for move in moves if held.get(one_line(move.former)) == move.document_id]
    while True:
        leaving = {move.document_id for move in possible}
        free = [
            move
            for move in possible
            if held.get(one_line(move.source), move.document_id) in leaving
        ]
        if len(free) == len(possible):
            return possible
        possible = free


def _move_jobs(connection: Connection, collection_id: int, moves: Sequence[Move]) -> None:
    """Open jobs go where their documents go: those for the same content, and those that read the
    document again. All are found before one is changed, as places may be exchanged."""
    found = []
    for move in moves:
        query = select(jobs.c.id).where(
            jobs.c.collection_id == collection_id,
            jobs.c.source == one_line(move.former),
            jobs.c.state.in_(OPEN),
            or_(jobs.c.content_sha256 == move.content_sha256, jobs.c.rereading == 1),
        )
        found.append((move, connection.execute(query).scalars().all()))
    for move, ids in found:
        place = {"source": one_line(move.source), "file_name": one_line(move.file_name)}
        connection.execute(update(jobs).where(jobs.c.id.in_(ids)).values(place))


def _place(connection: Connection, document_id: str, source: str) -> None:
    connection.execute(update(documents).where(documents.c.id == document_id).values(source=source))
