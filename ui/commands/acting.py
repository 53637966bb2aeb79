"""Who a command acts for: the operator of this machine, or a person named with --as."""

from collections.abc import Collection as Names

from storage.ledger import Ledger
from storage.records import OPERATOR, Reader


def acting_reader(ledger: Ledger, name: str | None) -> Reader:
    """The operator, who may read everything in the home, or the person called `name`.

    Raises UnknownPerson where nobody has that name; a disabled person reads nothing.
    """
    if name is None:
        return OPERATOR
    from storage.people import find_person

    return find_person(ledger, name).reader


def check_collections(ledger: Ledger, reader: Reader, names: Names[str] | None) -> None:
    """Raises UnknownCollection that names the first of `names` that `reader` may not read."""
    from storage.access import readable_collection

    for name in names or ():
        readable_collection(ledger, reader, name)
