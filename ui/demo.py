"""The demo home: three people and the documents of an invented company, ready to be asked."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from storage.access import create_collection
from storage.errors import BadInput, NameTaken
from storage.ledger import FILE_NAME, Ledger
from storage.people import add_person
from storage.records import Role

if TYPE_CHECKING:
    from ingest.worker import Worker
    from storage.store import Store

SIGN_INS = "demo-sign-ins.json"  # its presence says that the home is a demo's
REQUESTED_BY = "claire"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can sign in to the demo."""

    name: str
    display_name: str
    role: Role
    groups: tuple[str, ...]


PEOPLE = (
    DemoPerson("emma", "Emma Laurent", Role.EMPLOYEE, ("staff",)),
    DemoPerson(
        "claire", "Claire Morel", Role.COMPLIANCE, ("staff", "managers", "hr", "compliance")
    ),
    DemoPerson("adam", "Adam Clarke", Role.ADMIN, ("staff",)),
)


class Demo:
    """A demo home and the folder it was made from."""

    def __init__(self, home: Path, folder: Path, sign_ins: dict[str, Any]) -> None:
        self._home = home
        self._folder = folder
        self._sign_ins = sign_ins

    @classmethod
    def prepare(cls, home: Path, folder: Path) -> Self | None:
        """The demo of `home`, made where there is no home yet; None for somebody's real home.

        What a crash left half made is completed. Raises BadInput for a folder without
        collections.json.
        """
        known = home / SIGN_INS
        if known.is_file():
            sign_ins = json.loads(known.read_text(encoding="utf-8"))
        elif (home / FILE_NAME).exists():
            return None
        else:
            sign_ins = {"people": _made_up_passwords(), "loaded": False}
        demo = cls(home, folder, sign_ins)
        if not sign_ins["loaded"]:
            demo._make()
        return demo

    def load(self, store: "Store", worker: "Worker") -> None:
        """Bring the documents in, the first time; returns when each can be found."""
        if self._sign_ins["loaded"]:
            return
        from ingest.demo_load import load_folder

        for name, collection in _collections(self._folder).items():
            load_folder(
                store,
                worker,
                folder=self._folder / collection["folder"],
                collection=name,
                narrowed=collection.get("narrowed", {}),
                requested_by=REQUESTED_BY,
            )
        self._sign_ins["loaded"] = True
        self._keep()

    def sign_ins(self) -> Iterator[str]:
        """The people and their passwords as lines for a terminal."""
        yield "Sign in as:"
        for person in PEOPLE:
            password = self._sign_ins["people"][person.name]
            yield f"  {person.name:<8} {password:<20} {person.role.value}"

    def _make(self) -> None:
        collections = _collections(self._folder)
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._keep()
        exists = (self._home / FILE_NAME).exists()
        ledger = Ledger.open(self._home) if exists else Ledger.create(self._home)
        try:
            for name, collection in collections.items():
                with suppress(NameTaken):
                    create_collection(ledger, name, groups=collection["groups"])
            for person in PEOPLE:
                with suppress(NameTaken):
                    self._add(ledger, person)
        finally:
            ledger.close()

    def _add(self, ledger: Ledger, person: DemoPerson) -> None:
        from ui.passwords import hash_password

        add_person(
            ledger,
            person.name,
            password_hash=hash_password(self._sign_ins["people"][person.name]),
            role=person.role,
            groups=person.groups,
            display_name=person.display_name,
        )

    def _keep(self) -> None:
        """Write the sign-ins where only the owner of the home reads them; whole or not at all."""
        path = self._home / SIGN_INS
        beside = path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self._sign_ins, file)
        beside.replace(path)


def _made_up_passwords() -> dict[str, str]:
    """One password a person, other ones for every demo home."""
    return {person.name: secrets.token_hex(6) for person in PEOPLE}


def _collections(folder: Path) -> dict[str, Any]:
    """What collections.json says: name → folder, groups, narrowed files."""
    path = folder / "collections.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path} cannot be read: {error}.",
            hint="Give the examples folder of the repository: assistant serve --demo examples.",
        ) from error
    return found
