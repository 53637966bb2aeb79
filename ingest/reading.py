"""From a file to pages: parsed in a child process within limits, cleaned, with one verdict."""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePath

from pydantic import TypeAdapter

from ingest.errors import UnreadableDocument
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.records import Page, PageReading, Verdict

READING_REVISION = 1  # raised when cleaning, sentences, headings or chunks come out otherwise
PARSERS = ("pypdfium2", "pypdf", "python-docx", "beautifulsoup4", "lxml", "markdown-it-py")
RECIPE = " ".join(
    [f"intramuros {READING_REVISION}", *(f"{name} {version(name)}" for name in PARSERS)]
)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file as it was read; `verdict` is READ or PARTLY_READ."""

    pages: tuple[Page, ...]
    title: str
    language: str
    media_type: str
    verdict: Verdict
    unread_pages: tuple[int, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reply:
    """What the child answers, validated as it comes in."""

    pages: tuple[Page, ...]
    title: str
    media_type: str
    warnings: tuple[str, ...]


_REPLY = TypeAdapter(_Reply)


def reading_sandbox(settings: IngestSettings) -> Sandbox:
    """The sandbox that `read_file` needs; close it when done."""
    return Sandbox("ingest.reading_child", memory_mib=settings.read_memory_mib)


def read_file(
    path: Path,
    *,
    file_name: str,
    sandbox: Sandbox,
    settings: IngestSettings,
    on_page: Callable[[int, int], None] = lambda done, total: None,
) -> ReadDocument:
    """The pages of the file at `path`, which came under the name `file_name`.

    `on_page(done, total)` is called as pages are read; what it raises ends the reading.
    Raises UnreadableDocument with the verdict of a file that cannot be read.
    """
    _check_file(path, settings)
    task = {"path": str(path), "file_name": file_name, "max_pages": settings.max_pages}
    reply = _REPLY.validate_python(
        sandbox.run(
            task,
            cpu_s=settings.read_cpu_s,
            wall_s=settings.read_wall_s,
            on_progress=lambda progress: on_page(progress["done"], progress["total"]),
        )
    )
    return _concluded(reply, file_name)


def _check_file(path: Path, settings: IngestSettings) -> None:
    try:
        status = path.stat()
    except OSError as error:
        raise UnreadableDocument(
            Verdict.UNREADABLE_FILE, f"The file cannot be opened: {error.strerror}."
        ) from None
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableDocument(Verdict.UNREADABLE_FILE, "It is not a regular file.")
    if status.st_size == 0:
        raise UnreadableDocument(Verdict.EMPTY, "The file is empty.")
    if status.st_size > settings.max_file_mib << 20:
        raise UnreadableDocument(
            Verdict.TOO_LARGE,
            f"It has {status.st_size >> 20} MiB; {settings.max_file_mib} are allowed.",
            hint="Raise ASSISTANT_MAX_FILE_MIB, or divide the file.",
        )


def _concluded(reply: _Reply, file_name: str) -> ReadDocument:
    from storage.language import detect_language

    text = "\n".join(page.text for page in reply.pages)
    if not text.strip():
        raise UnreadableDocument(Verdict.NO_TEXT, "No text could be read on any page.")
    unread = tuple(p.number for p in reply.pages if p.reading is PageReading.UNREAD)
    return ReadDocument(
        pages=reply.pages,
        title=reply.title or readable_name(file_name),
        language=detect_language(text[:10_000]),
        media_type=reply.media_type,
        verdict=Verdict.PARTLY_READ if unread else Verdict.READ,
        unread_pages=unread,
        warnings=reply.warnings,
    )


def readable_name(file_name: str) -> str:
    """A title made of a file name: without folders and suffix, words apart."""
    stem = PurePath(file_name).stem
    return " ".join(stem.replace("_", " ").split()) or file_name
