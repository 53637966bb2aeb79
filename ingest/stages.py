"""The stages of the way in, at work together: files are read while others are embedded, and others
written.

    ParsingStage (threads, a child process each)      prepare
      -> this thread: windows of like documents       vectors
        -> PublishingStage (a thread)                 begin, show, activate, forget

What is between them is bounded by chunks, not by documents; hidden text, which is in no chunk,
counts like chunks, and a document as one at least. One document never stops the others; what is no
document's fault ends all stages, and the worker begins again.
"""

import os
import time
from collections.abc import Callable, Sequence

from ingest.disk_space import ensure_space
from ingest.errors import UnreadableDocument
from ingest.former_document import unchanged
from ingest.parsing_stage import ParsingStage, weight_of
from ingest.pipeline import (
    WRITTEN_TOGETHER,
    Prepared,
    activate,
    begin,
    forget,
    prepare,
    show,
    vectors_for,
)
from ingest.publishing_stage import PublishingStage
from ingest.reuse import Failures
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from ingest.shortage import shortage
from ingest.verdicts import (
    end_failed,
    end_published,
    end_removed,
    end_unchanged,
    end_unexpectedly,
)
from storage.embedded_texts import EmbeddedTexts
from storage.errors import EmbedderChanged, EmbedderUnreachable, HomeError
from storage.jobs import claim_next, find_job, report_pages
from storage.native_memory import give_back
from storage.open_jobs import is_open
from storage.records import Job
from storage.rereading import as_it_stands
from storage.store import Store
from storage.unused_originals import discard_unused
from storage.versions import drop_pending

# Documents are embedded together, which is worth it for small ones: their texts fill whole
# batches of like length, and the indexes are written once for all of them.
WINDOW_CHUNKS = 1024
WINDOW_DOCUMENTS = 200
WINDOW_S = 2.0  # nobody waits longer for a document that was read because others follow it
CLAIMED_TOGETHER = 8  # jobs a transaction
WAIT_S = 0.1
REPORT_S = 0.5
GIVEN_BACK_EVERY_S = 3.0  # 5 to 16 ms of processor time: storage.native_memory
NOBODYS_FAULT = (HomeError, EmbedderChanged, EmbedderUnreachable)


class Stopped(Exception):
    """The worker was asked to stop; what it was doing is to be done again."""


class Withdrawn(Exception):
    """The document was removed while it was read: its job is over."""


