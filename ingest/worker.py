"""The worker: takes queued jobs and makes their documents searchable, in stages (ingest.stages).

One worker a home, in the process that holds its lock: the server, or an `ingest` command. It is
never stopped by one document; each gets its verdict. A document whose new content cannot be read
stays searchable as it was before, and its job says so.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from ingest.disk_space import ensure_space
from ingest.reading import reading_sandbox
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from ingest.stages import Stages, Stopped
from ingest.verdicts import log_failure
from storage.errors import AssistantError, EmbedderChanged, EmbedderError, HomeError, NoRoom
from storage.jobs import count_open, requeue_abandoned
from storage.processor import allowed_processors
from storage.store import Store
from storage.versions import drop_pending

POLL_S = 0.5
SEAL_AFTER_S = 3.0  # of nothing to do: sealing hashes the index files that were touched
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
SETBACKS = 3  # unexplained ones in a row before they count as trouble


class Worker:
    """Drains the queue of a store that this process owns, in a thread or in the caller's.

    `trouble` is what keeps it from working, while it does: it tries again by itself. Other
    processes find it in the lock of the home. Files are read in `sandbox`, where one was begun for
    it already; it is closed at the end. `rests` is called whenever there is nothing more to do for
    now.
    """

    def __init__(
        self,
        store: Store,
        settings: IngestSettings,
        *,
        sandbox: Sandbox | None = None,
        rests: Callable[[], None] = lambda: None,
    ) -> None:
        self.trouble: AssistantError | None = None
        self._store = store
        self._settings = settings
        self._sandbox = sandbox or worker_sandbox(settings)
        self._rests = rests
        self._stopping = threading.Event()
        self._nudged = threading.Event()
        self._thread: threading.Thread | None = None
        self._left_behind = False  # the home may have another owner by now
        self._setbacks = 0
        self._hoped = False  # said to be over before anything was published
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
        with self._sandbox as sandbox:
            try:
                while not done():
                    self._guarded_round(sandbox)
            except Stopped:
                pass
            finally:
                if not self._left_behind:
                    with suppress(HomeError):  # a full disk: the next owner puts them back
                        self._store.assure_owned()
                        requeue_abandoned(self._store.ledger)

    def _guarded_round(self, sandbox: Sandbox) -> None:
        self._check()
        try:
            self._store.assure_owned()
            self._put_back()
            self._round(sandbox)
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - the outer rim: the worker outlives everything
            self._check()
            self._pause_for(error)
        else:
            self._well()

    def _pause_for(self, error: Exception) -> None:
        """Wait before the next attempt, longer each time; say what stands in the way."""
        self._setbacks += 1
        log_failure("The worker pauses", error)
        if isinstance(error, AssistantError):
            self._say(error)
        elif self._setbacks >= SETBACKS:
            name = type(error).__name__
            self._say(AssistantError(f"The work stops with {name}.", hint="The log says where."))
        self._stopping.wait(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self._setbacks, 10)))
        self._check()

    def _put_back(self) -> None:
        """What a round that failed left half done. Here, as it may fail as the round did."""
        if self._setbacks:
            requeue_abandoned(self._store.ledger)
            drop_pending(self._store.ledger)

    def _well(self) -> None:
        """The work goes on: said at once, as a round may last for hours."""
        self._setbacks = 0
        self._hoped = False
        self._say(None)

    def _try_first(self) -> None:
        """What stood in the way, before files are read: a long one is published only after minutes.

        Where it is gone that is said now, but once until something is published: an embedder may
        answer to this and fail with the documents again and again.
        """
        ensure_space(self._store.home)
        trouble = self.trouble
        if isinstance(trouble, EmbedderError) and not isinstance(trouble, EmbedderChanged):
            self._store.embedder.warm()
        elif not isinstance(trouble, NoRoom):
            return
        if not self._hoped:
            self._hoped = True
            self._say(None)

    def _say(self, trouble: AssistantError | None) -> None:
        self.trouble = trouble
        if self._store.lock is not None and not self._left_behind:
            self._store.lock.set_trouble(trouble)

    def _round(self, sandbox: Sandbox) -> None:
        worked = False
        if count_open(self._store.ledger):
            self._try_first()
            stages = Stages(
                self._store,
                self._settings,
                sandbox,
                check=self._check,
                written=self._written,
                published=self._well,
            )
            worked = stages.run()
        if self._store.index.apply_removals():  # of this process or another
            self._written()
        if not worked:
            self._idle()

    def _written(self) -> None:
        self._unsealed_since = time.monotonic()

    def _check(self) -> None:
        if self._stopping.is_set():
            raise Stopped

    def _idle(self) -> None:
        since = self._unsealed_since
        if since is not None and time.monotonic() - since > SEAL_AFTER_S:
            self._store.index.seal()
            self._unsealed_since = None
        self._rests()
        self._nudged.wait(POLL_S)
        self._nudged.clear()


def worker_sandbox(settings: IngestSettings) -> Sandbox:
    """Where a worker has files read: a child process a processor, or as many as are set."""
    return reading_sandbox(settings, children=settings.processes or allowed_processors())
