"""The demo home: three people and the documents of an invented company, ready to be asked."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ingest.file_tree import FileTree
from ingest.intake import submit_paths
from ingest.order import Order, new_batch
from ingest.settings import IngestSettings
from storage.access import create_collection
from storage.errors import BadInput, HomeError, NameTaken
from storage.jobs import count_open, find_job
from storage.ledger import FILE_NAME, Ledger
from storage.people import add_person, find_person
from storage.records import Job, Role
from storage.settings import load_settings
from ui.passwords import hash_password

if TYPE_CHECKING:
    from ingest.worker import Worker
    from storage.store import Store

SIGN_INS = "demo-sign-ins.json"  # its presence says that the home is a demo's
UPLOADER = "claire"


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
        self._collections = {} if sign_ins["loaded"] else _collections(folder)

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

    @property
    def loaded(self) -> bool:
        """True once every example was read."""
        return bool(self._sign_ins["loaded"])

    def load(self, store: "Store", worker: "Worker") -> list[Job]:
        """Bring the documents in; the jobs, each with its verdict."""
        batch = new_batch()
        jobs = [job for name in self._collections for job in self._submit(store, name, batch)]
        worker.run_until(lambda: not count_open(store.ledger, batch))
        self._sign_ins["loaded"] = True
        self._keep()
        return [found for job in jobs if (found := find_job(store.ledger, job.id))]

    def _submit(self, store: "Store", name: str, batch: str) -> Iterator[Job]:
        """A job for each file of a collection's folder; some are narrowed to fewer readers."""
        collection = self._collections[name]
        uploader = find_person(store.ledger, UPLOADER).reader
        narrowed = collection.get("narrowed", {})
        for path in sorted((self._folder / collection["folder"]).iterdir()):
            readers = frozenset(narrowed[path.name]) if path.name in narrowed else None
            order = Order(name, uploader, readers, batch=batch)
            found = submit_paths(
                store.ledger,
                store.originals,
                FileTree([path]),
                order,
                limit_bytes=load_settings(IngestSettings).max_file_mib << 20,
            )
            yield from (job for job in found if isinstance(job, Job))

    def sign_ins(self) -> Iterator[str]:
        """The people and their passwords as lines for a terminal."""
        yield "Sign in as:"
        for person in PEOPLE:
            password = self._sign_ins["people"][person.name]
            yield f"  {person.name:<8} {password:<20} {person.role.value}"

    def _make(self) -> None:
        try:
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._keep()
        except OSError as error:
            raise HomeError(
                f"{self._home} cannot be used as a home folder: {error.strerror or error}.",
                hint="Set ASSISTANT_HOME to a folder that this user may write.",
            ) from error
        exists = (self._home / FILE_NAME).exists()
        ledger = Ledger.open(self._home) if exists else Ledger.create(self._home)
        try:
            for name, collection in self._collections.items():
                with suppress(NameTaken):
                    create_collection(ledger, name, groups=collection["groups"])
            for person in PEOPLE:
                with suppress(NameTaken):
                    self._add(ledger, person)
        finally:
            ledger.close()

    def _add(self, ledger: Ledger, person: DemoPerson) -> None:
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
