"""The people who can sign in: their role, their groups, and the hash of their password."""

import time
from collections.abc import Collection as Names
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.exc import IntegrityError

from storage.errors import BadInput, NameTaken, UnknownPerson
from storage.ledger import Ledger, insert_row
from storage.names import checked_name, one_line
from storage.records import Person, Role
from storage.schema import memberships, people, sessions

LANGUAGES = ("fr", "en", "")


def add_person(
    ledger: Ledger,
    name: str,
    *,
    password_hash: str,
    role: Role,
    groups: Names[str],
    display_name: str = "",
    language: str = "",
) -> Person:
    """A new person. Raises NameTaken or BadInput; in no group they will read nothing."""
    name = checked_name(name, what="person")
    names = {checked_name(group, what="group") for group in groups}
    language = _checked_language(language)
    try:
        with ledger.write() as connection:
            person_id = insert_row(
                connection,
                people.insert().values(
                    name=name,
                    display_name=one_line(display_name.strip())[:128] or name,
                    role=role.value,
                    language=language,
                    password_hash=password_hash,
                    disabled=0,
                    created=time.time(),
                ),
            )
            for group in sorted(names):
                connection.execute(
                    memberships.insert().values(person_id=person_id, group_name=group)
                )
            return _person(connection, name)
    except IntegrityError as error:
        raise NameTaken(
            f"There is a person called {name!r} already.", hint="Choose another name."
        ) from error


def find_person(ledger: Ledger, name: str) -> Person:
    """The person of that name, disabled or not. Raises UnknownPerson."""
    with ledger.read() as connection:
        return _person(connection, name)


def list_people(ledger: Ledger) -> list[Person]:
    """Everybody, by name."""
    with ledger.read() as connection:
        rows = connection.execute(select(people).order_by(people.c.name)).all()
        return [record(connection, row) for row in rows]


def disable_person(ledger: Ledger, name: str) -> None:
    """Shut a person out on every path: their sessions end now. Raises UnknownPerson."""
    with ledger.write() as connection:
        person = _person(connection, name)
        connection.execute(update(people).where(people.c.id == person.id).values(disabled=1))
        connection.execute(delete(sessions).where(sessions.c.person_id == person.id))


def enable_person(ledger: Ledger, name: str) -> None:
    """Let a person sign in again. Raises UnknownPerson."""
    with ledger.write() as connection:
        person = _person(connection, name)
        connection.execute(update(people).where(people.c.id == person.id).values(disabled=0))


def password_hash_of(ledger: Ledger, name: str) -> str | None:
    """The hash of a person's password; None for a disabled or unknown person."""
    with ledger.read() as connection:
        found = connection.execute(
            select(people.c.password_hash).where(people.c.name == name, people.c.disabled == 0)
        ).scalar()
    return None if found is None else str(found)


def set_password_hash(ledger: Ledger, name: str, password_hash: str) -> None:
    """Replace a person's password; their sessions end. Raises UnknownPerson."""
    with ledger.write() as connection:
        person = _person(connection, name)
        connection.execute(
            update(people).where(people.c.id == person.id).values(password_hash=password_hash)
        )
        connection.execute(delete(sessions).where(sessions.c.person_id == person.id))


def set_language(ledger: Ledger, name: str, language: str) -> None:
    """Keep the language a person chose: "fr", "en", or "" to follow the browser.

    Raises UnknownPerson, or BadInput for another language.
    """
    language = _checked_language(language)
    with ledger.write() as connection:
        person = _person(connection, name)
        connection.execute(update(people).where(people.c.id == person.id).values(language=language))


def record(connection: Connection, row: Row[Any]) -> Person:
    """A row of `people` with its groups."""
    groups = connection.execute(
        select(memberships.c.group_name).where(memberships.c.person_id == row.id)
    ).scalars()
    return Person(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        role=Role(row.role),
        groups=frozenset(groups),
        language=row.language,
        disabled=bool(row.disabled),
    )


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise BadInput(f"{language[:20]!r} is no language of ours.", hint="Choose fr or en.")
    return language


def _person(connection: Connection, name: str) -> Person:
    row = connection.execute(select(people).where(people.c.name == name)).first()
    if row is None:
        raise UnknownPerson(
            f"There is no person called {name[:80]!r}.",
            hint="See everybody with: assistant user list.",
        )
    return record(connection, row)
