"""The jobs of one command, followed until each has its verdict."""

from collections.abc import Iterable
from dataclasses import replace

from storage.jobs import find_jobs
from storage.ledger import Ledger
from storage.records import Job, JobState, Verdict

# More open jobs than are read side by side: none beyond them has overtaken them, and a queue of
# 100,000 need not be looked through each time.
AHEAD = 64


class Batch:
    """Jobs by their ids, while more come: another command may take a job over into a batch of its
    own.

    A job that takes long is overtaken by later ones, so each call looks beyond the first open one,
    until `AHEAD` are found open.
    """

    def __init__(self, jobs: Iterable[Job] = ()) -> None:
        self._ids: set[int] = set()
        self._open: list[Job] = []
        self.add(jobs)

    @property
    def size(self) -> int:
        """How many jobs there are, with and without a verdict."""
        return len(self._ids)

    def add(self, jobs: Iterable[Job]) -> int:
        """More jobs; how many of them are new."""
        latest = {job.id: job for job in jobs if job.id not in self._ids}
        self._ids |= latest.keys()
        if latest:
            self._open = sorted(
                [*self._open, *latest.values()], key=lambda job: job.id, reverse=True
            )
        return len(latest)

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
        finished: list[Job] = []
        still_open: list[Job] = []
        while self._open and len(still_open) < AHEAD:
            some = self._open[: len(still_open) - AHEAD - 1 : -1]
            del self._open[-len(some) :]
            now = find_jobs(ledger, [job.id for job in some])
            for known in some:
                job = now.get(known.id) or _withdrawn(known)
                over = job.finished is not None or job.verdict is not None
                (finished if over else still_open).append(job)
        self._open += reversed(still_open)
        return finished


def _withdrawn(job: Job) -> Job:
    """A job whose collection was deleted, and the job with it."""
    return replace(
        job, state=JobState.FAILED, verdict=Verdict.CANCELLED, detail="The job was withdrawn."
    )
