"""The records that travel between packages: frozen, validated once where they enter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.file_stamps import UNSAID, About, FileStamp
from storage.page_findings import HiddenText, PageWarning


class Role(StrEnum):
    """What a person may do; what they may read is decided by their groups alone."""

    EMPLOYEE = "employee"
    COMPLIANCE = "compliance"
    ADMIN = "admin"


class Verdict(StrEnum):
    """How the reading of one file ended; every file gets exactly one."""

    READ = "read"
    PARTLY_READ = "partly-read"
    QUARANTINED = "quarantined"  # kept, and all that was read of it is hidden
    UNCHANGED = "unchanged"
    NO_TEXT = "no-text"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNKNOWN_TYPE = "unknown-type"
    TOO_LARGE = "too-large"
    TOO_MANY_PAGES = "too-many-pages"
    TOO_SLOW = "too-slow"
    TOO_MUCH_MEMORY = "too-much-memory"
    PARSER_DIED = "parser-died"
    UNREADABLE_FILE = "unreadable-file"
    FROM_FOLDER = "from-folder"  # sent in place of a file that would come back
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def searchable(self) -> bool:
        """True where the document's text can be found afterwards."""
        return self in (Verdict.READ, Verdict.PARTLY_READ, Verdict.UNCHANGED)

    @property
    def kept(self) -> bool:
        """True where there is a document afterwards, searchable or in quarantine."""
        return self.searchable or self is Verdict.QUARANTINED


class PageReading(StrEnum):
    """How the text of one page was obtained."""

    TEXT = "text"
    OCR = "ocr"
    BLANK = "blank"  # nothing is drawn on it: there is nothing to read
    UNREAD = "unread"  # something is drawn on it, and no text could be had


class JobState(StrEnum):
    """Where a job stands; the last two are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reader:
    """The person who asks, with their groups. Without a group a reader sees nothing.

    `everything` is for the operator at the machine itself, who can read the home anyway.
    """

    name: str
    groups: frozenset[str] = frozenset()
    everything: bool = False


OPERATOR = Reader(name="operator", everything=True)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can sign in."""

    id: int
    name: str
    display_name: str
    role: Role
    groups: frozenset[str]
    language: str  # "fr", "en", or "" to follow the browser
    disabled: bool

    @property
    def reader(self) -> Reader:
        """This person as a reader; a disabled person reads nothing."""
        return Reader(self.name, frozenset() if self.disabled else self.groups)


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents that share readers: those who are in one of `groups`."""

    id: int
    name: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A file from one source path in one collection, in its active version."""

    id: str
    collection: str
    source: str  # where it came from: an absolute path, or upload:NAME
    file_name: str
    title: str
    media_type: str
    language: str
    readers: frozenset[str] | None  # narrows the collection's groups; None: not narrowed
    verdict: Verdict
    page_count: int
    unread_pages: tuple[int, ...]
    chunk_count: int
    size_bytes: int
    content_sha256: str
    version_id: int
    added_by: str
    created: datetime  # its first version was added
    updated: datetime
    about: About = UNSAID


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read; `number` counts from 1, spans index into `text`."""

    number: int
    text: str
    reading: PageReading = PageReading.TEXT
    confidence: float | None = None  # mean OCR confidence, 0 to 100
    margins: tuple[tuple[int, int], ...] = ()  # spans of running headers and footers
    headings: tuple["Heading", ...] = ()
    tables: tuple["PageTable", ...] = ()
    language: str = ""  # "fr", "en", or "" where the page has too few words to tell
    warnings: tuple[PageWarning, ...] = ()
    hidden: tuple[HiddenText, ...] = ()  # what stands on it unseen; no part of `text`


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that starts at `start` of its page's text; `level` counts from 1."""

    start: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class PageTable:
    """Rows from `start` to `end` of a page's text, one a line; to `header_end` they name columns.

    `header_end` is `start` where none does. `goes_on`: they continue the last table of the page
    before, whose header stands for them too where they have none.
    """

    start: int
    end: int
    header_end: int
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of the text of page `page` (from 1).

    `repeated`: the header of a table, said again above rows that stand further on.
    """

    page: int
    start: int
    end: int
    repeated: bool = False


def own_spans(spans: Sequence[Span]) -> Sequence[Span]:
    """The spans without repeated headers; all of them where there is nothing else."""
    return [span for span in spans if not span.repeated] or spans


@dataclass(frozen=True, slots=True)
class ChunkDraft:
    """A chunk before the ledger has numbered it.

    `text` is the texts of its spans joined by a newline, exactly. Where it starts with rows of a
    table, the first span is the table's header, repeated.
    """

    text: str
    section: str  # headings above it, outermost first, joined by " › "
    spans: tuple[Span, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is indexed: a span of the text of one or two pages of an active version."""

    id: int
    document_id: str
    audience: int
    title: str
    section: str
    text: str
    spans: tuple[Span, ...]
    language: str

    @property
    def indexed_text(self) -> str:
        """What is embedded and searched: title and section path, then the text."""
        return indexed_text(self.title, self.section, self.text)


def indexed_text(title: str, section: str, text: str) -> str:
    """Title and section path on one line, then the text."""
    context = " › ".join(part for part in (title, section) if part)
    return f"{context}\n{text}" if context else text


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that an index found; `score` grows with relevance, its scale is the index's own."""

    chunk_id: int
    score: float


class Frequencies(dict[str, int]):
    """Word → how many chunks hold it or a form of it; `chunks` is how many there are in all.

    Both count what one reader may read, and nothing else.
    """

    def __init__(self, counts: Mapping[str, int], *, chunks: int) -> None:
        super().__init__(counts)
        self.chunks = chunks


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as retrieved, re-checked against the ledger for the reader who asked."""

    chunk: Chunk
    collection: str
    file_name: str
    media_type: str
    score: float
    dense: float | None = None  # cosine, -1 to 1; None where dense search did not find it
    lexical: float | None = None  # BM25; None where lexical search did not find it
    chunk_count: int = 0  # chunks of its document; 0 where that was not looked up

    @property
    def page(self) -> int:
        """The page on which the passage starts, from 1; that of its rows, not of their header."""
        return own_spans(self.chunk.spans)[0].page


@dataclass(frozen=True, slots=True)
class Job:
    """One file on its way into one collection."""

    id: int
    batch: str
    state: JobState
    collection: str
    source: str
    file_name: str
    title: str  # empty: taken from the document
    readers: frozenset[str] | None
    requested_by: str
    content_sha256: str
    pages_done: int
    pages_total: int
    verdict: Verdict | None
    detail: str  # one sentence in English; the verdict has wording in both languages
    document_id: str
    created: datetime
    finished: datetime | None
    stamp: FileStamp | None = None  # how its file looked when it was taken in
    about: About | None = None
    rereading: bool = False  # of what the document holds by then: see storage.rereading
