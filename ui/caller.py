"""Who sends a request, as the guard found out; every route asks here and nowhere else."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope

from storage.records import OPERATOR, Person, Reader, Role

SCOPE_KEY = "intramuros.caller"
# Sent with what a page asks by itself while somebody may be gone: no sign of life.
WATCHING_HEADER = "intramuros-watching"
LIBRARY_ROLES = frozenset({Role.COMPLIANCE, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in person, or the operator with the token of this machine, or neither."""

    person: Person | None = None
    operator: bool = False

    @property
    def known(self) -> bool:
        """True for a person or the operator."""
        return self.operator or self.person is not None

    @property
    def reader(self) -> Reader:
        """What the caller may read; nobody reads nothing."""
        if self.person is not None:
            return self.person.reader
        return OPERATOR if self.operator else Reader("")

    @property
    def may_keep_library(self) -> bool:
        """True for those who upload and remove documents."""
        return self.person is not None and self.person.role in LIBRARY_ROLES


ANONYMOUS = Caller()


def caller_in(scope: Scope) -> Caller:
    """The caller the guard found; nobody where it never ran, so that access fails closed."""
    found = scope.get(SCOPE_KEY)
    return found if isinstance(found, Caller) else ANONYMOUS


def person_in(request: HTTPConnection) -> Person:
    """The signed-in person. Raises PermissionError where the guard let nobody through."""
    person = caller_in(request.scope).person
    if person is None:
        raise PermissionError("a route for signed-in people was reached without the guard")
    return person
