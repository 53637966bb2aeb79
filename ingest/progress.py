"""How the progress of a batch is shown: a bar on a terminal, lines elsewhere, JSON for machines.

All three tell the same: every document with its verdict, everything that was left out and why,
what became of the whole at the end. Lines and JSON go to standard output; remarks that are not
about one document go to standard error.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TextIO

from ingest.file_tree import LeftOut, Omission
from ingest.visible import visible
from storage.records import Job, Verdict

if TYPE_CHECKING:
    from rich.progress import TaskID

QUIETLY_COUNTED = (Omission.HIDDEN, Omission.LOCK_FILE)  # a line for each would bury the others
FAILURES_LISTED = 100  # again at the end; each had its line when it failed


@dataclass(slots=True)
class BatchReport:
    """What became of one batch, as far as it has come."""

    documents: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    left_out: Counter[Omission] = field(default_factory=Counter)
    failed: list[Job] = field(default_factory=list)

    @property
    def finished(self) -> int:
        """How many documents have their verdict."""
        return sum(self.verdicts.values())

    @property
    def searchable(self) -> int:
        """How many documents can be found now."""
        return sum(count for verdict, count in self.verdicts.items() if verdict.searchable)

    @property
    def complete(self) -> bool:
        """True where every document is searchable and no folder or file was closed to us."""
        return self.searchable == self.documents and not self.left_out[Omission.UNREADABLE]

    def add(self, job: Job) -> None:
        """Count a finished job."""
        verdict = job.verdict or Verdict.FAILED
        self.verdicts[verdict] += 1
        if not verdict.searchable:
            self.failed.append(job)


class Progress(Protocol):
    """Where a batch tells what happens to it, in this order; `end` comes once and last."""

    def left_out(self, entry: LeftOut) -> None: ...
    def taken(self, count: int) -> None: ...
    def reading(self, job: Job) -> None: ...
    def finished(self, job: Job) -> None: ...
    def remark(self, text: str) -> None: ...
    def end(self, report: BatchReport) -> None: ...


def describe(job: Job) -> str:
    """`encrypted: /path/file.pdf: The file asks for a password.`, printable, on one line."""
    verdict = (job.verdict or Verdict.FAILED).value
    detail = f": {visible(job.detail)}" if job.detail else ""
    return f"{verdict}: {visible(job.source)}{detail}"


def describe_left_out(entry: LeftOut) -> str:
    """`left out (symbolic-link): /path`, printable, on one line."""
    detail = f": {visible(entry.detail)}" if entry.detail else ""
    return f"left out ({entry.why.value}): {visible(str(entry.path))}{detail}"


def summary_lines(report: BatchReport) -> list[str]:
    """The batch in a few lines: how many are searchable, what failed, what was left out."""
    counts = ", ".join(
        f"{count} {verdict.value}" for verdict, count in sorted(report.verdicts.items())
    )
    lines = [f"{report.searchable} of {report.documents} documents are searchable ({counts})."]
    if not report.documents:
        lines = ["No document was found."]
    elif not report.verdicts:
        lines = [f"0 of {report.documents} documents are searchable."]
    if report.failed:
        lines += [f"Not searchable: {len(report.failed)}"]
        lines += [f"  {describe(job)}" for job in report.failed[:FAILURES_LISTED]]
        if len(report.failed) > FAILURES_LISTED:
            lines += [f"  … and {len(report.failed) - FAILURES_LISTED} more, named above"]
    if report.left_out:
        omissions = ", ".join(f"{n} {why.value}" for why, n in sorted(report.left_out.items()))
        lines += [f"Left out: {omissions}"]
    return lines


class LineProgress:
    """One line a document, for logs and pipes."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout

    def left_out(self, entry: LeftOut) -> None:
        """A line for what a person would miss."""
        if entry.why not in QUIETLY_COUNTED:
            self._write(describe_left_out(entry))

    def taken(self, count: int) -> None:
        """Nothing: each document gets its line when it is finished."""

    def reading(self, job: Job) -> None:
        """Nothing: a log wants what has happened."""

    def finished(self, job: Job) -> None:
        """The document with its verdict."""
        self._write(describe(job))

    def remark(self, text: str) -> None:
        """On standard error."""
        sys.stderr.write(visible(text, limit=2000) + "\n")

    def end(self, report: BatchReport) -> None:
        """The summary."""
        for line in summary_lines(report):
            self._write(line)

    def _write(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()  # whoever reads the other end of a pipe sees it now


class JsonProgress(LineProgress):
    """One JSON object a line, told apart by `event`: left-out, reading, document, summary."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__(stream)
        self._last: tuple[int, dict[str, int]] = (0, {})

    def left_out(self, entry: LeftOut) -> None:
        """Every path that is left out, hidden ones too."""
        self._event("left-out", path=str(entry.path), why=entry.why.value, detail=entry.detail)

    def reading(self, job: Job) -> None:
        """The document being read, when it or its page changes."""
        place = {"pages_done": job.pages_done, "pages_total": job.pages_total}
        if (job.id, place) != self._last:
            self._last = (job.id, place)
            self._event("reading", source=job.source, **place)

    def finished(self, job: Job) -> None:
        """The document with its verdict."""
        verdict = job.verdict or Verdict.FAILED
        self._event(
            "document",
            source=job.source,
            file_name=job.file_name,
            collection=job.collection,
            verdict=verdict.value,
            searchable=verdict.searchable,
            detail=job.detail,
            document_id=job.document_id,
        )

    def end(self, report: BatchReport) -> None:
        """Counts of the batch."""
        self._event(
            "summary",
            documents=report.documents,
            finished=report.finished,
            searchable=report.searchable,
            verdicts=_counts(report.verdicts),
            left_out=_counts(report.left_out),
        )

    def _event(self, event: str, **fields: object) -> None:
        self._write(json.dumps({"event": event, **fields}))  # ASCII: safe on any terminal


class BarProgress:
    """A bar that moves on a terminal; failures stay above it as lines."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self._console = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
        self._bar = Bar(
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,
        )
        self._task: TaskID = self._bar.add_task("looking for files", total=None)
        self._bar.start()

    def left_out(self, entry: LeftOut) -> None:
        """A line for what a person would miss."""
        if entry.why not in QUIETLY_COUNTED:
            self._console.print(describe_left_out(entry))

    def taken(self, count: int) -> None:
        """How long the bar is."""
        self._bar.update(self._task, total=count)

    def reading(self, job: Job) -> None:
        """The name of the document being read, and its page."""
        page = f" · page {job.pages_done} of {job.pages_total}" if job.pages_total else ""
        self._bar.update(self._task, description=visible(job.file_name, limit=40) + page)

    def finished(self, job: Job) -> None:
        """The bar moves on; a failure gets a line."""
        self._bar.advance(self._task)
        if not (job.verdict or Verdict.FAILED).searchable:
            self._console.print(describe(job))

    def remark(self, text: str) -> None:
        """Above the bar."""
        self._console.print(visible(text, limit=2000))

    def end(self, report: BatchReport) -> None:
        """The bar goes, the summary stays."""
        self._bar.stop()
        for line in summary_lines(report):
            self._console.print(line)


def progress_for(*, as_json: bool) -> Progress:
    """What suits where standard output goes."""
    if as_json:
        return JsonProgress()
    return BarProgress() if sys.stdout.isatty() else LineProgress()


def _counts(counter: Mapping[Verdict, int] | Mapping[Omission, int]) -> dict[str, int]:
    return {kind.value: count for kind, count in sorted(counter.items()) if count}
