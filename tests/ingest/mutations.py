"""The program, broken on purpose: what the harness of kills has to see.

`python -m` this with the name of a mutation and the arguments of `adding_process`. A mutation
exchanges functions of the program for broken ones, in this process or, by `monkeypatch.setattr`,
in that of a test, where a killed home is opened again.
"""

import hashlib
import io
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, BinaryIO

import ingest.intake
import ingest.stages
import storage.originals
import storage.store
from ingest.pipeline import Prepared, activate, begin, forget, show
from ingest.stages import Stages
from ingest.verdicts import end_published
from storage.embedded_texts import EmbeddedTexts
from storage.originals import KeptFile, Originals, StoredFile
from storage.schema import versions
from storage.version_rows import drop_version
from tests.ingest import adding_process

Exchange = Callable[[Any, str, Any], None]
"""As `setattr`."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """What is broken, the file (as `written_files.role_of` names it) and the calls at which a kill
    shows it, and how what is seen then begins."""

    apply: Callable[[Exchange], None]
    role: str
    seen: str
    calls: tuple[str, ...] = ("write", "pwrite64", "rename", "ftruncate")


def visible_before_it_can_be_found(exchange: Exchange) -> None:
    """Documents are active before the indexes have their chunks."""

    def make_visible(self: Any, window: list[Prepared], embedded: EmbeddedTexts) -> None:
        begun = begin(self._store, window, embedded)
        self._written()
        with self._store.ledger.together():
            ids = [activate(self._store, one) for one in begun]
            for one, document_id in zip(begun, ids, strict=True):
                end_published(self._store, one.document, document_id)
        show(self._store, begun, embedded)
        for one, document_id in zip(begun, ids, strict=True):
            forget(self._store, one, document_id)

    exchange(Stages, "_make_visible", make_visible)


def verdict_before_it_is_visible(exchange: Exchange) -> None:
    """Jobs are over before their documents are active."""

    def make_visible(self: Any, window: list[Prepared], embedded: EmbeddedTexts) -> None:
        begun = begin(self._store, window, embedded)
        for one in begun:
            end_published(self._store, one.document, one.pending.document_id)
        self._written()
        show(self._store, begun, embedded)
        for one in begun:
            forget(self._store, one, activate(self._store, one))

    exchange(Stages, "_make_visible", make_visible)


def former_original_goes_first(exchange: Exchange) -> None:
    """The original of what is replaced is deleted before the transaction that replaces it."""

    def make_visible(self: Any, window: list[Prepared], embedded: EmbeddedTexts) -> None:
        begun = begin(self._store, window, embedded)
        self._written()
        show(self._store, begun, embedded)
        for one in begun:
            if one.former:
                self._store.originals.discard(one.former.content_sha256)
        with self._store.ledger.together():
            ids = [activate(self._store, one) for one in begun]
            for one, document_id in zip(begun, ids, strict=True):
                end_published(self._store, one.document, document_id)

    exchange(Stages, "_make_visible", make_visible)


def former_goes_before_its_successor_comes(exchange: Exchange) -> None:
    """A document's version goes once the next is begun, which becomes active later."""

    def drop_former(ledger: Any, pending: Any) -> None:
        of_document = versions.c.document_id == pending.document_id
        with ledger.write() as connection:
            query = versions.select().where(of_document, versions.c.state == "active")
            for row in connection.execute(query).all():
                drop_version(connection, row.id)

    def make_visible(self: Any, window: list[Prepared], embedded: EmbeddedTexts) -> None:
        begun = begin(self._store, window, embedded)
        for one in begun:
            drop_former(self._store.ledger, one.pending)
        self._written()
        show(self._store, begun, embedded)
        for one in begun:
            document_id = activate(self._store, one)
            end_published(self._store, one.document, document_id)
            forget(self._store, one, document_id)

    exchange(Stages, "_make_visible", make_visible)


def original_written_in_place(exchange: Exchange) -> None:
    """An original gets its name before it has its content."""

    def keeping(
        self: Originals, stream: BinaryIO, *, limit_bytes: int
    ) -> AbstractContextManager[KeptFile]:
        content = stream.read(limit_bytes)
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return nullcontext(KeptFile(self, StoredFile(sha256, len(content)), stream))

    exchange(Originals, "keeping", keeping)


def original_put_in_place_unflushed(exchange: Exchange) -> None:
    """An original is renamed before its content is on the disk: seen by the order of calls."""
    exchange(storage.originals.os, "fsync", lambda _descriptor: None)


def job_before_its_original(exchange: Exchange) -> None:
    """A job is queued before the file that it is about is kept."""
    keeping_first, queued = Originals.keeping, ingest.intake._enqueued

    class Unassured(KeptFile):
        def assure(self) -> None: ...

    def keeping(
        self: Originals, stream: BinaryIO, *, limit_bytes: int
    ) -> AbstractContextManager[KeptFile]:
        content = stream.read(limit_bytes)
        stream.seek(0)
        LATER.append((self, content, limit_bytes))
        stored = StoredFile(hashlib.sha256(content).hexdigest(), len(content))
        return nullcontext(Unassured(self, stored, stream))

    def enqueued(*arguments: Any) -> Any:
        job = queued(*arguments)
        while LATER:
            originals, content, limit_bytes = LATER.pop()
            with keeping_first(originals, io.BytesIO(content), limit_bytes=limit_bytes):
                pass
        return job

    exchange(Originals, "keeping", keeping)
    exchange(ingest.intake, "_enqueued", enqueued)


def pending_stays(exchange: Exchange) -> None:
    """Who opens a home leaves the versions pending that a crash left."""
    exchange(storage.store, "drop_pending", lambda _ledger: 0)


def running_stays(exchange: Exchange) -> None:
    """Who opens a home leaves the jobs running that nobody works on."""
    exchange(storage.store, "requeue_abandoned", lambda _ledger: 0)


def orphans_stay(exchange: Exchange) -> None:
    """Who opens a home leaves the originals that nothing refers to."""
    exchange(storage.store, "discard_orphans", lambda *_: 0)


LATER: list[tuple[Originals, bytes, int]] = []
UNFLUSHED = "original-put-in-place-unflushed"  # no kill shows it, the order of calls does
TOKENS = "index/g/tokens/rows-1.bin"  # written once, between vectors and words
MUTATIONS = {
    mutation.apply.__name__.replace("_", "-"): mutation
    for mutation in (
        Mutation(visible_before_it_can_be_found, TOKENS, "The words of a visible chunk"),
        Mutation(
            former_original_goes_first, "originals/*/*", "An original is missing", ("unlink",)
        ),
        Mutation(pending_stays, TOKENS, "A version is still pending"),
        Mutation(verdict_before_it_is_visible, TOKENS, "A job is done and its document"),
        Mutation(former_goes_before_its_successor_comes, TOKENS, "A document has no active"),
        Mutation(original_written_in_place, "originals/*/*", "An original is not what"),
        Mutation(job_before_its_original, "originals/incoming/*", "An original is missing"),
        Mutation(running_stays, TOKENS, "A job runs and nobody works"),
        Mutation(orphans_stay, "originals/*", "An old original belongs to nothing", ("fsync",)),
    )
}


if __name__ == "__main__":
    name, *sys.argv[1:] = sys.argv[1:]
    if name == UNFLUSHED:
        original_put_in_place_unflushed(setattr)
    else:
        MUTATIONS[name].apply(setattr)
    sys.exit(adding_process.main())
