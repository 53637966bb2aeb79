"""The units that are packed into chunks: sentences and table rows, with page, section and size."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from ingest.sentences import split_sentences
from storage.records import Page, PageTable, Span

CountTokens = Callable[[str], int]
_SENTENCE_ENDS = frozenset('.!?…:;»”"')


class UnitKind(Enum):
    """What a unit is."""

    HEADING = auto()
    SENTENCE = auto()
    HEADER = auto()  # a row that names the columns of its table
    ROW = auto()


@dataclass(frozen=True, slots=True)
class Header:
    """The rows that name the columns of a table."""

    span: Span
    tokens: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A heading, a sentence or a table row; a sentence that goes on over the end of its page has
    two spans."""

    spans: tuple[Span, ...]
    path: tuple[str, ...]  # headings above it, outermost first; a heading is under itself
    kind: UnitKind
    words: int
    tokens: int
    header: Header | None = None  # of the table it is a row of

    @property
    def page(self) -> int:
        return self.spans[0].page

    @property
    def heading(self) -> bool:
        return self.kind is UnitKind.HEADING

    @property
    def leads(self) -> bool:
        """True for what should not end a chunk: it is said of what follows."""
        return self.kind in (UnitKind.HEADING, UnitKind.HEADER)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters `start` to `end` of a page, trimmed; `heading` is its level and text."""

    start: int
    end: int
    kind: UnitKind
    heading: tuple[int, str] | None = None
    table: PageTable | None = None


def units_of(pages: Sequence[Page], *, count_tokens: CountTokens) -> list[Unit]:
    """The units of all pages in order; together they hold all that is not margin or space."""
    units: list[Unit] = []
    path: list[tuple[int, str]] = []
    headers = _headers(pages, count_tokens)
    last_text = ""
    for page in pages:
        first_of_page = True
        for piece in _pieces(page):
            if piece.heading is not None:
                del path[_depth(path, piece.heading[0]) :]
                path.append(piece.heading)
            text = page.text[piece.start : piece.end]
            is_row = piece.kind is UnitKind.ROW
            unit = Unit(
                spans=(Span(page.number, piece.start, piece.end),),
                path=tuple(name for _, name in path),
                kind=piece.kind,
                words=_word_count(text, piece.kind),
                tokens=count_tokens(text),
                header=headers.get((page.number, piece.table)) if is_row and piece.table else None,
            )
            if first_of_page and units and _goes_on(units[-1], last_text, unit, text):
                units[-1] = _joined(units[-1], unit)
            else:
                units.append(unit)
            first_of_page, last_text = False, text
    return units


def _word_count(text: str, kind: UnitKind) -> int:
    """The words of a unit; of a row without what stands between its cells, and lone signs."""
    words = text.split()
    if kind in (UnitKind.ROW, UnitKind.HEADER):
        return sum(1 for word in words if any(map(str.isalnum, word)))
    return len(words)


def _headers(
    pages: Sequence[Page], count_tokens: CountTokens
) -> dict[tuple[int, PageTable], Header]:
    """The header of each table that has one, by page number and table.

    A part that goes on has its own, or else that of the last table of the page before.
    """
    headers: dict[tuple[int, PageTable], Header] = {}
    above: Header | None = None
    for page in pages:
        header: Header | None = None
        for place, table in enumerate(page.tables):
            header = _own_header(page, table, count_tokens)
            if header is None and table.goes_on and place == 0:
                header = above
            if header is not None:
                headers[page.number, table] = header
        above = header
    return headers


def _own_header(page: Page, table: PageTable, count_tokens: CountTokens) -> Header | None:
    """The header that stands in this part of the table; None where a margin runs through it."""
    spans = _trimmed(page.text, table.start, table.header_end)
    for start, end in spans:
        if not any(first < end and start < last for first, last in page.margins):
            span = Span(page.number, start, end, repeated=True)
            return Header(span, count_tokens(page.text[start:end]))
    return None


def _depth(path: list[tuple[int, str]], level: int) -> int:
    """How many headings of `path` stay above a heading of `level`."""
    return sum(1 for above, _ in path if above < level)


def _pieces(page: Page) -> Iterator[_Piece]:
    """The headings, sentences and rows of the page's body."""
    headings = {heading.start: (heading.level, heading.text) for heading in page.headings}
    edges = {edge for table in page.tables for edge in (table.start, table.end)}
    for start, end in _bodies(page):
        cuts = {cut for cut in headings.keys() | edges if start < cut < end}
        for at, until in pairwise([start, *sorted(cuts), end]):
            table = next((one for one in page.tables if one.start <= at < one.end), None)
            if at in headings:
                line_end = page.text.find("\n", at, until)
                line_end = until if line_end < 0 else line_end
                for first, last in _trimmed(page.text, at, line_end):
                    yield _Piece(first, last, UnitKind.HEADING, heading=headings[at])
                at = line_end
            if table is not None:
                yield from _rows(page.text, at, until, table)
                continue
            for first, last in split_sentences(page.text[at:until]):
                yield _Piece(at + first, at + last, UnitKind.SENTENCE)


def _rows(text: str, start: int, end: int, table: PageTable) -> Iterator[_Piece]:
    """The lines from `start` to `end`, which are rows of `table`."""
    while start < end:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        for first, last in _trimmed(text, start, line_end):
            kind = UnitKind.HEADER if first < table.header_end else UnitKind.ROW
            yield _Piece(first, last, kind, table=table)
        start = line_end + 1


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span without the space at its ends; none where nothing is left."""
    kept = text[start:end].strip()
    if not kept:
        return []
    start = text.index(kept, start)
    return [(start, start + len(kept))]


def _bodies(page: Page) -> Iterator[tuple[int, int]]:
    """The parts of the page's text between its running headers and footers."""
    done = 0
    for start, end in sorted(page.margins):
        if start > done:
            yield done, start
        done = max(done, end)
    if done < len(page.text):
        yield done, len(page.text)


def _goes_on(last: Unit, last_text: str, first: Unit, text: str) -> bool:
    """True where the first sentence of a page continues the last one of the page before."""
    return (
        len(last.spans) == 1
        and last.page != first.page
        and last.kind is first.kind is UnitKind.SENTENCE
        and last_text[-1] not in _SENTENCE_ENDS
        and text[0].islower()
    )


def _joined(last: Unit, first: Unit) -> Unit:
    return replace(
        last,
        spans=last.spans + first.spans,
        words=last.words + first.words,
        tokens=last.tokens + first.tokens,
    )
