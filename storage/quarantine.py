"""Hidden text kept apart: what a version holds, and what somebody has let in or out again.

A release holds for the document and the words, so a later version with the same hidden text shows
it too, and one with other hidden text does not. Releasing and withholding queue a new reading.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.documents import find_document
from storage.errors import UnknownDocument
from storage.ledger import Ledger
from storage.names import storable
from storage.page_findings import HiddenKind
from storage.records import Document, Page, Reader
from storage.rereading import queue_rereading
from storage.schema import quarantined_texts, released_texts, versions, withdrawn_releases


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A release that was taken back."""

    released_by: str
    released: datetime
    withheld_by: str
    withheld: datetime


@dataclass(frozen=True, slots=True)
class QuarantinedText:
    """A hidden text of a document's active version; `digest` names it within the document.

    `included`: it stands in the page's text. That follows `released_by` when the document has been
    read again.
    """

    page: int
    kind: HiddenKind
    text: str
    digest: str
    instruction: bool
    included: bool
    released_by: str  # empty: not released
    released: datetime | None
    withdrawn: Withdrawal | None = None  # the last release of it that was taken back

    @property
    def waiting(self) -> bool:
        """True until the document has been read again after a release, or after its withdrawal."""
        return self.included != bool(self.released_by)


def keep_hidden(connection: Connection, version_id: int, kept: Sequence[Page]) -> None:
    """Add the hidden texts of a version's pages."""
    rows = [
        {
            "version_id": version_id,
            "page": page.number,
            "ordinal": ordinal,
            "kind": one.kind.value,
            "text": storable(one.text),
            "digest": one.digest,
            "instruction": int(one.instruction),
            "included": int(one.included),
        }
        for page in kept
        for ordinal, one in enumerate(page.hidden)
    ]
    if rows:
        connection.execute(insert(quarantined_texts), rows)


def hidden_texts(ledger: Ledger, reader: Reader, document_id: str) -> list[QuarantinedText]:
    """The hidden texts of a document in the order of its pages; some may be let in.

    Raises UnknownDocument, also where `reader` may not read it.
    """
    document = find_document(ledger, reader, document_id)
    mine = and_(
        released_texts.c.document_id == document.id,
        released_texts.c.digest == quarantined_texts.c.digest,
    )
    query = (
        select(quarantined_texts, released_texts.c.released_by, released_texts.c.released)
        .outerjoin(released_texts, mine)
        .where(quarantined_texts.c.version_id == document.version_id)
        .order_by(quarantined_texts.c.page, quarantined_texts.c.ordinal)
    )
    with ledger.read() as connection:
        rows = connection.execute(query).all()
        withdrawn = _withdrawn(connection, document.id)
    return [
        QuarantinedText(
            page=row.page,
            kind=HiddenKind(row.kind),
            text=row.text,
            digest=row.digest,
            instruction=bool(row.instruction),
            included=bool(row.included),
            released_by=row.released_by or "",
            released=None if row.released is None else datetime.fromtimestamp(row.released, UTC),
            withdrawn=withdrawn.get(row.digest),
        )
        for row in rows
    ]


def released_digests(ledger: Ledger, document_id: str) -> frozenset[str]:
    """The digests of the hidden texts that were let into the document, in any of its versions."""
    query = select(released_texts.c.digest).where(released_texts.c.document_id == document_id)
    with ledger.read() as connection:
        return frozenset(connection.execute(query).scalars())


def released_in(ledger: Ledger, version_id: int) -> frozenset[str]:
    """Those of a version's hidden texts that are released for its document now."""
    query = (
        select(quarantined_texts.c.digest)
        .join(versions, versions.c.id == quarantined_texts.c.version_id)
        .join(
            released_texts,
            and_(
                released_texts.c.document_id == versions.c.document_id,
                released_texts.c.digest == quarantined_texts.c.digest,
            ),
        )
        .where(versions.c.id == version_id)
    )
    with ledger.read() as connection:
        return frozenset(connection.execute(query).scalars())


def release_text(ledger: Ledger, reader: Reader, document_id: str, digest: str, *, by: str) -> int:
    """Let a hidden text into the document's text; the id of the job that reads it again.

    `digest` may be shortened as long as it names one text. The caller has checked that `reader`
    may decide on documents. Raises UnknownDocument where they may not read this one, or where it
    has no such text.
    """
    document, full = _named(ledger, reader, document_id, digest)
    kept = {
        "document_id": document.id,
        "digest": full,
        "released_by": by,
        "released": time.time(),
    }
    with ledger.write() as connection:
        statement = sqlite_insert(released_texts).values(kept)
        connection.execute(statement.on_conflict_do_nothing())
        return queue_rereading(connection, document, requested_by=by)


def withhold_text(ledger: Ledger, reader: Reader, document_id: str, digest: str, *, by: str) -> int:
    """Take a release back, noting whose it was; as `release_text`."""
    document, full = _named(ledger, reader, document_id, digest)
    one = and_(released_texts.c.document_id == document.id, released_texts.c.digest == full)
    with ledger.write() as connection:
        row = connection.execute(select(released_texts).where(one)).first()
        if row is not None:
            noted = row._asdict() | {"withheld_by": by, "withheld": time.time()}
            connection.execute(insert(withdrawn_releases).values(noted))
            connection.execute(delete(released_texts).where(one))
        return queue_rereading(connection, document, requested_by=by)


def _withdrawn(connection: Connection, document_id: str) -> dict[str, Withdrawal]:
    """The last release of each text of a document that was taken back, by the text's digest."""
    rows = connection.execute(
        select(withdrawn_releases)
        .where(withdrawn_releases.c.document_id == document_id)
        .order_by(withdrawn_releases.c.id)
    )
    return {
        row.digest: Withdrawal(
            released_by=row.released_by,
            released=datetime.fromtimestamp(row.released, UTC),
            withheld_by=row.withheld_by,
            withheld=datetime.fromtimestamp(row.withheld, UTC),
        )
        for row in rows
    }


def _named(ledger: Ledger, reader: Reader, document_id: str, digest: str) -> tuple[Document, str]:
    document = find_document(ledger, reader, document_id)
    found = {
        one.digest
        for one in hidden_texts(ledger, reader, document_id)
        if digest and one.digest.startswith(digest)
    }
    if len(found) != 1:
        raise UnknownDocument(
            f"The document has {'several texts' if found else 'no hidden text'} of that digest.",
            hint=f"See them with: ingest quarantine list {document.id}",
        )
    return document, found.pop()
