"""The units that are packed into chunks: sentences, each with its page, section and size."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.sentences import split_sentences
from storage.records import Page, Span

CountTokens = Callable[[str], int]
_SENTENCE_ENDS = frozenset('.!?…:;»”"')


@dataclass(frozen=True, slots=True)
class Unit:
    """A heading or a sentence; a sentence that goes on over the end of its page has two spans."""

    spans: tuple[Span, ...]
    path: tuple[str, ...]  # headings above it, outermost first; a heading is under itself
    heading: bool
    words: int
    tokens: int

    @property
    def page(self) -> int:
        return self.spans[0].page


def units_of(pages: Sequence[Page], *, count_tokens: CountTokens) -> list[Unit]:
    """The units of all pages in order; together they hold all that is not margin or space."""
    units: list[Unit] = []
    path: list[tuple[int, str]] = []
    last_text = ""
    for page in pages:
        first_of_page = True
        for start, end, heading in _pieces(page):
            if heading is not None:
                del path[_depth(path, heading[0]) :]
                path.append(heading)
            text = page.text[start:end]
            unit = Unit(
                spans=(Span(page.number, start, end),),
                path=tuple(name for _, name in path),
                heading=heading is not None,
                words=len(text.split()),
                tokens=count_tokens(text),
            )
            if first_of_page and units and _goes_on(units[-1], last_text, unit, text):
                units[-1] = _joined(units[-1], unit)
            else:
                units.append(unit)
            first_of_page, last_text = False, text
    return units


def _depth(path: list[tuple[int, str]], level: int) -> int:
    """How many headings of `path` stay above a heading of `level`."""
    return sum(1 for above, _ in path if above < level)


def _pieces(page: Page) -> Iterator[tuple[int, int, tuple[int, str] | None]]:
    """Start, end and, for a heading, its level and text, of each piece of the page's body."""
    headings = {heading.start: (heading.level, heading.text) for heading in page.headings}
    for start, end in _bodies(page):
        cuts = sorted(cut for cut in headings if start <= cut < end)
        for at, until in zip([start, *cuts], [*cuts, end], strict=True):
            if at in headings:
                line_end = page.text.find("\n", at, until)
                line_end = until if line_end < 0 else line_end
                spans = _trimmed(page.text, at, line_end)
                yield from ((*span, headings[at]) for span in spans)
                at = line_end
            for first, last in split_sentences(page.text[at:until]):
                yield at + first, at + last, None


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
        and not last.heading
        and not first.heading
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
