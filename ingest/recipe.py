"""How a document is read, by name: what tells whether reading it again would come to the same."""

import hashlib
import shutil
from collections.abc import Collection as Digests
from collections.abc import Sequence

from ingest.reading import RECIPE
from ingest.settings import IngestSettings


def recipe(
    settings: IngestSettings, unread_pages: Sequence[int], released: Digests[str] = ()
) -> str:
    """How a document is read; other means to recognise scans count where pages are unread.

    `released` are the digests of the hidden texts that are let into it.
    """
    made = RECIPE
    if released:
        made += f" released {hashlib.sha256(' '.join(sorted(released)).encode()).hexdigest()[:16]}"
    return f"{made} {_recognition(settings)}" if unread_pages else made


def read_with(settings: IngestSettings) -> str:
    """The means and limits of reading: what could not be read with them is not tried again."""
    return (
        f"{RECIPE} {_recognition(settings)} limits {settings.max_file_mib} MiB, "
        f"{settings.max_pages} pages, {settings.read_cpu_s} and {settings.read_wall_s} s, "
        f"{settings.read_memory_mib} MiB"
    )


def _recognition(settings: IngestSettings) -> str:
    if not (settings.ocr and shutil.which("tesseract")):
        return "ocr none"
    return f"ocr {settings.ocr_languages} {settings.ocr_page_s}/{settings.ocr_document_s} s"
