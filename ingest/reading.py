"""From a file to pages: parsed in a child process within limits, cleaned, with one verdict."""

import stat
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter

from ingest.chunking import TARGET_WORDS, TINY_WORDS
from ingest.errors import UnreadableDocument
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from ingest.titles import document_title
from storage.language import detect_language
from storage.records import Page, PageReading, Verdict

READING_REVISION = 1  # raised when cleaning, sentences, headings or chunks come out otherwise
PARSERS = ("pypdfium2", "pypdf", "python-docx", "lxml", "markdown-it-py", "charset-normalizer")
RECIPE = " · ".join(
    [
        f"reading {READING_REVISION}",
        f"chunks {TARGET_WORDS}/{TINY_WORDS}",
        *(f"{name} {version(name)}" for name in PARSERS),
    ]
)
LANGUAGE_CHARACTERS = 20_000
REPEAT_S = 0.2

OnPage = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file as it was read; `verdict` is READ, or PARTLY_READ where `unread_pages` lists pages."""

    pages: tuple[Page, ...]
    title: str
    language: str
    media_type: str
    verdict: Verdict
    unread_pages: tuple[int, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What the child answers to a file, validated as it comes in."""

    pages: tuple[Page, ...]
    title: str
    media_type: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Recognised:
    """What the child answers to a page to be recognised; `languages` is empty without tesseract."""

    languages: str
    text: str = ""
    confidence: float | None = None
    reading: PageReading = PageReading.UNREAD


_PARSED = TypeAdapter(_Parsed)
_RECOGNISED = TypeAdapter(_Recognised)


def reading_sandbox(settings: IngestSettings, *, children: int = 1) -> Sandbox:
    """The sandbox that `read_file` needs, with at most so many processes; close it when done."""
    return Sandbox("ingest.reading_child", memory_mib=settings.read_memory_mib, children=children)


def read_file(
    path: Path,
    *,
    file_name: str,
    sandbox: Sandbox,
    settings: IngestSettings,
    on_page: OnPage = lambda done, total: None,
) -> ReadDocument:
    """The pages of the file at `path`, which came under the name `file_name`.

    `on_page(done, total)` is called as pages are read, and again while one takes long; what it
    raises ends the reading.
    Raises UnreadableDocument with the verdict of a file that cannot be read.
    """
    _check_file(path, settings)
    reading = _Reading(path, file_name, sandbox, settings, _Progress(on_page))
    parsed = reading.parsed()
    pages, warnings = reading.recognised(parsed.pages)
    on_page(len(pages), len(pages))
    if not any(page.text for page in pages):
        raise UnreadableDocument(
            Verdict.NO_TEXT, " ".join(["No text could be read on any page.", *warnings])
        )
    unread = tuple(page.number for page in pages if page.reading is PageReading.UNREAD)
    return ReadDocument(
        pages=pages,
        title=document_title(parsed.title, file_name),
        language=detect_language("\n".join(p.text for p in pages)[:LANGUAGE_CHARACTERS]),
        media_type=parsed.media_type,
        verdict=Verdict.PARTLY_READ if unread else Verdict.READ,
        unread_pages=unread,
        warnings=(*parsed.warnings, *warnings),
    )


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
            f"It has {status.st_size >> 20} MiB; "
            f"ASSISTANT_MAX_FILE_MIB allows {settings.max_file_mib}.",
        )


class _Progress:
    """The pages done so far, repeated every `REPEAT_S` so that the caller can end the reading."""

    def __init__(self, on_page: OnPage) -> None:
        self._on_page = on_page
        self._pages = (0, 0)
        self._last = time.monotonic()

    def report(self, done: int, total: int) -> None:
        """Pass on that `done` pages are read, of `total`."""
        self._pages = (done, total)
        self._last = time.monotonic()
        self._on_page(done, total)

    def repeat(self) -> None:
        """Pass on the same again, where the last time is long ago."""
        if time.monotonic() - self._last > REPEAT_S:
            self.report(*self._pages)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file on its way through the sandbox."""

    path: Path
    file_name: str
    sandbox: Sandbox
    settings: IngestSettings
    progress: "_Progress"

    def parsed(self) -> _Parsed:
        """What the first parser reads, or the second one where the first finds nothing."""
        try:
            parsed = self._read("read")
        except UnreadableDocument as refusal:
            if refusal.verdict not in (Verdict.DAMAGED, Verdict.PARSER_DIED):
                raise
            return self._read_otherwise() or _raise(refusal)
        if any(page.text or page.reading is not PageReading.UNREAD for page in parsed.pages):
            return parsed
        return self._read_otherwise() or parsed

    def recognised(self, pages: Sequence[Page]) -> tuple[tuple[Page, ...], list[str]]:
        """The pages with the text of unread ones recognised, and what stood in the way."""
        waiting = [page for page in pages if page.reading is PageReading.UNREAD]
        if not waiting:
            return tuple(pages), []
        if not self.settings.ocr:
            return tuple(pages), ["Scanned pages are not recognised: ASSISTANT_OCR is off."]
        found: dict[int, Page] = {}
        for number, page in enumerate(waiting, start=1):
            recognised = self._recognise(page)
            if recognised is None:
                continue
            if not recognised.languages:
                return tuple(pages), ["Tesseract or its languages are not installed."]
            found[page.number] = _merged(page, recognised)
            self.progress.report(len(pages) - len(waiting) + number, len(pages))
        return tuple(found.get(page.number, page) for page in pages), []

    def _read(self, how: str) -> _Parsed:
        reply = self.sandbox.run(
            {
                "do": how,
                "path": str(self.path),
                "file_name": self.file_name,
                "max_pages": self.settings.max_pages,
            },
            cpu_s=self.settings.read_cpu_s,
            wall_s=self.settings.read_wall_s,
            on_progress=lambda pages: self.progress.report(pages["done"], pages["total"]),
            on_wait=self.progress.repeat,
        )
        return _PARSED.validate_python(reply)

    def _read_otherwise(self) -> _Parsed | None:
        """What the second parser reads; None where it finds no text either, or fails."""
        try:
            parsed = self._read("read-otherwise")
        except UnreadableDocument:
            return None
        return parsed if any(page.text for page in parsed.pages) else None

    def _recognise(self, page: Page) -> _Recognised | None:
        """What is recognised on a page; None where that breaks a limit."""
        try:
            reply = self.sandbox.run(
                {
                    "do": "recognise",
                    "path": str(self.path),
                    "page": page.number,
                    "languages": self.settings.ocr_languages,
                    "timeout_s": self.settings.ocr_page_s,
                },
                cpu_s=self.settings.ocr_page_s,
                wall_s=2 * self.settings.ocr_page_s,  # drawing the page, then recognising it
                on_wait=self.progress.repeat,
            )
        except UnreadableDocument:
            return None
        return _RECOGNISED.validate_python(reply)


def _merged(page: Page, recognised: _Recognised) -> Page:
    """The page with what was recognised, unless the little text it has says as much."""
    if page.text and not recognised.text:
        return page
    if page.text and len(recognised.text) < 1.5 * len(page.text):
        return replace(page, reading=PageReading.TEXT)
    return Page(page.number, recognised.text, recognised.reading, recognised.confidence)


def _raise(refusal: UnreadableDocument) -> _Parsed:
    raise refusal
