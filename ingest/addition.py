"""A batch from its files to its verdicts, whether this process does the work or another one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from threading import Event
from typing import TYPE_CHECKING

from ingest.batch import Batch
from ingest.batch_report import BatchReport
from ingest.file_tree import FoundFile, LeftOut
from ingest.intake import submit_paths
from ingest.known_files import KnownFiles
from ingest.order import Order
from ingest.owners_trouble import OwnersTrouble
from ingest.progress import Progress
from ingest.settings import IngestSettings
from storage.documents import contents_of
from storage.errors import HomeBusy
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
        self._news = Event()  # the worker of this process has nothing more to do

    def run(self, tree: Iterable[FoundFile | LeftOut], order: Order) -> None:
        """Add the files of `tree`, and wait for their verdicts.

        Whoever owns the home does the work. Where nobody does, this process takes it; when the
        owner leaves before the batch is finished, this process takes its place. Raises HomeError
        or EmbedderError where no work can be done, by this process or by the owner.
        """
        self.run_each((entry, order) for entry in tree)

    def run_each(self, asked: Iterable[tuple[FoundFile | LeftOut, Order]]) -> None:
        """As `run`, with an order for each file."""
        self.finish(self._taken_in(asked))

    def finish(self, jobs: Iterable[Job]) -> None:
        """Wait for the verdicts of jobs, those queued by others too; as `run`."""
        batch = Batch(jobs)
        self.report.documents += batch.size
        self._progress.taken(self.report.documents)
        self._show(batch)
        while batch.open and not self._stop.is_set():
            try:
                self._do(batch)
            except HomeBusy as busy:
                self._tell(busy)
                owners = OwnersTrouble(self._ledger.home, self._progress)
                self._follow(batch, until=lambda: owners.is_gone(finished=self.report.finished))

    def _taken_in(self, asked: Iterable[tuple[FoundFile | LeftOut, Order]]) -> Iterator[Job]:
        """The jobs that are to be followed; those that are done already are told at once."""
        limit_bytes = self._settings.max_file_mib << 20
        originals = Originals(self._ledger.home)
        known = KnownFiles(self._ledger, self._settings)
        for found, order in asked:
            (entry,) = submit_paths(
                self._ledger, originals, [found], order, limit_bytes=limit_bytes, known=known
            )
            if isinstance(entry, LeftOut):
                self.report.left_out[entry.why] += 1
                self._progress.left_out(entry)
            elif entry.finished is not None:
                self.report.documents += 1
                self._finished([entry])
            else:
                yield entry
            if self._stop.is_set():
                break

    def _do(self, batch: Batch) -> None:
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
            self._work(batch, worker)

    def _work(self, batch: Batch, worker: "Worker") -> None:
        worker.start()
        try:
            self._follow(batch, until=lambda: worker.trouble is not None or not worker.running)
        finally:
            worker.stop()
        if batch.open and worker.trouble:
            raise worker.trouble

    def _follow(self, batch: Batch, *, until: Callable[[], bool]) -> None:
        while batch.open and not self._stop.is_set() and not until():
            self._news.wait(POLL_S)
            self._news.clear()
            self._show(batch)

    def _show(self, batch: Batch) -> None:
        self._finished(batch.newly_finished(self._ledger))
        if batch.next and batch.next.state is JobState.RUNNING:
            self._progress.reading(batch.next)

    def _finished(self, finished: Sequence[Job]) -> None:
        for job in finished:
            self.report.add(job)
            self._progress.finished(job)
        read = {job.document_id for job in finished if job.verdict in READ}
        pages, chunks = contents_of(self._ledger, read) if read else (0, 0)
        self.report.pages += pages
        self.report.chunks += chunks
        self._progress.pace(self.report)

    def _tell(self, busy: HomeBusy) -> None:
        if busy.pid != self._told_of:
            self._told_of = busy.pid
            self._progress.remark(f"{busy.message} It does the work; this command follows it.")
