"""What became of a batch, counted and in words."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.file_tree import MISSES_DOCUMENTS, LeftOut, Omission
from ingest.sync_plan import FolderChange, SyncPlan
from ingest.visible import visible
from storage.locking import Owner
from storage.records import Job, Verdict

FAILURES_LISTED = 100  # again at the end; each had its line when it failed
FORMER_LISTED = 20  # of those that failed in an earlier run
EXIT_SOME_FAILED = 1


@dataclass(slots=True)
class BatchReport:
    """What became of one batch, as far as it has come."""

    documents: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    left_out: Counter[Omission] = field(default_factory=Counter)
    failed: list[Job] = field(default_factory=list)
    pages: int = 0  # of the documents that were read
    chunks: int = 0
    started: float = field(default_factory=time.monotonic)
    folder: SyncPlan | None = None  # what was planned, where a folder is mirrored
    still_failed: int = 0  # files that could not be read before and look the same
    not_tried: Sequence[Job] = ()  # the last job of each of them that is to be named
    still_quarantined: int = 0  # documents that were in quarantine before, and stay as they are

    @property
    def finished(self) -> int:
        """How many documents have their verdict."""
        return sum(self.verdicts.values())

    @property
    def searchable(self) -> int:
        """How many documents can be found now."""
        return sum(count for verdict, count in self.verdicts.items() if verdict.searchable)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.started

    @property
    def complete(self) -> bool:
        """True where every document is searchable and no folder or file was closed to us."""
        missed = sum(self.left_out[why] for why in MISSES_DOCUMENTS)
        as_before = self.still_failed + self.still_quarantined
        return self.searchable == self.documents and not missed and not as_before

    @property
    def exit_code(self) -> int:
        """What a command that worked on the batch ends with."""
        return 0 if self.complete else EXIT_SOME_FAILED

    def add(self, job: Job) -> None:
        """Count a finished job."""
        verdict = job.verdict or Verdict.FAILED
        self.verdicts[verdict] += 1
        if not verdict.searchable:
            self.failed.append(job)


def describe(job: Job) -> str:
    """`encrypted: /path/file.pdf: The file asks for a password.`, printable, on one line."""
    verdict = (job.verdict or Verdict.FAILED).value
    detail = f": {visible(job.detail)}" if job.detail else ""
    return f"{verdict}: {visible(job.source)}{detail}"


def describe_left_out(entry: LeftOut) -> str:
    """`left out (symbolic-link): /path`, printable, on one line."""
    detail = f": {visible(entry.detail)}" if entry.detail else ""
    return f"left out ({entry.why.value}): {visible(str(entry.path))}{detail}"


def describe_change(change: FolderChange) -> str:
    """`moved: /a.pdf -> /b.pdf`, printable, on one line."""
    former = f"{visible(change.former)} -> " if change.former else ""
    return f"{change.action.value}: {former}{visible(change.source)}"


def describe_waiting(owner: Owner) -> str:
    """`Process 7 waits: The disk of /home is full. Make room.`, or that it works again."""
    if owner.trouble is None:
        return f"Process {owner.pid} works again."
    return f"Process {owner.pid} waits: {owner.trouble.message} {owner.trouble.hint}".rstrip()


def plan_line(plan: SyncPlan) -> str:
    """`2 new, 1 moved; 97 unchanged.`"""
    counts = ", ".join(f"{count} {name}" for name, count in plan.counts.items() if count)
    return f"{counts or 'Nothing to do'}; {plan.unchanged} unchanged."


def pace(report: BatchReport) -> str:
    """`12.5 files, 40.1 pages, 131.0 chunks a second`, over all of the batch."""
    seconds = max(report.seconds, 0.001)
    amounts = (("files", report.finished), ("pages", report.pages), ("chunks", report.chunks))
    return ", ".join(f"{n / seconds:.1f} {what}" for what, n in amounts) + " a second"


def summary_lines(report: BatchReport) -> list[str]:
    """The batch in a few lines: how many are searchable, what failed, what was left out."""
    if report.folder is not None:
        return [plan_line(report.folder), *_outcome_lines(report)]
    return _outcome_lines(report)


def _former_failures(report: BatchReport) -> list[str]:
    lines = [f"Not searchable as before, and not tried again: {report.still_failed}"]
    lines += [f"  {describe(job)}" for job in report.not_tried[:FORMER_LISTED]]
    if len(report.not_tried) > FORMER_LISTED:
        more, name = len(report.not_tried) - FORMER_LISTED, report.not_tried[0].collection
        lines += [f"  … and {more} more; all: ingest report --failed --collection {name}"]
    return lines


def _outcome_lines(report: BatchReport) -> list[str]:
    counts = ", ".join(
        f"{count} {verdict.value}" for verdict, count in sorted(report.verdicts.items())
    )
    are = "document is" if report.documents == 1 else "documents are"
    searchable = f"{report.searchable} of {report.documents} {are} searchable"
    lines = [f"{searchable} ({counts})." if counts else f"{searchable}."]
    if not report.documents:
        lines = [] if report.folder else ["No document was found."]
    elif waiting := report.documents - report.finished:
        lines += [f"Queued, and without a verdict yet: {waiting}"]
    if report.failed:
        lines += [f"Not searchable: {len(report.failed)}"]
        lines += [f"  {describe(job)}" for job in report.failed[:FAILURES_LISTED]]
        if len(report.failed) > FAILURES_LISTED:
            lines += [f"  … and {len(report.failed) - FAILURES_LISTED} more, named above"]
    if partly := report.verdicts[Verdict.PARTLY_READ]:
        lines += [f"Partly read: {partly}; some of their pages cannot be found: see ingest report"]
    if report.still_failed:
        lines += _former_failures(report)
    if report.still_quarantined:
        lines += [
            f"Quarantined as before: {report.still_quarantined}; none of their text can be found: "
            "see ingest report"
        ]
    if report.left_out:
        omissions = ", ".join(f"{n} {why.value}" for why, n in sorted(report.left_out.items()))
        lines += [f"Left out: {omissions}"]
    return lines
