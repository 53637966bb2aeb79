"""How a document is read, by name: what tells whether reading it again would come to the same."""

import hashlib
from collections.abc import Collection as Digests
from collections.abc import Sequence

from ingest.conversion import find_libreoffice
from ingest.formats.old_office import NOT_CONVERTED, NOT_INSTALLED
from ingest.ocr import usable_languages
from ingest.reading import RECIPE
from ingest.settings import IngestSettings


def recipe(
    settings: IngestSettings,
    unread_pages: Sequence[int],
    released: Digests[str] = (),
    warnings: Sequence[str] = (),
) -> str:
    """How a document is read; other means to recognise scans count where pages are unread.

    `released` are the digests of the hidden texts that are let into it, `warnings` those of its
    reading: LibreOffice counts where they say that it was missing.
    """
    made = RECIPE
    if released:
        made += f" released {hashlib.sha256(' '.join(sorted(released)).encode()).hexdigest()[:16]}"
    if not unread_pages:
        return made
    converting = (
        " LibreOffice" if waits_for_conversion(unread_pages, warnings) and _converts() else ""
    )
    return f"{made} {_recognition(settings)}{converting}"


def waits_for_conversion(unread_pages: Sequence[int], warnings: Sequence[str]) -> bool:
    """True for a document in which old Office files were not read for want of a conversion.

    Until LibreOffice was run for files inside others, another sentence said so.
    """
    return bool(unread_pages) and any(
        sentence in warning for warning in warnings for sentence in (NOT_INSTALLED, NOT_CONVERTED)
    )


def read_with(settings: IngestSettings) -> str:
    """The means and limits of reading: what could not be read with them is not tried again."""
    converting = "LibreOffice, within files too" if _converts() else "no LibreOffice"
    return (
        f"{RECIPE} {_recognition(settings)} {converting} limits {settings.max_file_mib} MiB, "
        f"{settings.max_pages} pages, {settings.read_cpu_s} and {settings.read_wall_s} s, "
        f"{settings.read_memory_mib} MiB"
    )


def _converts() -> bool:
    return find_libreoffice() is not None


def _recognition(settings: IngestSettings) -> str:
    languages = usable_languages(settings.ocr_languages) if settings.ocr else ""
    if not languages:
        return "ocr none"
    return f"ocr {languages} {settings.ocr_page_s}/{settings.ocr_document_s} s"
