"""The jobs of one command, followed until each has its verdict."""

from collections.abc import Iterable
from dataclasses import replace

from storage.jobs import find_job
from storage.ledger import Ledger
from storage.records import Job, JobState, Verdict


class Batch:
    """Jobs by their ids: another command may take a job over into a batch of its own.

    Jobs are worked on in the order of their ids, so only the first open one is looked up.
    """

    def __init__(self, jobs: Iterable[Job]) -> None:
        latest = {job.id: job for job in jobs}
        self._open = sorted(latest.values(), key=lambda job: job.id, reverse=True)
        self.size = len(latest)

    @property
    def open(self) -> int:
        """How many have no verdict yet."""
        return len(self._open)

    @property
    def next(self) -> Job | None:
        """The first that has no verdict, as it was when last looked up."""
        return self._open[-1] if self._open else None

    def newly_finished(self, ledger: Ledger) -> list[Job]:
        """Those that got their verdict since the last call, in order."""
        finished = []
        while self._open:
            job = find_job(ledger, self._open[-1].id) or _withdrawn(self._open[-1])
            if job.finished is None and job.verdict is None:
                self._open[-1] = job
                break
            finished.append(job)
            self._open.pop()
        return finished


def _withdrawn(job: Job) -> Job:
    """A job whose collection was deleted, and the job with it."""
    return replace(
        job, state=JobState.FAILED, verdict=Verdict.CANCELLED, detail="The job was withdrawn."
    )
