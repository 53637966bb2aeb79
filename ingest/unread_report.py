"""The files that could not be read, as `ingest report --failed` tells them."""

from collections.abc import Iterable

from ingest.verdict_meanings import meaning_of
from ingest.visible import visible
from storage.records import Job, Verdict


def unread_line(job: Job) -> str:
    """`2026-11-26 08:10  damaged  policies  /a.pdf (claire): Why.`, printable, on one line."""
    verdict = (job.verdict or Verdict.FAILED).value
    brought = f"{visible(job.source)} ({visible(job.requested_by)})"
    detail = f": {visible(job.detail)}" if job.detail else ""
    return f"{_moment(job):<16}  {verdict:<15}  {visible(job.collection):<12}  {brought}{detail}"


def unread_json(job: Job) -> dict[str, object]:
    """The stable JSON form of a file that could not be read."""
    verdict = job.verdict or Verdict.FAILED
    return {
        "source": job.source,
        "file_name": job.file_name,
        "collection": job.collection,
        "verdict": verdict.value,
        "meaning": meaning_of(verdict, job.detail),
        "detail": job.detail,
        "requested_by": job.requested_by,
        "finished": job.finished.isoformat() if job.finished else None,
        "document_id": job.document_id,  # what was added from there before stays; empty: nothing
    }


def what_to_do(meanings: Iterable[tuple[str, str]]) -> list[str]:
    """`damaged: it is broken …`, a line for each verdict and meaning that occurred."""
    return [f"{verdict}: {meaning}." for verdict, meaning in sorted(set(meanings)) if meaning]


def _moment(job: Job) -> str:
    """When it failed, on the clock of this machine."""
    return f"{job.finished.astimezone():%Y-%m-%d %H:%M}" if job.finished else ""
