"""Who may read what: collections grant groups, a document may narrow its readers further.

A reader may read a document if one of their groups is granted by its collection and, where the
document is narrowed, one of their groups is among its readers. A reader without a group reads
nothing. Indexes filter by *audience*: a collection with one narrowing, or none.
"""

import json
import time
from collections.abc import Collection as Names

from sqlalchemy import ColumnElement, Connection, and_, delete, false, or_, select, true
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError

from storage.errors import NameTaken, UnknownCollection
from storage.ledger import Ledger, insert_row
from storage.names import checked_name
from storage.records import Collection, Reader
from storage.schema import audience_groups, audiences, collection_groups, collections, memberships


def create_collection(ledger: Ledger, name: str, *, groups: Names[str]) -> Collection:
    """A new collection that `groups` may read. Raises NameTaken or BadInput."""
    name = checked_name(name, what="collection")
    names = {checked_name(group, what="group") for group in groups}
    try:
        with ledger.write() as connection:
            statement = collections.insert().values(name=name, created=time.time())
            collection_id = insert_row(connection, statement)
            for group in sorted(names):
                _grant(connection, collection_id, group)
    except IntegrityError as error:
        raise NameTaken(
            f"A collection called {name!r} exists already.",
            hint="Choose another name, or grant a group to the existing one.",
        ) from error
    return Collection(id=collection_id, name=name, groups=frozenset(names))


def grant(ledger: Ledger, name: str, *, group: str) -> None:
    """Let a group read a collection; once is enough. Raises UnknownCollection or BadInput."""
    group = checked_name(group, what="group")
    with ledger.write() as connection:
        _grant(connection, _collection_id(connection, name), group)


def revoke(ledger: Ledger, name: str, *, group: str) -> None:
    """Take a group's right to read a collection; nothing happens where it had none.

    Raises UnknownCollection, or BadInput for what cannot be a group.
    """
    group = checked_name(group, what="group")  # in the form in which it was granted
    with ledger.write() as connection:
        collection_id = _collection_id(connection, name)
        connection.execute(
            delete(collection_groups).where(
                collection_groups.c.collection_id == collection_id,
                collection_groups.c.group_name == group,
            )
        )


def find_collection(ledger: Ledger, name: str) -> Collection:
    """The collection of that name. Raises UnknownCollection."""
    with ledger.read() as connection:
        collection_id = _collection_id(connection, name)
        return Collection(collection_id, name, _groups(connection)[collection_id])


def list_collections(ledger: Ledger, reader: Reader) -> list[Collection]:
    """The collections that `reader` may read, by name."""
    with ledger.read() as connection:
        rows = connection.execute(
            select(collections.c.id, collections.c.name).order_by(collections.c.name)
        ).all()
        groups = _groups(connection)
    found = [Collection(row.id, row.name, groups[row.id]) for row in rows]
    return [one for one in found if reader.everything or reader.groups & one.groups]


def readable_collection(ledger: Ledger, reader: Reader, name: str) -> Collection:
    """The collection, if `reader` may read it; UnknownCollection where not, or where none is."""
    found = find_collection(ledger, name)
    if not (reader.everything or reader.groups & found.groups):
        raise _unknown(name)
    return found


def readable_audiences(
    ledger: Ledger, reader: Reader, *, collections: Names[str] | None = None
) -> frozenset[int]:
    """The audiences whose documents `reader` may read, in the named collections or in all.

    The ids are those an index filters by. Empty where nothing is readable.
    """
    with ledger.read() as connection:
        return audience_ids(connection, reader, only=collections)


def audience_ids(
    connection: Connection, reader: Reader, *, only: Names[str] | None = None
) -> frozenset[int]:
    """As `readable_audiences`, inside a transaction."""
    query = select(audiences.c.id).where(readable_condition(reader))
    if only is not None:
        named = select(collections.c.id).where(collections.c.name.in_(only))
        query = query.where(audiences.c.collection_id.in_(named))
    return frozenset(connection.execute(query).scalars())


def readable_condition(reader: Reader) -> ColumnElement[bool]:
    """An SQL condition on a row of `audiences`: true where `reader` may read its documents.

    Fails closed: for a reader without a group it is false.
    """
    if reader.everything:
        return true()
    if not reader.groups:
        return false()
    granted = select(collection_groups.c.collection_id).where(
        collection_groups.c.group_name.in_(reader.groups)
    )
    admitted = select(audience_groups.c.audience_id).where(
        audience_groups.c.group_name.in_(reader.groups)
    )
    return and_(
        audiences.c.collection_id.in_(granted),
        or_(audiences.c.narrowing == "", audiences.c.id.in_(admitted)),
    )


def audience_for(connection: Connection, collection_id: int, readers: frozenset[str] | None) -> int:
    """The audience of a collection narrowed to `readers` (None: not narrowed), made if new.

    An empty set is a narrowing that admits nobody. Raises BadInput for what cannot be a group.
    """
    groups = sorted({checked_name(group, what="group") for group in readers or ()})
    narrowing = "" if readers is None else json.dumps(groups, ensure_ascii=False)
    wanted = and_(audiences.c.collection_id == collection_id, audiences.c.narrowing == narrowing)
    found = connection.execute(select(audiences.c.id).where(wanted)).scalar()
    if found is not None:
        return int(found)
    made = insert_row(
        connection, audiences.insert().values(collection_id=collection_id, narrowing=narrowing)
    )
    for group in groups:
        connection.execute(audience_groups.insert().values(audience_id=made, group_name=group))
    return made


def narrowed_readers(narrowing: str) -> frozenset[str] | None:
    """The readers kept in `audiences.narrowing`; None where a document is not narrowed."""
    return frozenset(json.loads(narrowing)) if narrowing else None


def known_groups(ledger: Ledger) -> frozenset[str]:
    """Every group that a collection grants or a person is in."""
    granted = select(collection_groups.c.group_name)
    with ledger.read() as connection:
        return frozenset(
            connection.execute(granted.union(select(memberships.c.group_name))).scalars()
        )


def _grant(connection: Connection, collection_id: int, group: str) -> None:
    connection.execute(
        insert(collection_groups)
        .values(collection_id=collection_id, group_name=group)
        .on_conflict_do_nothing()
    )


def _collection_id(connection: Connection, name: str) -> int:
    found = connection.execute(select(collections.c.id).where(collections.c.name == name)).scalar()
    if found is None:
        raise _unknown(name)
    return int(found)


def _unknown(name: str) -> UnknownCollection:
    return UnknownCollection(
        f"There is no collection called {name[:80]!r}.",
        hint="See the collections with: assistant collection list.",
    )


def _groups(connection: Connection) -> dict[int, frozenset[str]]:
    """The groups of every collection, by its id."""
    found: dict[int, set[str]] = {}
    for collection_id in connection.execute(select(collections.c.id)).scalars():
        found[collection_id] = set()
    for row in connection.execute(select(collection_groups)):
        found[row.collection_id].add(row.group_name)
    return {collection_id: frozenset(groups) for collection_id, groups in found.items()}
