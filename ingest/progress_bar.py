"""Progress on a terminal, by rich."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from ingest.batch_report import (
    BatchReport,
    describe,
    describe_change,
    describe_left_out,
    describe_waiting,
    pace,
    summary_lines,
)
from ingest.file_tree import LeftOut
from ingest.progress import QUIETLY_COUNTED
from ingest.sync_plan import FolderChange
from ingest.visible import visible
from storage.locking import Owner
from storage.records import Job, Verdict


class BarProgress:
    """A bar that moves on a terminal; what was not read whole stays above it as lines."""

    def __init__(self) -> None:
        self._console = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
        self._bar = Bar(
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[looking]}", markup=False),
            TextColumn("{task.fields[pace]}", markup=False),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,
        )
        self._task: TaskID = self._bar.add_task(
            "", total=None, pace="", looking="looking for files"
        )
        self._bar.start()

    def left_out(self, entry: LeftOut) -> None:
        """A line for what a person would miss."""
        if entry.why not in QUIETLY_COUNTED:
            self._console.print(describe_left_out(entry))

    def looking(self, looked_at: int, to_read: int) -> None:
        """Before the pace, as long as it is not known how long the bar will be."""
        figures = f"looking for files: {looked_at:,} looked at, {to_read:,} to read"
        self._bar.update(self._task, looking=figures)

    def taken(self, count: int) -> None:
        """How long the bar is."""
        self._bar.update(self._task, total=count, looking="")

    def reading(self, job: Job) -> None:
        """The name of the document being read, and its page."""
        page = f" · page {job.pages_done} of {job.pages_total}" if job.pages_total else ""
        self._bar.update(self._task, description=visible(job.file_name, limit=40) + page)

    def finished(self, job: Job) -> None:
        """The bar moves on; a document that was not read whole gets a line."""
        self._bar.advance(self._task)
        verdict = job.verdict or Verdict.FAILED
        if verdict is Verdict.PARTLY_READ or not verdict.searchable:
            self._console.print(describe(job))

    def changed(self, change: FolderChange) -> None:
        """A line above the bar."""
        self._console.print(describe_change(change))

    def pace(self, report: BatchReport) -> None:
        """Files, pages and chunks a second, beside the bar."""
        self._bar.update(self._task, pace=pace(report))

    def remark(self, text: str) -> None:
        """Above the bar."""
        self._console.print(visible(text, limit=2000))

    def waiting(self, owner: Owner) -> None:
        """Above the bar."""
        self.remark(describe_waiting(owner))

    def end(self, report: BatchReport) -> None:
        """The bar goes, the summary stays."""
        self._bar.stop()
        for line in summary_lines(report):
            self._console.print(line)
