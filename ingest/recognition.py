"""Pages that have no text of their own: recognised several at a time, each in its own task."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from ingest.child_process import WATCH_S
from ingest.errors import UnreadableDocument
from ingest.formats.conversions import NOTHING_CONVERTED, Conversions
from ingest.formats.legibility import is_doubtful, letter_likelihood
from ingest.formats.scan_layer import reads_better
from ingest.page_examination import examined
from ingest.page_progress import Progress
from ingest.remarks import Remark, RemarkKind, remark
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.page_findings import PageWarning
from storage.records import Heading, Page, PageReading

# A page with a little text of its own, as a stamp, is taken for a scan where more is recognised.
MORE_TEXT = 1.5


@dataclass(frozen=True, slots=True)
class _Recognised:
    """What the child answers to a page to be recognised; `languages` is empty without tesseract."""

    languages: str
    text: str = ""
    confidence: float | None = None
    reading: PageReading = PageReading.UNREAD
    seconds: float = 0.0
    is_wordless: bool = False  # it was looked at, and there is no text


_RECOGNISED = TypeAdapter(_Recognised)
Place = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RecognisedPages:
    """The pages of a document, the unread ones with the text that was recognised.

    `wordless` are the numbers of those that were looked at and have none.
    """

    pages: tuple[Page, ...]
    warnings: Sequence[Remark] = ()  # what stood in the way
    wordless: frozenset[int] = frozenset()


class _Ended(Exception):
    """The document is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The recognition of one document's pages, by as many processes as the sandbox may have."""

    path: Path
    file_name: str
    sandbox: Sandbox
    settings: IngestSettings
    progress: Progress
    conversions: Conversions = NOTHING_CONVERTED

    def pages(self, pages: Sequence[Page], places: Sequence[Place]) -> RecognisedPages:
        """The pages with the text of unread ones recognised, and what stood in the way.

        `places` says where the picture of each page is found; a page without one stays as it is.
        What the progress raises ends the recognition and is passed on.
        """
        waiting = [
            (page, at) for page, at in zip(pages, places, strict=True) if _is_waiting(page, at)
        ]
        if not waiting:
            return RecognisedPages(tuple(pages))
        if not self.settings.ocr:
            return RecognisedPages(tuple(pages), [remark(RemarkKind.RECOGNITION_OFF)])
        work = _Work(self, len(pages), waiting)
        found = work.recognised()
        return RecognisedPages(
            tuple(found.get(page.number, page) for page in pages),
            work.warnings,
            frozenset(found) & work.wordless,
        )


def _is_waiting(page: Page, place: Place) -> bool:
    return page.reading is PageReading.UNREAD and bool(place)


