"""Who an `ingest` command acts for, into which collection, and who may read what it brings."""

from collections.abc import Collection as Names
from collections.abc import Sequence
from dataclasses import dataclass

from storage.access import create_collection, known_groups, list_collections
from storage.access import readable_collection as collection_for
from storage.errors import BadInput, UnknownCollection
from storage.job_access import EVERY_READER
from storage.ledger import Ledger
from storage.people import find_person
from storage.records import OPERATOR, Collection, Reader, Role

MAY_INGEST = (Role.COMPLIANCE, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Actor:
    """The operator at the machine, or a person named with --as."""

    reader: Reader
    may_create: bool  # a collection


def actor(ledger: Ledger, name: str | None) -> Actor:
    """The operator, or the person called `name`, who needs the role compliance or admin.

    Raises UnknownPerson for a name nobody has, BadInput where the role or a disabled account
    forbids it.
    """
    if name is None:
        return Actor(OPERATOR, may_create=True)
    person = find_person(ledger, name)
    if person.disabled:
        raise BadInput(f"{name} is disabled.", hint="assistant user list shows who is not.")
    if person.role not in MAY_INGEST:
        raise BadInput(
            f"{name} has the role {person.role.value} and may not manage documents.",
            hint="The roles compliance and admin may.",
        )
    return Actor(person.reader, may_create=person.role is Role.ADMIN)


def reader_now(ledger: Ledger, asking: Reader, collection: str) -> Reader:
    """Who asked, with the groups that the person has by now: what goes on for long asks again.

    Raises UnknownPerson or BadInput, as `actor`, and UnknownCollection, where the person may not
    bring documents into `collection` any more.
    """
    if asking.everything:
        return asking
    acting = actor(ledger, asking.name)
    readable_collection(ledger, acting, collection)
    return acting.reader


def readable_collection(ledger: Ledger, acting: Actor, name: str) -> Collection:
    """The collection called `name`, if the actor may read it.

    Raises UnknownCollection for one that does not exist and for one they may not read alike.
    """
    try:
        return collection_for(ledger, acting.reader, name)
    except UnknownCollection as error:
        raise UnknownCollection(
            error.message,
            hint=f"To make it: assistant collection add {name} --group GROUP, "
            "or ingest add with --create.",
        ) from error


def made_collection(ledger: Ledger, acting: Actor, name: str, *, groups: Names[str]) -> Collection:
    """The collection called `name`, made for `groups` where it did not exist.

    One that exists keeps its groups. Raises BadInput where the actor may make none, or could not
    read what they made.
    """
    known = {one.name: one for one in list_collections(ledger, OPERATOR)}
    if name in known:
        return readable_collection(ledger, acting, name)
    if not acting.may_create:
        raise BadInput(
            f"{acting.reader.name} may not make collections.", hint="The role admin may."
        )
    if not acting.reader.everything and acting.reader.groups.isdisjoint(groups):
        raise BadInput(
            f"{acting.reader.name} could not read the collection {name}.",
            hint="Give --groups one of this person's groups.",
        )
    return create_collection(ledger, name, groups=groups)


def narrowing(
    ledger: Ledger, readers: Sequence[str], *, new_groups: Names[str] = ()
) -> frozenset[str] | None:
    """The groups to which documents are narrowed; None where `readers` is empty.

    `new_groups` are about to be known. Raises BadInput for a group that no collection and no
    person has: a misspelt group would hide the documents from everybody.
    """
    groups = frozenset(readers)
    if not groups or groups == {EVERY_READER}:
        return groups or None
    known = known_groups(ledger).union(new_groups)
    if unknown := sorted(groups - known):
        raise BadInput(
            f"No collection and no person has the group {unknown[0]}.",
            hint=f"Known groups: {', '.join(sorted(known)) or 'none'}.",
        )
    return groups
