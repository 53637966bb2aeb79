"""The numbers of an answer's sources: one a page, in the order in which they are first cited."""

from dataclasses import dataclass, field, replace

from storage.records import Span
from storage.turn_records import CitedSource, Twin

QUOTES_JOINED_BY = " […] "


@dataclass
class CitationNumbers:
    """Numbers sources as they come; what is cited of one page later joins its source."""

    _sources: dict[tuple[str, int], CitedSource] = field(default_factory=dict)

    def cite(self, found: CitedSource) -> tuple[CitedSource, bool]:
        """The source as it is numbered now, and whether it is new."""
        key = (found.document_id, found.page)
        known = self._sources.get(key)
        if known is None:
            source = replace(found, number=len(self._sources) + 1)
        elif _within(found.spans, known.spans):
            source = known
        elif _within(known.spans, found.spans):
            source = replace(
                known, spans=_joined(found.spans), quote=found.quote, twins=found.twins
            )
        else:
            source = replace(
                known,
                spans=_joined(known.spans + found.spans),
                quote=f"{known.quote}{QUOTES_JOINED_BY}{found.quote}",
                twins=_both(known, found),
            )
        twins = (replace(twin, number=n) for n, twin in enumerate(source.twins, start=1))
        source = self._sources[key] = replace(source, twins=tuple(twins))
        return source, known is None

    @property
    def sources(self) -> tuple[CitedSource, ...]:
        """All sources so far, by number from 1."""
        return tuple(self._sources.values())


def _within(spans: tuple[Span, ...], others: tuple[Span, ...]) -> bool:
    """True where each of `spans` lies inside one of `others`."""
    return all(
        any(o.page == s.page and o.start <= s.start and s.end <= o.end for o in others)
        for s in spans
    )


def _both(known: CitedSource, found: CitedSource) -> tuple[Twin, ...]:
    """The twins of both quotes: who says both the same, and who differs in either."""
    others = {twin.document_id: twin for twin in found.also_in}
    same = tuple(
        replace(
            twin,
            spans=_joined(twin.spans + others[twin.document_id].spans),
            quote=f"{twin.quote}{QUOTES_JOINED_BY}{others[twin.document_id].quote}",
        )
        for twin in known.also_in
        if twin.document_id in others
    )
    differing = (replace(twin, number=0) for twin in known.differing + found.differing)
    return (*same, *dict.fromkeys(differing))


def _joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The same characters in order, each once: overlapping spans become one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.page, span.start, span.end)):
        last = joined[-1] if joined else None
        if last and last.page == span.page and span.start <= last.end:
            repeated = last.repeated and span.repeated
            joined[-1] = replace(last, end=max(last.end, span.end), repeated=repeated)
        else:
            joined.append(span)
    return tuple(joined)
