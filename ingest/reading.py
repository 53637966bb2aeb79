"""From a file to pages: parsed in a child process within limits, cleaned, with one verdict."""

import stat
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter

from ingest.chunking import TARGET_WORDS, TINY_WORDS
from ingest.conversion import converted, find_libreoffice, private_folder
from ingest.errors import FILE_IS_EMPTY, NO_TEXT_ON_ANY_PAGE, UnreadableDocument
from ingest.formats.conversions import NOTHING_CONVERTED, Conversions, Refusal
from ingest.office_inside import OfficeInside, converted_inside, office_inside
from ingest.page_examination import language_of
from ingest.page_progress import OnPage, Progress
from ingest.recognition import Recognition, labelled
from ingest.released import verdict_of
from ingest.sandbox import Sandbox
from ingest.sandboxed import JsonObject
from ingest.settings import IngestSettings
from ingest.taking_out import InnerFile
from ingest.titles import document_title
from ingest.wordless_pictures import settled
from storage.records import Page, PageReading, Verdict

READING_REVISION = 8  # raised when the text of pages, headings or chunks come out otherwise
PARSERS = (
    "pypdfium2", "pypdf", "python-docx", "lxml", "markdown-it-py", "charset-normalizer",
    "pillow", "olefile", "asn1crypto",
)  # fmt: skip
RECIPE = " · ".join(
    [
        f"reading {READING_REVISION}",
        f"chunks {TARGET_WORDS}/{TINY_WORDS}",
        *(f"{name} {version(name)}" for name in PARSERS),
    ]
)
# After these verdicts another parser may do better; see ingest.formats.parsers.
RETRIED = frozenset({
    Verdict.DAMAGED, Verdict.PARSER_DIED, Verdict.NO_TEXT,
    Verdict.TOO_SLOW, Verdict.TOO_MUCH_MEMORY, Verdict.TOO_LARGE,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file as it was read; all of its text may be hidden."""

    pages: tuple[Page, ...]
    title: str
    language: str
    media_type: str
    unread_pages: tuple[int, ...]
    warnings: tuple[str, ...]
    parser: str = ""
    named_title: str = ""  # the title that the file itself names
    seconds: float | None = None  # that it took, where it was read before

    @property
    def verdict(self) -> Verdict:
        """READ, PARTLY_READ where there are unread pages, or QUARANTINED where no text is seen."""
        has_text = any(page.text for page in self.pages)
        return verdict_of(self.pages, self.unread_pages, has_text=has_text)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What the child answers to a file, validated as it comes in."""

    pages: tuple[Page, ...]
    title: str
    media_type: str
    warnings: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]  # where the picture of each page is; empty: there is none
    labels: tuple[str, ...]  # the line above each page; empty for most
    pages_back: tuple[int | None, ...]  # of each picture in a document, see RawPage
    parser: str = ""
    path: Path | None = None  # of the file that was parsed, where it was converted to it
    conversions: Conversions = NOTHING_CONVERTED  # of files in it


_PARSED = TypeAdapter(_Parsed)
_MADE_HERE = ("path", "conversions")  # no child says them


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
    Raises UnreadableDocument with the verdict of a file that cannot be read, or in which there is
    no text, hidden text included.
    """
    _check_file(path, settings)
    progress = Progress(on_page)
    with ExitStack() as kept:
        parsed = _Reading(path, file_name, sandbox, settings, progress, kept).parsed()
        recognition = Recognition(
            parsed.path or path, file_name, sandbox, settings, progress, parsed.conversions
        )
        found = recognition.pages(parsed.pages, parsed.places)
    read = settled(found.pages, parsed.pages_back, found.wordless)
    labels = (parsed.labels[page.number - 1] for page in read)
    pages = tuple(
        labelled(replace(page, number=number), label)
        for number, (page, label) in enumerate(zip(read, labels, strict=True), start=1)
    )
    on_page(len(pages), len(pages))
    if not any(page.text or page.hidden for page in read):
        detail = " ".join([NO_TEXT_ON_ANY_PAGE, *parsed.warnings, *found.warnings])
        raise UnreadableDocument(Verdict.NO_TEXT, detail)
    unread = tuple(page.number for page in pages if page.reading is PageReading.UNREAD)
    return ReadDocument(
        pages=pages,
        title=document_title(parsed.title, file_name),
        language=language_of(pages),
        media_type=parsed.media_type,
        unread_pages=unread,
        warnings=(*parsed.warnings, *found.warnings),
        parser=parsed.parser,
        named_title=parsed.title,
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
        raise UnreadableDocument(Verdict.EMPTY, FILE_IS_EMPTY)
    if status.st_size > settings.max_file_mib << 20:
        raise UnreadableDocument(
            Verdict.TOO_LARGE,
            f"It has {status.st_size >> 20} MiB; "
            f"ASSISTANT_MAX_FILE_MIB allows {settings.max_file_mib}.",
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file on its way through the sandbox."""

    path: Path
    file_name: str
    sandbox: Sandbox
    settings: IngestSettings
    progress: Progress
    kept: ExitStack  # holds what a file was converted to while its pictures are recognised

    def parsed(self) -> _Parsed:
        """What the first parser reads, or the second one where the first finds nothing."""
        try:
            parsed = self._read()
        except UnreadableDocument as refusal:
            otherwise = self._read_after(refusal.verdict)
            if otherwise is None:
                raise
            return otherwise
        if any(
            page.text or page.hidden or page.reading is not PageReading.UNREAD
            for page in parsed.pages
        ):
            return parsed  # what the first parser knows to be hidden, the second one would show
        return self._read_after(Verdict.NO_TEXT) or parsed

    def _read_after(self, verdict: Verdict) -> _Parsed | None:
        """What the second parser reads after the first ended so; None where it finds no text
        either, or fails, or there is none."""
        if verdict not in RETRIED:
            return None
        try:
            parsed = self._read(after=verdict.value)
        except UnreadableDocument:
            return None
        return parsed if any(page.text for page in parsed.pages) else None

    def _read(self, *, after: str | None = None) -> _Parsed:
        reply = self._asked(self.path, after=after)
        if "convert_to" in reply:
            to, media_type = reply["convert_to"], reply["media_type"]
            path = self.kept.enter_context(
                converted(
                    self.path,
                    to,
                    inner=InnerFile((), None) if reply["signed"] else None,
                    sandbox=self.sandbox,
                    settings=self.settings,
                    on_wait=self.progress.repeat,
                )
            )
            reply = self._asked(path, after=after) | {"media_type": media_type, "path": path}
        elif (found := office_inside(reply["to_convert"])) and find_libreoffice():
            reply = self._read_with(found)
        return _PARSED.validate_python(reply)

    def _read_with(self, found: Sequence[OfficeInside]) -> JsonObject:
        """The child's reply once the old Office files in the document are converted.

        Where the document breaks a limit with them, it is read as if none could be converted.
        """
        folder = self.kept.enter_context(private_folder())
        conversions = converted_inside(
            self.path,
            found,
            folder,
            sandbox=self.sandbox,
            settings=self.settings,
            on_wait=self.progress.repeat,
        )
        try:
            reply = self._asked(self.path, conversions=conversions)
        except UnreadableDocument as refusal:
            conversions = Conversions(rest=Refusal(refusal.verdict, refusal.detail))
            reply = self._asked(self.path, conversions=conversions)
        return reply | {"conversions": conversions}

    def _asked(
        self,
        path: Path,
        *,
        after: str | None = None,
        conversions: Conversions = NOTHING_CONVERTED,
    ) -> JsonObject:
        """The child's reply to the order to read the file at `path`.

        Whatever it says of files that were made, which are its parent's to name, is left out.
        """
        reply = self.sandbox.run(
            {
                "do": "read",
                "path": str(path),
                "file_name": self.file_name,
                "max_pages": self.settings.max_pages,
                "conversions": conversions.stored(),
                **({"after": after} if after else {}),
            },
            cpu_s=self.settings.read_cpu_s,
            wall_s=self.settings.read_wall_s,
            on_progress=lambda pages: self.progress.report(pages["done"], pages["total"]),
            on_wait=self.progress.repeat,
        )
        return {name: value for name, value in reply.items() if name not in _MADE_HERE}
