"""Pages to chunks: whole sentences and rows packed to a size that embeds well, with their spans."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.units import CountTokens, Unit, units_of
from storage.errors import BadInput
from storage.records import ChunkDraft, Page, Span, indexed_text

# Page hit@5 and MRR on northwind, dense 0.5 + BM25 z-scores: 50 words .74/.49, 65 .78/.51,
# 80 .78/.51, 100 .78/.54, 120 .74/.52; hit@1 on 500 questions of piaf: 80 .730, 120 .722
# (November 2026). Near .78 the shortest keeps citations narrow and rebuilds affordable.
TARGET_WORDS = 80
TINY_WORDS = 20  # a run of fewer words joins its neighbour
MOST_CHARACTERS = 2_000  # an embedder may count a word of any length as one unknown token
LEAST_ROOM_TOKENS = 32  # what title and section must leave for the text
HEADER_SHARE = 1 / 3  # of the room for text; a longer header of a table is not repeated
SECTION_SEPARATOR = " › "


def chunk_pages(
    pages: Sequence[Page],
    *,
    title: str,
    language: str,
    count_tokens: CountTokens,
    max_tokens: int,
) -> list[ChunkDraft]:
    """Chunks of whole sentences that cover the pages' text in order, without their margins.

    Title, section and text of a chunk have at most `max_tokens` by `count_tokens`; only a
    sentence or row longer than that is divided, at a space where it has one. A chunk holds one
    section of one page, but for a sentence that goes on over the page's end and runs under
    `TINY_WORDS`. One that starts with a row of a table repeats the table's header above it, from
    wherever that stands, in the same chunk's limit and two pages.

    Raises BadInput where the title leaves no room for text.
    """
    budget = _Budget(title, count_tokens, max_tokens)
    texts = {page.number: page.text for page in pages}
    drafts: list[ChunkDraft] = []
    for run in _merged(_runs(units_of(pages, count_tokens=count_tokens))):
        room = min(budget.room(unit.path) for unit in run)
        for group in _packed([_with_affordable_header(unit, room) for unit in run], room=room):
            section = budget.section(_shared_path(group))
            for spans in _fitting(group, texts, budget, section):
                drafts.append(ChunkDraft(_text(spans, texts), section, spans, language))
    return drafts


class _Budget:
    """How much text fits beside a title and a section."""

    def __init__(self, title: str, count_tokens: CountTokens, max_tokens: int) -> None:
        self._title = title
        self._count_tokens = count_tokens
        self._max_tokens = max_tokens
        self._sections: dict[tuple[str, ...], tuple[str, int]] = {}
        if self._room("") < LEAST_ROOM_TOKENS:
            raise BadInput(
                f"The title is too long to be indexed: {title[:60]}…", hint="Shorten the title."
            )

    def section(self, path: tuple[str, ...]) -> str:
        """The headings of `path` that the title does not hold; fewer, the innermost ones, where
        they would take more than half of the room that the title leaves."""
        return self._measured(path)[0]

    def room(self, path: tuple[str, ...]) -> int:
        """Tokens left for the text under `path`."""
        return self._measured(path)[1]

    def fits(self, section: str, text: str) -> bool:
        """True where title, section and text are within the limit together."""
        return (
            len(text) <= MOST_CHARACTERS
            and self._count_tokens(indexed_text(self._title, section, text)) <= self._max_tokens
        )

    def _measured(self, path: tuple[str, ...]) -> tuple[str, int]:
        if path not in self._sections:
            least = self._room("") // 2
            unsaid = [name for name in path if name not in self._title]
            for kept in range(len(unsaid) + 1):
                section = SECTION_SEPARATOR.join(unsaid[kept:])
                room = self._room(section)
                if room >= least:
                    break
            self._sections[path] = (section, room)
        return self._sections[path]

    def _room(self, section: str) -> int:
        return self._max_tokens - self._count_tokens(indexed_text(self._title, section, ""))


def _runs(units: Sequence[Unit]) -> list[list[Unit]]:
    """Units in a row under the same heading that start on the same page."""
    return [list(run) for _, run in groupby(units, key=lambda unit: (unit.path, unit.page))]


def _merged(runs: Sequence[list[Unit]]) -> list[list[Unit]]:
    """Runs with the tiny ones joined to the next, the last one to the one before."""
    merged: list[list[Unit]] = []
    for run in runs:
        if merged and _may_join(merged[-1], run) and _words(merged[-1]) < TINY_WORDS:
            merged[-1] = merged[-1] + run
        else:
            merged.append(run)
    if len(merged) > 1 and _words(merged[-1]) < TINY_WORDS and _may_join(*merged[-2:]):
        merged[-2:] = [merged[-2] + merged[-1]]
    return merged


def _may_join(first: Sequence[Unit], second: Sequence[Unit]) -> bool:
    """True where both together lie on at most two pages."""
    units = (*first, *second)
    pages = {span.page for unit in units for span in unit.spans}
    return len(pages | {unit.header.span.page for unit in units if unit.header}) <= 2


def _words(units: Sequence[Unit]) -> int:
    return sum(unit.words for unit in units)


def _with_affordable_header(unit: Unit, room: int) -> Unit:
    """The unit, without its table's header where that leaves too little room for rows."""
    header = unit.header
    if header is None:
        return unit
    characters = header.span.end - header.span.start
    short = header.tokens <= HEADER_SHARE * room and characters <= HEADER_SHARE * MOST_CHARACTERS
    return unit if short else replace(unit, header=None)


