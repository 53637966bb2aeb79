"""Text of a PDF page that a person does not see: without ink, in the paper's colour, tiny, outside.

Each object of the page is looked at once, cheaply; only where one is suspicious are characters
looked at. Pale and transparent text is judged by drawing the page with and without it: what
changes nothing that can be seen is hidden, whatever is behind it. Text without ink under a scan is
what recognition found in it, and not hidden, where the scan has ink in its place. Text under what
was drawn later, and text on layers, is judged by drawing it too (`pdf_overlooked`). Not looked for:
dark text on an equally dark ground, text that a clipping path cuts off.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf_characters import Characters
from ingest.formats.pdf_looks import PARTLY_OUTSIDE, is_outside, misplaced_texts, pale_texts
from ingest.formats.pdf_objects import TEXT_MODES, Box, Layer, Placed
from ingest.formats.pdf_overlooked import DOUBTS, ON_LAYER, overlooked
from ingest.formats.pdf_scan import Scan
from ingest.formats.pdf_visibility import Comparison
from storage.page_findings import HiddenKind, HiddenText

MOST_TEXTS = 50  # of one page that are kept apart; further ones are joined to the last
_UNPAINTED = pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
_DOUBTFUL_MODES = frozenset(
    (
        pdfium_c.FPDF_TEXTRENDERMODE_STROKE,
        pdfium_c.FPDF_TEXTRENDERMODE_STROKE_CLIP,
        pdfium_c.FPDF_TEXTRENDERMODE_CLIP,
    )
)
_PAINTED_MODES = TEXT_MODES - _DOUBTFUL_MODES - {_UNPAINTED}
_DOUBTFUL = "doubtful"  # characters decide


@dataclass(frozen=True, slots=True)
class HiddenRun:
    """Characters `start` to `end` of the page's text are hidden."""

    start: int
    end: int
    kind: HiddenKind


def hidden_runs(
    page: pdfium.PdfPage, drawn: Layer, characters: Characters, length: int
) -> tuple[HiddenRun, ...]:
    """The hidden runs among the `length` characters of the page's text, in order."""
    suspects = _suspects(page, drawn, characters, length)
    if not suspects.verdicts:
        return ()
    runs: list[HiddenRun] = []
    for index, text in enumerate(characters.text_objects(length)):
        verdict = suspects.verdicts.get(text or 0)
        kind = None if verdict is None else suspects.kind(verdict, characters, index)
        if kind is None:
            continue
        if runs and runs[-1].kind is kind and runs[-1].end == index:
            runs[-1] = HiddenRun(runs[-1].start, index + 1, kind)
        else:
            runs.append(HiddenRun(index, index + 1, kind))
    return tuple(runs)


def hidden_texts(text: str, runs: Iterable[HiddenRun]) -> tuple[HiddenText, ...]:
    """What the runs say; those of one kind with nothing to see between them are one text."""
    joined: list[HiddenRun] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and (
            (last.kind is run.kind and not text[last.end : run.start].strip())
            or len(joined) >= MOST_TEXTS
        ):
            joined[-1] = HiddenRun(last.start, run.end, last.kind)
        else:
            joined.append(run)
    found = (HiddenText(run.kind, text[run.start : run.end].strip()) for run in joined)
    return tuple(one for one in found if any(map(str.isalnum, one.text)))


def blanked(text: str, runs: Sequence[HiddenRun]) -> str:
    """The text with spaces for what is hidden; same length, its line ends kept."""
    if not runs:
        return text
    characters = list(text)
    for run in runs:
        for index in range(run.start, run.end):
            if characters[index] not in "\r\n":
                characters[index] = " "
    return "".join(characters)


@dataclass(frozen=True, slots=True)
class _Suspects:
    """Text objects by their addresses: hidden whole, or to be judged character by character."""

    verdicts: Mapping[int, HiddenKind | str]
    bounds: Box
    comparison: Comparison | None

    def kind(
        self, verdict: HiddenKind | str, characters: Characters, index: int
    ) -> HiddenKind | None:
        """Why the character is not seen; None where it is."""
        if isinstance(verdict, HiddenKind):
            return verdict
        box = characters.box(index)
        if verdict == PARTLY_OUTSIDE:
            return HiddenKind.OFF_PAGE if is_outside(box, self.bounds) else None
        seen = self.comparison is not None and self.comparison.shows(verdict, box)
        return None if seen else DOUBTS.get(verdict, HiddenKind.BACKGROUND)


def _suspects(page: pdfium.PdfPage, drawn: Layer, characters: Characters, length: int) -> _Suspects:
    bounds = page.get_bbox()
    found: dict[int, HiddenKind | str] = {}
    doubtful: list[int] = []
    unpainted: list[Placed] = []
    for layer in drawn.layers():
        found.update(misplaced_texts(layer.texts(), layer.matrix, bounds))
        unpainted += (Placed(text, _UNPAINTED, layer.matrix) for text in layer.texts({_UNPAINTED}))
        doubtful += layer.texts(_DOUBTFUL_MODES)
        doubtful += pale_texts(layer.texts(_PAINTED_MODES))
    for text in doubtful:
        if not isinstance(found.get(text), HiddenKind):
            found[text] = _DOUBTFUL
    if unpainted:
        scan = Scan(page, bounds, tuple(drawn.placed()))
        for placed in unpainted:
            if not scan.covers(placed):
                found[placed.address] = HiddenKind.INVISIBLE
    groups = defaultdict(list, {_DOUBTFUL: doubtful} if doubtful else {})
    for text, doubt, again in overlooked(page, bounds, drawn, characters, length):
        held = found.get(text)
        if not (isinstance(held, HiddenKind) or (held == _DOUBTFUL and doubt == ON_LAYER)):
            found[text] = doubt
            groups[doubt] += (text, *again)
    return _Suspects(found, bounds, Comparison(page, groups) if groups else None)