class _Work:
    """Pages on their way through the sandbox; `seconds` counts what all of them took."""

    def __init__(self, of: Recognition, total: int, waiting: Sequence[tuple[Page, Place]]) -> None:
        self._of = of
        self._total = total
        self._waiting = waiting
        self._seconds = 0.0
        self._counting = threading.Lock()
        self._ended = threading.Event()
        self._lacking = threading.Event()  # tesseract, or all of its languages
        self._left: list[int] = []
        self.wordless: set[int] = set()  # of the pages so far
        self._ready: dict[int, Page] = {}

    def recognised(self) -> dict[int, Page]:
        """The pages by their numbers, but for those that broke a limit."""
        with self._pool() as pool:
            pending = {pool.submit(self._recognise, *one) for one in self._waiting}
            while pending:
                done, pending = wait(pending, timeout=WATCH_S, return_when=FIRST_COMPLETED)
                self._take(done, len(pending))
        return {} if self._lacking.is_set() else self._ready

    @property
    def warnings(self) -> list[Remark]:
        """What stood in the way of recognition."""
        if self._lacking.is_set():
            return [remark(RemarkKind.RECOGNITION_MISSING)]
        if self._left:
            allowed = self._of.settings.ocr_document_s
            left = len(self._left)
            return [remark(RemarkKind.RECOGNITION_LATE, count=left, seconds=allowed)]
        return []

    @contextmanager
    def _pool(self) -> Iterator[ThreadPoolExecutor]:
        pool = ThreadPoolExecutor(
            min(self._of.sandbox.children, len(self._waiting)), thread_name_prefix="recognition"
        )
        try:
            yield pool
        finally:
            self._ended.set()
            pool.shutdown(wait=True, cancel_futures=True)

    def _take(self, done: set["Future[Page | None]"], pending: int) -> None:
        for future in done:
            page = future.result()
            if page is not None:
                self._ready[page.number] = page
        if done and not self._lacking.is_set():
            self._of.progress.report(self._total - pending, self._total)
        else:
            self._of.progress.repeat()

    def _recognise(self, page: Page, place: Place) -> Page | None:
        """The page as recognised; None where that breaks a limit, or nothing is asked any more."""
        if self._lacking.is_set():
            return None
        if self._seconds >= self._of.settings.ocr_document_s:
            self._left.append(page.number)
            return None
        found = self._asked(place)
        if found is None:
            return None
        if not found.languages:
            self._lacking.set()
            return None
        self._spend(found.seconds)
        if found.is_wordless:
            self.wordless.add(page.number)
        return merged(page, found.text, found.reading, found.confidence)

    def _asked(self, place: Place) -> _Recognised | None:
        of = self._of
        try:
            reply = of.sandbox.run(
                {
                    "do": "recognise",
                    "path": str(of.path),
                    "file_name": of.file_name,
                    "conversions": of.conversions.stored(),
                    "place": place,
                    "languages": of.settings.ocr_languages,
                    "timeout_s": of.settings.ocr_page_s,
                },
                cpu_s=of.settings.ocr_page_s,
                wall_s=2 * of.settings.ocr_page_s,  # drawing the page, then recognising it
                on_wait=self._check,
            )
        except UnreadableDocument:
            self._spend(of.settings.ocr_page_s)
            return None
        return _RECOGNISED.validate_python(reply)

    def _spend(self, seconds: float) -> None:
        with self._counting:
            self._seconds += seconds

    def _check(self) -> None:
        if self._ended.is_set():
            raise _Ended


def merged(page: Page, text: str, reading: PageReading, confidence: float | None) -> Page:
    """The page with what was recognised on it, unless the text that it has says as much.

    Text of its own that is in no language, or misread, yields to what looks more like one.
    """
    if page.text and not text:
        return page
    if page.text and is_doubtful(page.text):
        if (letter_likelihood(text) or 0.0) <= (letter_likelihood(page.text) or 0.0):
            return _kept(page)
    elif page.text and PageWarning.UNSURE in page.warnings:
        if not reads_better(text, page.text):
            return _kept(page)
    elif page.text and len(text) < MORE_TEXT * len(page.text):
        return _kept(page)
    warnings = page.warnings if reading is PageReading.UNREAD else _without_picture(page)
    read = Page(page.number, text, reading, confidence, warnings=warnings, hidden=page.hidden)
    return examined(read)


def _kept(page: Page) -> Page:
    """The page with its own text, which says what its picture says."""
    return examined(replace(page, reading=PageReading.TEXT, warnings=_without_picture(page)))


def _without_picture(page: Page) -> tuple[PageWarning, ...]:
    return tuple(one for one in page.warnings if one is not PageWarning.PICTURE)


def labelled(page: Page, label: str) -> Page:
    """The page with `label` as a heading above its text, and every position moved on."""
    if not label:
        return page
    shift = len(label) + 1
    return replace(
        page,
        text=f"{label}\n{page.text}" if page.text else label,
        margins=tuple((start + shift, end + shift) for start, end in page.margins),
        tables=tuple(
            replace(
                table,
                start=table.start + shift,
                end=table.end + shift,
                header_end=table.header_end + shift,
            )
            for table in page.tables
        ),
        headings=(
            Heading(0, 1, label),
            *(replace(heading, start=heading.start + shift) for heading in page.headings),
        ),
    )