def _packed(run: Sequence[Unit], *, room: int) -> Iterator[list[Unit]]:
    """The run in groups of about equal size near `TARGET_WORDS`, each within `room` tokens."""
    total = _words(run)
    target = total / max(1, round(total / TARGET_WORDS))
    group: list[Unit] = []
    for unit in run:
        full = _words(group) + unit.words / 2 > target
        above = group[0].header if group else None
        taken = sum(each.tokens for each in group) + (above.tokens if above else 0)
        over = taken + unit.tokens > room
        if group and (over or (full and not group[-1].leads)):
            yield group
            group = []
        group.append(unit)
    if group:
        yield group


def _shared_path(group: Sequence[Unit]) -> tuple[str, ...]:
    """The headings above all sentences of the group; of its last heading, if it has no other."""
    paths = [unit.path for unit in group if not unit.heading] or [group[-1].path]
    shared = paths[0]
    for path in paths[1:]:
        same = (i for i, (a, b) in enumerate(zip(shared, path, strict=False)) if a != b)
        shared = shared[: next(same, min(len(shared), len(path)))]
    return shared


def _fitting(
    group: Sequence[Unit], texts: Mapping[int, str], budget: _Budget, section: str
) -> Iterator[tuple[Span, ...]]:
    """The spans of the group, divided as often as it takes for each part to fit."""
    header = group[0].header
    above = (header.span,) if header else ()
    spans = _spans(group, texts)
    if budget.fits(section, _text((*above, *spans), texts)):
        yield (*above, *spans)
    elif len(group) > 1:
        middle = len(group) // 2
        yield from _fitting(group[:middle], texts, budget, section)
        yield from _fitting(group[middle:], texts, budget, section)
    elif header and budget.fits(section, _text(spans, texts)):
        yield spans  # a row that fits alone is not divided for the sake of its header
    else:
        for span in spans:
            for part in _divided(span, texts, budget, section, above):
                yield (*above, part)


def _spans(group: Sequence[Unit], texts: Mapping[int, str]) -> tuple[Span, ...]:
    """One span for what stands together: nothing but space lies between its units."""
    spans: list[Span] = []
    for unit in group:
        for span in unit.spans:
            last = spans[-1] if spans else None
            if last and last.page == span.page and not _between(last, span, texts):
                spans[-1] = Span(span.page, last.start, span.end)
            else:
                spans.append(span)
    return tuple(spans)


def _between(first: Span, second: Span, texts: Mapping[int, str]) -> str:
    return texts[first.page][first.end : second.start].strip()


def _text(spans: Sequence[Span], texts: Mapping[int, str]) -> str:
    return "\n".join(texts[span.page][span.start : span.end] for span in spans)


def _divided(
    span: Span, texts: Mapping[int, str], budget: _Budget, section: str, above: tuple[Span, ...]
) -> Iterator[Span]:
    """Halves of halves of what is too long under `above`, cut at spaces where there are any."""
    if span.end - span.start < 2 or budget.fits(section, _text((*above, span), texts)):
        yield span
        return
    text = texts[span.page]
    end = start = _middle(text, span)
    while text[end - 1].isspace():
        end -= 1
    while text[start].isspace():
        start += 1
    yield from _divided(Span(span.page, span.start, end), texts, budget, section, above)
    yield from _divided(Span(span.page, start, span.end), texts, budget, section, above)


def _middle(text: str, span: Span) -> int:
    """The space nearest to the middle of the span; the middle itself where there is none."""
    middle = (span.start + span.end) // 2
    before = max(text.rfind(" ", span.start, middle), text.rfind("\n", span.start, middle))
    after = next((at for at in range(middle, span.end) if text[at].isspace()), span.end)
    nearest = before if before > span.start and middle - before <= after - middle else after
    return nearest if span.start < nearest < span.end else middle