class Stages:
    """All stages, for as long as there are jobs.

    `check` raises Stopped when it is time to stop; `written` is called before the indexes change,
    `published` once documents are visible.
    """

    def __init__(
        self,
        store: Store,
        settings: IngestSettings,
        sandbox: Sandbox,
        *,
        check: Callable[[], None],
        written: Callable[[], None],
        published: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._sandbox = sandbox
        self._check = check
        self._written = written
        self._published = published
        self._last_batch = ""
        self._failures = Failures()
        self._parsing = ParsingStage(self._claim, self._prepare, threads=sandbox.children)
        self._publishing = PublishingStage(self._publish)

    def run(self) -> bool:
        """Work until no job is queued; False where none was.

        Raises Stopped, and what is no document's fault: HomeError and what the embedder cannot do.
        """
        worked = False
        with self._publishing, self._parsing:
            while window := self._window():
                worked = True
                ensure_space(self._store.home)
                self._embed(window)
            self._publishing.finish(check=self._check)
            if worked:
                give_back(at_most_every_s=GIVEN_BACK_EVERY_S)
            return worked or self._last_batch != ""

    def _window(self) -> list[Prepared]:
        """The next documents to be embedded together; none where no job is left.

        Two batches take turns; two jobs of one source come one after the other.
        """
        window: list[Prepared] = []
        chunks, opened = 0, time.monotonic()
        while chunks < WINDOW_CHUNKS and len(window) < WINDOW_DOCUMENTS:
            self._check()
            ready = self._parsing.ready(wait_s=WAIT_S, chunks=WINDOW_CHUNKS - chunks)
            if ready and not window:
                opened = time.monotonic()
            window += ready
            chunks += sum(map(weight_of, ready))
            if window and time.monotonic() - opened > WINDOW_S:
                break
            if not ready and self._parsing.drained:
                if window:
                    break
                self._publishing.finish(check=self._check)  # a job may wait for one of its source
                if self._parsing.end_if_finished():
                    break
        return window

    def _claim(self) -> Sequence[Job]:
        """The next jobs, now running for this process."""
        claimed: list[Job] = []
        with self._store.ledger.together():
            while len(claimed) < CLAIMED_TOGETHER:
                job = claim_next(
                    self._store.ledger, owner=str(os.getpid()), after_batch=self._last_batch
                )
                if job is None:
                    break
                self._last_batch = job.batch
                claimed.append(job)
        return claimed

    def _prepare(self, job: Job) -> Prepared | None:
        """The job's document, read; None where the job has its verdict already."""
        try:
            self._check_reading()
            if not is_open(self._store.ledger, job.id):  # its document was removed since the claim
                return None
            standing = self._as_it_stands(job) if job.rereading else job
            if standing is None:
                return None
            if document := unchanged(self._store, self._settings, standing):
                end_unchanged(self._store, standing, document)
                return None
            self._failures.raise_again(standing)
            return prepare(
                self._store,
                self._settings,
                standing,
                sandbox=self._sandbox,
                on_page=self._reporter(job),
                waiting=[other.version for other in self._parsing.waiting],
            )
        except (Stopped, HomeError):
            raise
        except Withdrawn:
            return None
        except UnreadableDocument as error:
            self._failures.keep(job, error)
            end_failed(self._store, job, error.verdict, error.detail)
        except Exception as error:  # noqa: BLE001 - one document never stops the others
            self._fail_unexpectedly(job, error)
        return None

    def _as_it_stands(self, job: Job) -> Job | None:
        """A rereading, with what its document holds now; None where that is gone: it is over."""
        standing = as_it_stands(self._store.ledger, job)
        if standing is None:
            end_removed(self._store, job)
        if standing is None or standing.content_sha256 != job.content_sha256:
            discard_unused(self._store.ledger, self._store.originals, job.content_sha256)
        return standing

    def _embed(self, window: Sequence[Prepared]) -> None:
        """Give a window its vectors and pass it on; where that fails, each document by itself."""
        self._store.embedder.warm()  # where it cannot be loaded no document is to blame
        try:
            embedded = vectors_for(
                self._store, window, check=self._check, in_flight=self._publishing.embedded
            )
        except (Stopped, *NOBODYS_FAULT):
            raise
        except Exception as error:  # noqa: BLE001 - one document never stops the others
            self._check()
            if len(window) > 1:
                for document in window:
                    self._embed([document])
                return
            self._fail_unexpectedly(window[0].job, error)
            self._parsing.release([window[0].job])
            return
        self._publishing.submit(window, embedded, check=self._check)

    def _publish(self, window: Sequence[Prepared], embedded: EmbeddedTexts) -> None:
        """Make the documents of a window visible; where that fails, each by itself."""
        try:
            self._make_visible(window, embedded)
            self._published()
        except (Stopped, *NOBODYS_FAULT):
            raise  # of which no document is the fault
        except Exception as error:  # noqa: BLE001 - one document never stops the others
            self._check()  # what is pending may be a successor's by now
            ensure_space(self._store.home)
            drop_pending(self._store.ledger)
            if len(window) > 1:
                for document in self._without_verdict(window):
                    self._publish([document], embedded)
                return
            self._fail_unexpectedly(window[0].job, error)
        self._parsing.release([document.job for document in window])
        self._store.index.apply_removals()
        give_back(at_most_every_s=GIVEN_BACK_EVERY_S)

    def _make_visible(self, window: Sequence[Prepared], embedded: EmbeddedTexts) -> None:
        self._check()
        self._store.assure_owned()
        begun = begin(self._store, window, embedded)
        self._check()
        self._written()
        show(self._store, begun, embedded)
        for start in range(0, len(begun), WRITTEN_TOGETHER):
            self._check()
            some = begun[start : start + WRITTEN_TOGETHER]
            with self._store.ledger.together():
                ids = [activate(self._store, one) for one in some]
                for one, document_id in zip(some, ids, strict=True):
                    end_published(self._store, one.document, document_id)
            for one, document_id in zip(some, ids, strict=True):
                forget(self._store, one, document_id)

    def _without_verdict(self, window: Sequence[Prepared]) -> list[Prepared]:
        """Those of a window that were not made visible before it failed; the others are over."""
        left: list[Prepared] = []
        over: list[Prepared] = []
        for document in window:
            job = find_job(self._store.ledger, document.job.id)
            (left if job is not None and job.verdict is None else over).append(document)
        self._parsing.release([document.job for document in over])
        return left

    def _fail_unexpectedly(self, job: Job, error: Exception) -> None:
        self._check()  # nothing more is written once the worker was asked to stop
        if not is_open(self._store.ledger, job.id):  # it lacks what the removal took: its file
            return
        ensure_space(self._store.home)  # a full disk is no document's fault
        if short := shortage(self._store.home, error):
            raise short from error
        end_unexpectedly(self._store, job, error)

    def _reporter(self, job: Job) -> Callable[[int, int], None]:
        """Writes the pages done to the ledger, sparingly; ends the reading when asked to stop,
        and where the document was removed meanwhile."""
        last = time.monotonic()

        def on_page(done: int, total: int) -> None:
            nonlocal last
            self._check_reading()
            if time.monotonic() - last > REPORT_S:
                last = time.monotonic()
                if not report_pages(self._store.ledger, job.id, done=done, total=total):
                    raise Withdrawn

        return on_page

    def _check_reading(self) -> None:
        self._check()
        if self._parsing.over:
            raise Stopped
