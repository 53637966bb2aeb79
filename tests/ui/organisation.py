"""An invented organisation with its people, collections and documents, for the tests of the web."""

import io
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from ingest.intake import submit_upload
from ingest.order import new_batch
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage.access import create_collection
from storage.documents import find_by_source
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.people import add_person, disable_person
from storage.records import Document, Job, Role
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordEmbedder
from tests.ui.pdf_files import honest_pdf
from ui.passwords import hash_password
from ui.settings import WebSettings

BASE_URL = "http://127.0.0.1:7860"
PASSWORD = "correct horse battery"
PASSWORD_HASH = hash_password(PASSWORD)
PEOPLE = {
    "emma": (Role.EMPLOYEE, {"staff"}),
    "hugo": (Role.EMPLOYEE, {"staff", "hr"}),
    "claire": (Role.COMPLIANCE, {"staff", "hr", "compliance"}),
    "carl": (Role.COMPLIANCE, {"staff"}),
    "adam": (Role.ADMIN, {"staff"}),
    "nobody": (Role.EMPLOYEE, set[str]()),
    "dora": (Role.ADMIN, {"staff", "hr", "compliance"}),  # disabled
}
COLLECTIONS = {"handbook": {"staff"}, "hr": {"hr", "compliance"}, "empty": {"compliance"}}

TELEWORK = (
    "Le télétravail est possible trois jours par semaine.",
    "La demande se fait auprès du responsable avant le vendredi.",
)
SALARIES = ("Salary band seven begins at 61000 euros a year.", "It is confidential.")
HIDDEN_SALARY = "The secret bonus of band seven is 61000 euros."  # white on white
NOTE = "# Note\n\nThe archive room is open on Mondays.\n\nAsk the reception for the key."


@dataclass
class Organisation:
    """The opened store, and the worker that reads what is brought."""

    store: Store
    worker: Worker

    def queue(
        self,
        name: str,
        content: bytes,
        *,
        collection: str = "handbook",
        readers: frozenset[str] | None = None,
        by: str = "claire",
    ) -> Job:
        """Upload a file, which is then still to be read."""
        return submit_upload(
            self.store.ledger,
            self.store.originals,
            io.BytesIO(content),
            file_name=name,
            collection=collection,
            readers=readers,
            requested_by=by,
            batch=new_batch(),
        )

    def bring(self, name: str, content: bytes, **order: Any) -> Document:
        """Upload a file, read it, and find its document."""
        self.queue(name, content, **order)
        self.work()
        return self.document(name, collection=order.get("collection", "handbook"))

    def bring_live(self, name: str, content: bytes, **order: Any) -> Document:
        """As `bring`, while a server's own worker does the reading."""
        batch = self.queue(name, content, **order).batch
        self.worker.nudge()
        deadline = time.monotonic() + 30
        while count_open(self.store.ledger, batch):
            assert time.monotonic() < deadline, "it was not read in time"
            time.sleep(0.05)
        return self.document(name, collection=order.get("collection", "handbook"))

    def document(self, name: str, *, collection: str = "handbook") -> Document:
        """The document that was uploaded under that name."""
        document = find_by_source(self.store.ledger, collection, f"upload:{name}")
        assert document is not None
        return document

    def work(self) -> None:
        """Read everything that is queued, here and now."""
        self.worker.run_until(lambda: count_open(self.store.ledger) == 0)

    def client(self, app: FastAPI, *, client: tuple[str, int] = ("127.0.0.1", 5)) -> "Browser":
        """A browser that has not signed in."""
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=client)
        return Browser(transport=transport, base_url=BASE_URL, headers={"accept": "text/html"})

    async def signed_in(self, app: FastAPI, name: str) -> "Browser":
        """A browser in which `name` has signed in."""
        browser = self.client(app)
        response = await browser.submit("/sign-in", name=name, password=PASSWORD)
        assert response.status_code == 303, response.text
        return browser


class Browser(httpx.AsyncClient):
    """Sends what a browser would send from a page of ours."""

    async def submit(self, path: str, /, **fields: str) -> httpx.Response:
        """Send a form."""
        return await self.post(path, data=fields, headers={"origin": BASE_URL})

    async def upload(self, content: bytes, **query: str | list[str]) -> httpx.Response:
        """Send a file as the library page does."""
        return await self.post(
            "/library/upload",
            params={"collection": "handbook", "batch": "0" * 32, **query},
            content=content,
            headers={"origin": BASE_URL, "accept": "application/json"},
        )


def open_organisation(home: Path) -> Organisation:
    """A new home with its people and collections, and no document yet."""
    ledger = Ledger.create(home)
    for name, (role, groups) in PEOPLE.items():
        add_person(
            ledger,
            name,
            password_hash=PASSWORD_HASH,
            role=role,
            groups=groups,
            display_name=name.title(),
            language="en",
        )
    disable_person(ledger, "dora")
    for name, groups in COLLECTIONS.items():
        create_collection(ledger, name, groups=groups)
    ledger.close()
    return opened(home)


def bring_documents(organisation: Organisation) -> None:
    """The documents most tests need: for all staff a PDF and a note; for HR; narrowed."""
    telework = honest_pdf([TELEWORK, ["Second page."]], title="Télétravail")
    inquiry = honest_pdf([["The inquiry of March concerns invoices."]], title="Inquiry")
    organisation.queue("telework.pdf", telework)
    organisation.queue("note.md", NOTE.encode())
    salaries = honest_pdf([SALARIES], title="Salaries", white=HIDDEN_SALARY)
    organisation.queue("salaries.pdf", salaries, collection="hr")
    organisation.queue("inquiry.pdf", inquiry, readers=frozenset({"compliance"}))
    organisation.work()


def opened(home: Path) -> Organisation:
    """The organisation in a home that was made before."""
    settings = StorageSettings.model_validate({"home": home})
    store = open_owned(settings, kind="server", embedder=WordEmbedder())
    return Organisation(store, Worker(store, IngestSettings.model_validate({"ocr": False})))


def web_settings(**values: object) -> WebSettings:
    """Settings of the web application, from these values alone."""
    return WebSettings.model_validate(values)
