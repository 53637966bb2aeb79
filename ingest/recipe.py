"""How a document is read, by name: what tells whether reading it again would come to the same."""

import shutil
from collections.abc import Sequence

from ingest.reading import RECIPE
from ingest.settings import IngestSettings


def recipe(settings: IngestSettings, unread_pages: Sequence[int]) -> str:
    """How a document is read; other means to recognise scans count where pages are unread."""
    return f"{RECIPE} {_recognition(settings)}" if unread_pages else RECIPE


def read_with(settings: IngestSettings) -> str:
    """The means and limits of reading: what could not be read with them is not tried again."""
    return (
        f"{RECIPE} {_recognition(settings)} limits {settings.max_file_mib} MiB, "
        f"{settings.max_pages} pages, {settings.read_cpu_s} and {settings.read_wall_s} s, "
        f"{settings.read_memory_mib} MiB"
    )


def _recognition(settings: IngestSettings) -> str:
    recognises = settings.ocr and shutil.which("tesseract")
    return f"ocr {settings.ocr_languages if recognises else 'none'}"
