"""How the progress of a batch is shown: a bar on a terminal, lines elsewhere, JSON for machines.

All three tell the same: every document with its verdict, everything that was left out and why,
what became of the whole at the end. Lines and JSON go to standard output; remarks that are not
about one document go to standard error.
"""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Protocol, TextIO

from ingest.batch_report import (
    BatchReport,
    describe,
    describe_change,
    describe_left_out,
    describe_waiting,
    summary_lines,
)
from ingest.file_tree import LeftOut, Omission
from ingest.sync_plan import FolderChange
from ingest.visible import visible
from storage.locking import Owner
from storage.records import Job, Verdict

QUIETLY_COUNTED = (Omission.HIDDEN, Omission.LOCK_FILE)  # a line for each would bury the others


LOOKING_S = 5.0


class Progress(Protocol):
    """Where a batch tells what happens to it; `end` comes last, once for each batch.

    While files are still looked for it is said how many were looked at, and how many of them are
    read (`looking`), then how many documents were `taken`. Until then files may be `finished` too.
    The owner that is `waiting` has a trouble, or none any more.
    """

    def left_out(self, entry: LeftOut) -> None: ...
    def looking(self, looked_at: int, to_read: int) -> None: ...
    def taken(self, count: int) -> None: ...
    def reading(self, job: Job) -> None: ...
    def finished(self, job: Job) -> None: ...
    def remark(self, text: str) -> None: ...
    def waiting(self, owner: Owner) -> None: ...
    def changed(self, change: FolderChange) -> None: ...
    def pace(self, report: BatchReport) -> None: ...
    def end(self, report: BatchReport) -> None: ...


class LineProgress:
    """One line a document, for logs and pipes."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout

    def left_out(self, entry: LeftOut) -> None:
        """A line for what a person would miss."""
        if entry.why not in QUIETLY_COUNTED:
            self._write(describe_left_out(entry))

    def looking(self, looked_at: int, to_read: int) -> None:
        """Nothing: a log has the lines of the documents."""

    def taken(self, count: int) -> None:
        """Nothing: each document gets its line when it is finished."""

    def reading(self, job: Job) -> None:
        """Nothing: a log wants what has happened."""

    def finished(self, job: Job) -> None:
        """The document with its verdict."""
        self._write(describe(job))

    def changed(self, change: FolderChange) -> None:
        """What is, or would be, done to a document of a folder."""
        self._write(describe_change(change))

    def pace(self, report: BatchReport) -> None:
        """Nothing: a log has the times of its lines."""

    def remark(self, text: str) -> None:
        """On standard error."""
        sys.stderr.write(visible(text, limit=2000) + "\n")

    def waiting(self, owner: Owner) -> None:
        """On standard error."""
        self.remark(describe_waiting(owner))

    def end(self, report: BatchReport) -> None:
        """The summary."""
        for line in summary_lines(report):
            self._write(line)

    def _write(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()  # whoever reads the other end of a pipe sees it now


class JsonProgress(LineProgress):
    """One JSON object a line; `event` is left-out, looking, reading, document, change, waiting,
    working, not-tried-again or summary."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__(stream)
        self._last: tuple[int, dict[str, int]] = (0, {})
        self._looked = time.monotonic()

    def left_out(self, entry: LeftOut) -> None:
        """Every path that is left out, hidden ones too."""
        self._event("left-out", path=str(entry.path), why=entry.why.value, detail=entry.detail)

    def looking(self, looked_at: int, to_read: int) -> None:
        """How many files were looked at so far, every `LOOKING_S`."""
        if time.monotonic() - self._looked > LOOKING_S:
            self._looked = time.monotonic()
            self._event("looking", looked_at=looked_at, to_read=to_read)

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

    def changed(self, change: FolderChange) -> None:
        """What is, or would be, done to a document of a folder."""
        self._event(
            "change",
            action=change.action.value,
            source=change.source,
            former=change.former,
            document_id=change.document_id,
        )

    def waiting(self, owner: Owner) -> None:
        """What the process that does the work waits for, or that it works again."""
        if owner.trouble is None:
            self._event("working", pid=owner.pid)
        else:
            self._event("waiting", pid=owner.pid, **asdict(owner.trouble))

    def end(self, report: BatchReport) -> None:
        """The files that failed before and were not tried again, then counts of the batch."""
        for job in report.not_tried:
            self._event(
                "not-tried-again",
                source=job.source,
                file_name=job.file_name,
                collection=job.collection,
                verdict=(job.verdict or Verdict.FAILED).value,
                detail=job.detail,
                finished=job.finished.isoformat() if job.finished else None,
            )
        folder = report.folder
        changes = {"changes": folder.counts, "unchanged": folder.unchanged} if folder else {}
        self._event(
            "summary",
            documents=report.documents,
            finished=report.finished,
            searchable=report.searchable,
            verdicts=_counts(report.verdicts),
            left_out=_counts(report.left_out),
            still_failed=report.still_failed,
            still_quarantined=report.still_quarantined,
            pages=report.pages,
            chunks=report.chunks,
            seconds=round(report.seconds, 3),
            **changes,
        )

    def _event(self, event: str, **fields: object) -> None:
        self._write(json.dumps({"event": event, **fields}))  # ASCII: safe on any terminal


def progress_for(*, as_json: bool, bar: bool = True) -> Progress:
    """What suits where standard output goes; without `bar` lines on a terminal too."""
    if as_json:
        return JsonProgress()
    if not bar or not sys.stdout.isatty():
        return LineProgress()
    from ingest.progress_bar import BarProgress

    return BarProgress()


def _counts(counter: Mapping[Verdict, int] | Mapping[Omission, int]) -> dict[str, int]:
    return {kind.value: count for kind, count in sorted(counter.items()) if count}
