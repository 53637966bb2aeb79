"""Bytes that were read before are not parsed again: their pages are taken over.

The title may differ, as it takes words from the file's name; where it does, so do the texts that
are embedded. Where it does not, their vectors are known already, by their texts.
"""

from collections.abc import Sequence
from pathlib import PurePath

from ingest.reading import ReadDocument
from ingest.recipe import recipe
from ingest.settings import IngestSettings
from ingest.titles import document_title
from storage.ledger import Ledger
from storage.read_contents import pages_of, read_contents
from storage.records import Job
from storage.versions import NewVersion


def read_before(
    ledger: Ledger, settings: IngestSettings, job: Job, waiting: Sequence[NewVersion] = ()
) -> ReadDocument | None:
    """The job's file as it was read under another source, or in `waiting` for its vectors.

    None where it was not, was read otherwise than it would be now, holds hidden text that was
    released for that document alone, or came under a name with another suffix: that may decide the
    parser.
    """
    for version in waiting:
        if version.content_sha256 == job.content_sha256 and version.named_title is not None:
            if version.recipe != recipe(settings, version.unread_pages):
                continue
            if not _same_kind(version.file_name, job.file_name):
                continue
            return ReadDocument(
                pages=tuple(version.pages),
                title=document_title(version.named_title, job.file_name),
                language=version.language,
                media_type=version.media_type,
                verdict=version.verdict,
                unread_pages=version.unread_pages,
                warnings=version.warnings,
                parser=version.parser,
                named_title=version.named_title,
            )
    for content in read_contents(ledger, job.content_sha256):
        if content.recipe != recipe(settings, content.unread_pages):
            continue
        if not _same_kind(content.file_name, job.file_name):
            continue
        if pages := pages_of(ledger, content.version_id):
            return ReadDocument(
                pages=pages,
                title=document_title(content.named_title, job.file_name),
                language=content.language,
                media_type=content.media_type,
                verdict=content.verdict,
                unread_pages=content.unread_pages,
                warnings=content.warnings,
                parser=content.parser,
                named_title=content.named_title,
            )
    return None


def _same_kind(file_name: str, other: str) -> bool:
    return PurePath(file_name).suffix.lower() == PurePath(other).suffix.lower()
