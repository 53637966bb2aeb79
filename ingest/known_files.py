"""What is known of files, and which of them would come to the same if they were read again."""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from ingest.file_tree import FoundFile
from ingest.interruption import Interrupted
from ingest.order import Order
from ingest.recipe import read_with, recipe, waits_for_conversion
from ingest.settings import IngestSettings
from ingest.stamps import looks_the_same
from storage.file_stamps import About, FileStamp
from storage.home_embedder import read_embedders
from storage.job_access import EVERY_READER
from storage.ledger import Ledger
from storage.names import one_line
from storage.open_jobs import has_file_waiting
from storage.records import Job, JobState, Verdict
from storage.source_files import KnownDocument, KnownFile, known_files, remember_stamps

# Verdicts on a content: only other means of reading, or another content, change them.
LASTING = frozenset(
    {
        Verdict.NO_TEXT,
        Verdict.EMPTY,
        Verdict.ENCRYPTED,
        Verdict.DAMAGED,
        Verdict.UNKNOWN_TYPE,
        Verdict.TOO_LARGE,
        Verdict.TOO_MANY_PAGES,
        Verdict.TOO_SLOW,
        Verdict.TOO_MUCH_MEMORY,
        Verdict.PARSER_DIED,
    }
)


PAGES_NAMED = 20
ROWS_A_FILE, ROWS_AT_FIRST = 8, 10_000  # a walk through folders looks up each row a few times
STAMPS_AT_ONCE = 500  # to be written in one transaction; one that is lost costs a hash


def as_unchanged(verdict: Verdict, unread_pages: Sequence[int]) -> tuple[Verdict, str]:
    """The verdict and detail of a file whose document was read before with `verdict`, and stays."""
    if verdict is Verdict.PARTLY_READ:
        return verdict, "Unchanged: its unread pages stay unread."
    if verdict is Verdict.QUARANTINED:
        if unread_pages:
            return verdict, f"Unchanged: no visible text could be read. {not_read(unread_pages)}"
        return verdict, "Unchanged: all of its text is hidden."
    return Verdict.UNCHANGED, ""


def not_read(unread_pages: Sequence[int]) -> str:
    """Which pages could not be read: the first of them by their numbers."""
    more = "…" if len(unread_pages) > PAGES_NAMED else ""
    pages = "page" if len(unread_pages) == 1 else "pages"
    return f"Not read: {pages} {', '.join(map(str, unread_pages[:PAGES_NAMED]))}{more}."


class Means:
    """What documents are read and embedded with now."""

    def __init__(self, home: Path, settings: IngestSettings) -> None:
        embedders = read_embedders(home)
        self.read_with = read_with(settings)
        self._embedder_digest = embedders.current.digest if embedders else ""
        self._settings = settings
        self._recipes = (recipe(settings, ()), recipe(settings, (1,)))

    def made(self, document: KnownDocument) -> bool:
        """True where reading and embedding the document's content again would come to the same."""
        unread, warnings = document.unread_pages, document.warnings
        if document.released or waits_for_conversion(unread, warnings):
            expected = recipe(self._settings, unread, document.released, warnings)
        else:
            expected = self._recipes[bool(unread)]
        made = (document.recipe, document.embedder_digest)
        return made == (expected, self._embedder_digest)

    def failed(self, known: KnownFile) -> bool:
        """True where the file failed in a way in which it would fail again."""
        return (
            known.stamp is not None
            and known.verdict in LASTING
            and known.stamp.read_with == self.read_with
        )


class KnownFiles:
    """What is known of files that are about to be added, looked up a folder at a time.

    A context: how files look that were hashed is on disk once it is left.
    """

    def __init__(self, ledger: Ledger, settings: IngestSettings) -> None:
        self._ledger = ledger
        self._means = Means(ledger.home, settings)
        self._loaded: tuple[str, Path] | None = None
        self._known: dict[str, KnownFile] = {}
        self._asked = self._rows = 0
        self._hashed: defaultdict[str, dict[str, tuple[FileStamp, str]]] = defaultdict(dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        # What else ended it may keep this from being written.
        if raised in (None, GeneratorExit, Interrupted):
            self._remember()

    @property
    def read_with(self) -> str:
        """The means and limits of reading, for the stamps of files that are taken in."""
        return self._means.read_with

    def unchanged(self, found: FoundFile, order: Order) -> Job | None:
        """A job that is done, where the file looks as it did and nothing else is asked of it."""
        known = self._at(found.path, order)
        if known is None or known.document is None or not looks_the_same(known.stamp, found):
            return None
        document = known.document
        same = known.content_sha256 == document.content_sha256
        return _done(found, document, order) if same and self._as_asked(document, order) else None

    def touched(
        self, found: FoundFile, order: Order, stamp: FileStamp, content_sha256: str
    ) -> Job | None:
        """As `unchanged`, for a file that looks like `stamp` now, by the content that it has.

        Not where another content of it waits to be read: that would come after this one.
        """
        known = self._at(found.path, order)
        document = known.document if known else None
        if document is None or document.content_sha256 != content_sha256:
            return None
        source = one_line(str(found.path))
        waiting = has_file_waiting(self._ledger, order.collection, source)
        if waiting or not self._as_asked(document, order):
            return None
        self._hashed[order.collection][source] = (stamp, content_sha256)
        if sum(map(len, self._hashed.values())) >= STAMPS_AT_ONCE:
            self._remember()
        return _done(found, document, order)

    def _as_asked(self, document: KnownDocument, order: Order) -> bool:
        """True where reading the document's content again, as ordered, would change nothing."""
        return (
            self._means.made(document)
            and _as_narrowed(document.readers, order.readers)
            and one_line(order.title) in ("", document.title)
            and _said(document.about, order.about)
        )

    def _remember(self) -> None:
        for collection, looked in self._hashed.items():
            remember_stamps(self._ledger, collection, looked)
        self._hashed.clear()

    def _at(self, path: Path, order: Order) -> KnownFile | None:
        self._asked += 1
        if self._loaded is None or not (
            self._loaded[0] == order.collection and path.is_relative_to(self._loaded[1])
        ):
            # Files that come in no order of folders are looked up one by one.
            in_order = self._rows <= ROWS_A_FILE * self._asked + ROWS_AT_FIRST
            below = path.parent if in_order else path
            self._known = known_files(
                self._ledger, order.requested_by, order.collection, str(below)
            )
            self._loaded = (order.collection, below)
            self._rows += len(self._known)
        return self._known.get(one_line(str(path)))


def _as_narrowed(readers: frozenset[str] | None, asked: frozenset[str] | None) -> bool:
    if asked is None:
        return True
    return readers == (None if EVERY_READER in asked else asked)


def _said(known: About, asked: About | None) -> bool:
    """True where what is asked to be kept with the document is kept already."""
    return asked is None or (
        asked.effective_date in (None, known.effective_date)
        and asked.source_url in (None, known.source_url)
    )


def _done(found: FoundFile, document: KnownDocument, order: Order) -> Job:
    """What a job for the file would have ended as; the ledger has none."""
    now = datetime.fromtimestamp(time.time(), UTC)
    verdict, detail = as_unchanged(document.verdict, document.unread_pages)
    return Job(
        id=0,
        batch=order.batch,
        state=JobState.DONE,
        collection=order.collection,
        source=one_line(str(found.path)),
        file_name=one_line(found.path.name),
        title="",
        readers=None,
        requested_by=order.requested_by.name,
        content_sha256=document.content_sha256,
        pages_done=0,
        pages_total=0,
        verdict=verdict,
        detail=detail,
        document_id=document.id,
        created=now,
        finished=now,
    )
