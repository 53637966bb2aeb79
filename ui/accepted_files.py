"""Which files the library page offers to choose: those that this server can read as it stands."""

from collections.abc import Iterator

from ingest.conversion import find_libreoffice
from ingest.formats.file_endings import ENDINGS, PICTURES
from ingest.formats.old_office import CONVERTED
from ingest.ocr import usable_languages
from ingest.settings import IngestSettings
from ui.wording import text


def accepted_endings(settings: IngestSettings) -> str:
    """What the file chooser shows first: `.pdf,.docx,…`; a person may choose other files too."""
    left_out = set(_left_out(settings))
    return ",".join(
        ending
        for file_type, endings in ENDINGS.items()
        if file_type not in left_out
        for ending in endings
    )


def accepted_in_words(settings: IngestSettings, language: str) -> list[str]:
    """The formats in a sentence, then a sentence for each thing that this server cannot read."""
    sentences = [text("library.drop.formats", language, limit=settings.max_file_mib)]
    if not _converts():
        sentences.append(text("library.drop.no-libreoffice", language))
    if not _recognises(settings):
        sentences.append(text("library.drop.no-recognition", language))
    return sentences


def _left_out(settings: IngestSettings) -> Iterator[str]:
    if not _converts():
        yield from CONVERTED
    if not _recognises(settings):
        yield from PICTURES


def _converts() -> bool:
    return find_libreoffice() is not None


def _recognises(settings: IngestSettings) -> bool:
    return settings.ocr and bool(usable_languages(settings.ocr_languages))
