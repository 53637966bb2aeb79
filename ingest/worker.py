"""The worker: takes queued jobs one after the other and makes their documents searchable.

One worker a home, in the process that holds its lock: the server, or an `ingest` command. It is
never stopped by one document; each gets its verdict. A document whose new content cannot be read
stays searchable as it was before, and its job says so.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence

from ingest.disk_space import ensure_space
from ingest.errors import UnreadableDocument
from ingest.pipeline import Prepared, prepare, publish, unchanged, vectors_for
from ingest.reading import reading_sandbox
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings, allowed_processors
from ingest.verdicts import (
    end_failed,
    end_published,
    end_unchanged,
    end_unexpectedly,
    log_failure,
)
from storage.errors import AssistantError, EmbedderChanged, EmbedderUnreachable, HomeError
from storage.jobs import claim_next, count_open, report_pages, requeue_abandoned
from storage.records import Job
from storage.store import Store
from storage.versions import drop_pending

# Documents are embedded together, which is worth it for small ones: their texts fill whole
# batches of like length, and the indexes are written once for all of them.
WINDOW_DOCUMENTS = 200  # 761 small files: 41 s of processor time; by 32 it was 51 s
WINDOW_CHUNKS = 256
WINDOW_S = 2.0  # nobody waits longer for a document that was read because others follow it
POLL_S = 0.5
REPORT_S = 0.5
SEAL_AFTER_S = 3.0  # of nothing to do: sealing hashes the index files that were touched
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
SETBACKS = 3  # unexplained ones in a row before they count as trouble


class Stopped(Exception):
    """The worker was asked to stop; what it was doing is to be done again."""


class Worker:
    """Drains the queue of a store that this process owns, in a thread or in the caller's.

    `trouble` is what keeps it from working, while it does: it tries again by itself.
    """

    def __init__(self, store: Store, settings: IngestSettings) -> None:
        self.trouble: AssistantError | None = None
        self._store = store
        self._settings = settings
        self._stopping = threading.Event()
        self._nudged = threading.Event()
        self._thread: threading.Thread | None = None
        self._left_behind = False  # the home may have another owner by now
        self._last_batch = ""
        self._setbacks = 0
        self._unsealed_since: float | None = None

    def start(self) -> None:
        """Work in a thread until `stop`."""
        self._thread = threading.Thread(
            target=self.run_until, args=(lambda: False,), name="ingest-worker", daemon=True
        )
        self._thread.start()

    def stop(self, *, wait_s: float = 10.0) -> bool:
        """Stop at the next page or batch of texts; True when the worker has ended.

        Documents that are being read go back to the queue. Where it takes longer than `wait_s`
        the worker changes nothing more that its successor does not put right.
        """
        self._stopping.set()
        self._nudged.set()
        if self._thread is None:
            return True
        self._thread.join(wait_s)
        self._left_behind = self.running
        return not self._left_behind

    @property
    def running(self) -> bool:
        """True while the thread that `start` began is alive."""
        return self._thread is not None and self._thread.is_alive()

    def nudge(self) -> None:
        """Look at the queue now rather than at the next poll."""
        self._nudged.set()

    def run_until(self, done: Callable[[], bool]) -> None:
        """Work until `done()` or `stop`; `done` is asked between rounds of work."""
        children = self._settings.processes or allowed_processors()
        with reading_sandbox(self._settings, children=children) as sandbox:
            try:
                while not done():
                    self._guarded_round(sandbox)
            except Stopped:
                pass
            finally:
                if not self._left_behind:
                    requeue_abandoned(self._store.ledger)

    def _guarded_round(self, sandbox: Sandbox) -> None:
        self._check()
        try:
            self._round(sandbox)
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - the outer rim: the worker outlives everything
            self._check()
            self._pause_for(error)
        else:
            self._setbacks, self.trouble = 0, None

    def _pause_for(self, error: Exception) -> None:
        """Wait before the next attempt, longer each time; say what stands in the way."""
        self._setbacks += 1
        log_failure("The worker pauses", error)
        if isinstance(error, AssistantError):
            self.trouble = error
        elif self._setbacks >= SETBACKS:
            self.trouble = AssistantError(
                f"The work stops with {type(error).__name__}.", hint="The log says where."
            )
        self._stopping.wait(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self._setbacks, 10)))
        self._check()
        requeue_abandoned(self._store.ledger)
        drop_pending(self._store.ledger)

    def _round(self, sandbox: Sandbox) -> None:
        worked = False
        if count_open(self._store.ledger):
            ensure_space(self._store.home)
            worked = self._work(sandbox)
        if self._store.index.apply_removals():  # of this process or another
            self._unsealed_since = time.monotonic()
        if not worked:
            self._idle()

    def _work(self, sandbox: Sandbox) -> bool:
        """Read the next few documents and make them visible; False where none was queued.

        Two batches take turns; two jobs of one source come one after the other.
        """
        window: list[Prepared] = []
        chunks, opened = 0, time.monotonic()
        worked = False
        while (
            len(window) < WINDOW_DOCUMENTS
            and chunks < WINDOW_CHUNKS
            and time.monotonic() - opened < WINDOW_S
        ):
            self._check()
            job = claim_next(
                self._store.ledger, owner=str(os.getpid()), after_batch=self._last_batch
            )
            if job is None:
                break
            worked, self._last_batch = True, job.batch
            if any(_same_document(job, other.job) for other in window):
                self._publish(window)
                window, chunks = [], 0
            if prepared := self._prepare(job, sandbox, window):
                window.append(prepared)
                chunks += len(prepared.keys)
        self._publish(window)
        return worked

    def _prepare(self, job: Job, sandbox: Sandbox, window: Sequence[Prepared]) -> Prepared | None:
        """The job's document, read; None where the job has its verdict already."""
        try:
            if document := unchanged(self._store, self._settings, job):
                end_unchanged(self._store, job, document)
                return None
            return prepare(
                self._store,
                self._settings,
                job,
                sandbox=sandbox,
                on_page=self._reporter(job),
                waiting=[other.version for other in window],
            )
        except (Stopped, HomeError):
            raise
        except UnreadableDocument as error:
            end_failed(self._store, job, error.verdict, error.detail)
        except Exception as error:  # noqa: BLE001 - one document never stops the others
            self._fail_unexpectedly(job, error)
        return None

    def _publish(self, window: Sequence[Prepared]) -> None:
        """Make the documents of a window visible; where that fails, each by itself."""
        if not window:
            return
        self._store.embedder.warm()  # where it cannot be loaded no document is to blame
        waiting = {document.job.id: document for document in window}
        try:
            vectors = vectors_for(self._store, window, check=self._check)
            self._unsealed_since = time.monotonic()
            for document, document_id in publish(self._store, window, vectors):
                end_published(self._store, document, document_id)
                del waiting[document.job.id]
        except (Stopped, HomeError, EmbedderChanged, EmbedderUnreachable):
            raise  # of which no document is the fault
        except Exception as error:  # noqa: BLE001 - one document never stops the others
            self._check()
            ensure_space(self._store.home)
            drop_pending(self._store.ledger)
            if len(window) == 1:
                self._fail_unexpectedly(window[0].job, error)
                return
            for document in waiting.values():
                self._publish([document])

    def _fail_unexpectedly(self, job: Job, error: Exception) -> None:
        self._check()  # nothing more is written once the worker was asked to stop
        ensure_space(self._store.home)  # a full disk is no document's fault
        end_unexpectedly(self._store, job, error)

    def _reporter(self, job: Job) -> Callable[[int, int], None]:
        """Writes the pages done to the ledger, sparingly; ends the reading when asked to stop."""
        last = time.monotonic()

        def on_page(done: int, total: int) -> None:
            nonlocal last
            self._check()
            if time.monotonic() - last > REPORT_S:
                last = time.monotonic()
                report_pages(self._store.ledger, job.id, done=done, total=total)

        return on_page

    def _check(self) -> None:
        if self._stopping.is_set():
            raise Stopped

    def _idle(self) -> None:
        since = self._unsealed_since
        if since is not None and time.monotonic() - since > SEAL_AFTER_S:
            self._store.index.seal()
            self._unsealed_since = None
        self._nudged.wait(POLL_S)
        self._nudged.clear()


def _same_document(job: Job, other: Job) -> bool:
    return (job.collection, job.source) == (other.collection, other.source)
