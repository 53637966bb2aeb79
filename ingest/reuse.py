"""Bytes that were read before are not parsed again: their pages are taken over.

The title may differ, as it takes words from the file's name; where it does, so do the texts that
are embedded. Where it does not, their vectors are known already, by their texts.

Nor are bytes parsed again that could not be read a moment ago: a bomb takes its two minutes once,
however many copies of it a folder holds.
"""

import threading
from collections.abc import Sequence
from pathlib import PurePath

from ingest.errors import UnreadableDocument
from ingest.reading import ReadDocument
from ingest.recipe import recipe
from ingest.settings import IngestSettings
from ingest.titles import document_title
from storage.ledger import Ledger
from storage.read_contents import ReadContent, pages_of, read_contents
from storage.records import Job, Page
from storage.versions import NewVersion

MOST_FAILURES = 1_000


def read_before(
    ledger: Ledger, settings: IngestSettings, job: Job, waiting: Sequence[NewVersion] = ()
) -> ReadDocument | None:
    """The job's file as it was read under another source, or in `waiting` for its vectors.

    None where it was not, was read otherwise than it would be now, holds hidden text that was
    released for that document alone, or came under a name with another suffix: that may decide the
    parser.
    """
    for version in waiting:
        if version.content_sha256 == job.content_sha256 and _is_usable(version, settings, job):
            return _as_read(version, tuple(version.pages), job)
    for content in read_contents(ledger, job.content_sha256):
        if _is_usable(content, settings, job) and (pages := pages_of(ledger, content.version_id)):
            return _as_read(content, pages, job)
    return None


class Failures:
    """Why files of a batch could not be read, for their copies in it; the latest `MOST_FAILURES`.

    Only where it lies in the bytes (`UnreadableDocument.of_bytes`). Whoever adds a file again, in a
    batch of their own, has it tried again. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._kept: dict[tuple[str, str, str], UnreadableDocument] = {}

    def keep(self, job: Job, error: UnreadableDocument) -> None:
        """Know the failure of a job's file."""
        if error.of_bytes:
            with self._changing:  # a dictionary that grows meanwhile cannot be iterated
                self._kept[_copy_key(job)] = error
                while len(self._kept) > MOST_FAILURES:
                    del self._kept[next(iter(self._kept))]

    def raise_again(self, job: Job) -> None:
        """Raises UnreadableDocument where a copy of the job's file failed so in its batch."""
        failed = None if job.rereading else self._kept.get(_copy_key(job))
        if failed is not None:
            raise UnreadableDocument(failed.verdict, failed.detail, of_bytes=True)


def _copy_key(job: Job) -> tuple[str, str, str]:
    return job.batch, job.content_sha256, PurePath(job.file_name).suffix.lower()


def _is_usable(before: NewVersion | ReadContent, settings: IngestSettings, job: Job) -> bool:
    return (
        before.named_title is not None
        and before.recipe == recipe(settings, before.unread_pages, (), before.warnings)
        and _same_kind(before.file_name, job.file_name)
    )


def _as_read(before: NewVersion | ReadContent, pages: tuple[Page, ...], job: Job) -> ReadDocument:
    """The seconds too are those of the first reading: nobody learns from them that somebody whose
    documents they may not read has the same bytes."""
    return ReadDocument(
        pages=pages,
        title=document_title(before.named_title or "", job.file_name),
        language=before.language,
        media_type=before.media_type,
        unread_pages=before.unread_pages,
        warnings=before.warnings,
        parser=before.parser,
        named_title=before.named_title or "",
        seconds=before.seconds,
    )


def _same_kind(file_name: str, other: str) -> bool:
    return PurePath(file_name).suffix.lower() == PurePath(other).suffix.lower()
