"""A batch from its files to its verdicts, whether this process does the work or another one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from ingest.batch import Batch
from ingest.batch_report import BatchReport
from ingest.feeding import Feeding
from ingest.file_tree import FoundFile, LeftOut
from ingest.intake import submit_each
from ingest.interruption import check_stop
from ingest.known_files import KnownFiles
from ingest.order import Order
from ingest.owners_trouble import OwnersTrouble
from ingest.progress import Progress
from ingest.settings import IngestSettings
from storage.documents import contents_of
from storage.errors import AssistantError, HomeBusy
from storage.ledger import Ledger
from storage.locking import owner
from storage.originals import Originals
from storage.records import Job, JobState, Verdict

if TYPE_CHECKING:
    from ingest.worker import Worker
    from storage.store import Store

POLL_S = 0.5
READ = (Verdict.READ, Verdict.PARTLY_READ, Verdict.QUARANTINED)


class Addition:
    """One `ingest add`: takes the files in, then works or follows until each has its verdict.

    `open_store` opens the store for its owner, or raises HomeBusy. `stop` ends the addition
    early; what is queued by then stays queued.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        open_store: "Callable[[], Store]",
        settings: IngestSettings,
        progress: Progress,
        stop: Event,
    ) -> None:
        self.report = BatchReport()
        self._ledger = ledger
        self._open_store = open_store
        self._settings = settings
        self._progress = progress
        self._stop = stop
        self._told_of = -1  # the process that was said to do the work
        self._news = Event()  # files came in, or the worker of this process has nothing more to do
        self._batch = Batch()
        self._feeding = Feeding((), stop=stop, news=self._news)

    def run(self, tree: Iterable[FoundFile | LeftOut], order: Order) -> None:
        """Add the files of `tree`, and wait for their verdicts.

        The work begins with the first file, while others are still taken in. Whoever owns the home
        does it. Where nobody does, this process takes it; when the owner leaves before the batch is
        finished, this process takes its place. Raises HomeError or EmbedderError where no work can
        be done, by this process or by the owner, once every file is queued; and what kept files
        from being taken in (NoRoom), once those before them are worked off.
        """
        self.run_each((entry, order) for entry in tree)

    def run_each(self, asked: Iterable[tuple[FoundFile | LeftOut, Order]]) -> None:
        """As `run`, with an order for each file."""
        self._see_through(self._taken_in(asked))

    def finish(self, jobs: Iterable[Job]) -> None:
        """Wait for the verdicts of jobs, those queued by others too; as `run`."""
        self._see_through(jobs)

    def _see_through(self, entries: Iterable[Job | LeftOut]) -> None:
        self._batch = Batch()
        self._feeding = Feeding(entries, stop=self._stop, news=self._news)
        try:
            with self._feeding:
                self._work_off()
        finally:
            self._take()
        if self._feeding.error:
            raise self._feeding.error

    def _work_off(self) -> None:
        try:
            while self._open and not self._stop.is_set():
                self._follow(until=lambda: self._batch.open > 0)
                if self._batch.open:
                    self._do_or_follow()
        except AssistantError:
            self._follow(until=lambda: self._feeding.over)  # the rest is queued all the same
            raise

    @property
    def _open(self) -> bool:
        return self._batch.open > 0 or not self._feeding.over

    def _do_or_follow(self) -> None:
        try:
            self._do()
        except HomeBusy as busy:
            self._tell(busy)
            owners = OwnersTrouble(self._ledger.home, self._progress)
            self._follow(until=lambda: owners.is_gone(finished=self.report.finished))

    def _taken_in(
        self, asked: Iterable[tuple[FoundFile | LeftOut, Order]]
    ) -> Iterator[Job | LeftOut]:
        """A job for each file, done already where nothing is to be done."""
        limit_bytes = self._settings.max_file_mib << 20
        originals = Originals(self._ledger.home)
        with KnownFiles(self._ledger, self._settings) as known:
            yield from submit_each(
                self._ledger,
                originals,
                asked,
                limit_bytes=limit_bytes,
                known=known,
                check=partial(check_stop, self._stop),
            )

    def _do(self) -> None:
        """Own the home and work, until the batch is finished or it is over.

        Only here is imported what work takes: most runs find nothing changed. Raises HomeBusy.
        """
        from ingest.head_start import HeadStart

        free = owner(self._ledger.home) is None
        ahead = HeadStart(self._settings) if free else nullcontext()
        from ingest.worker import Worker

        with ahead as begun, self._open_store() as store:
            sandbox = begun.handed_over() if begun else None
            worker = Worker(store, self._settings, sandbox=sandbox, rests=self._news.set)
            self._work(worker)

    def _work(self, worker: "Worker") -> None:
        """Until all is done; where the worker cannot go on, until every file is queued at least."""

        owners = OwnersTrouble(self._ledger.home, self._progress)

        def ended() -> bool:
            if self._feeding.over:
                return worker.trouble is not None or not worker.running
            owners.look()  # its own trouble: it goes on taking files in, and may go on with them
            return False

        worker.start()
        try:
            self._follow(until=ended)
        finally:
            worker.stop()
        if self._batch.open and worker.trouble:
            raise worker.trouble

    def _follow(self, *, until: Callable[[], bool]) -> None:
        self._take()
        while self._open and not self._stop.is_set() and not until():
            self._news.wait(POLL_S)
            self._news.clear()
            self._take()
            self._show()

    def _take(self) -> None:
        """Account for what has come in since the last look."""
        while came := self._feeding.new():
            done: list[Job] = []
            for entry in came:
                if isinstance(entry, LeftOut):
                    self.report.left_out[entry.why] += 1
                    self._progress.left_out(entry)
                elif entry.finished is not None:
                    self.report.documents += 1
                    self._finished(entry)
                    done.append(entry)
            jobs = [one for one in came if isinstance(one, Job) and one.finished is None]
            self.report.documents += self._batch.add(jobs)
            self._count_contents(done)
        if self._feeding.over:
            self._progress.taken(self.report.documents)
        else:
            self._progress.looking(self._feeding.looked_at, self._batch.size)

    def _show(self) -> None:
        finished = self._batch.newly_finished(self._ledger)
        for job in finished:
            self._finished(job)
        self._count_contents(finished)
        if self._batch.next and self._batch.next.state is JobState.RUNNING:
            self._progress.reading(self._batch.next)

    def _finished(self, job: Job) -> None:
        self.report.add(job)
        self._progress.finished(job)

    def _count_contents(self, finished: Sequence[Job]) -> None:
        read = {job.document_id for job in finished if job.verdict in READ}
        pages, chunks = contents_of(self._ledger, read) if read else (0, 0)
        self.report.pages += pages
        self.report.chunks += chunks
        self._progress.pace(self.report)

    def _tell(self, busy: HomeBusy) -> None:
        if busy.pid != self._told_of:
            self._told_of = busy.pid
            self._progress.remark(f"{busy.message} It does the work; this command follows it.")
