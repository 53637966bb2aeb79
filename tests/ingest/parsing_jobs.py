"""Jobs and documents that are read without a file, for tests of the stage that reads."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ingest.parsing_stage import ParsingStage
from ingest.pipeline import Prepared
from storage.records import ChunkDraft, Job, JobState, Span, Verdict
from storage.versions import NewVersion

JOB = Job(
    id=0,
    batch="b",
    state=JobState.RUNNING,
    collection="policies",
    source="",
    file_name="a.txt",
    title="",
    readers=None,
    requested_by="ann",
    content_sha256="0" * 64,
    pages_done=0,
    pages_total=0,
    verdict=None,
    detail="",
    document_id="",
    created=datetime.now(UTC),
    finished=None,
)


def job(number: int, source: str = "") -> Job:
    return replace(
        JOB, id=number, source=source or f"/{number}.txt", content_sha256=f"{number:064d}"
    )


def read(one: Job, chunks: int = 1) -> Prepared:
    drafts = [ChunkDraft("text", "", (Span(1, 0, 4),), "en")] * chunks
    version = NewVersion(
        collection=one.collection,
        source=one.source,
        file_name=one.file_name,
        title="",
        media_type="text/plain",
        language="en",
        verdict=Verdict.READ,
        content_sha256=one.content_sha256,
        size_bytes=4,
        recipe="",
        added_by="ann",
        pages=(),
        chunks=drafts,
    )
    return Prepared(one, version, tuple(f"{one.id} {n}" for n in range(chunks)))


class Queue:
    """Jobs to be claimed, two at a time."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = list(jobs)

    def __call__(self) -> Sequence[Job]:
        claimed, self.jobs = self.jobs[:2], self.jobs[2:]
        return claimed


def taken(stage: ParsingStage, count: int) -> list[int]:
    """The ids of the next `count` documents, as they come."""
    found: list[int] = []
    until = time.monotonic() + 20
    while len(found) < count and time.monotonic() < until:
        found += [one.job.id for one in stage.ready(wait_s=0.05, chunks=10**9)]
    return found


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)
