"""Dark text of a PDF page that may not be seen all the same: covered, or on a layer.

Each of them is compared with the page as it is drawn: a layer may be switched on, a cover may let
through. Nothing is looked at closely on pages without layers where nothing is drawn after a text.
"""

from collections.abc import Iterator, Mapping, Sequence

import pypdfium2 as pdfium

from ingest.formats.pdf_covered import covered_texts
from ingest.formats.pdf_layers import on_layers
from ingest.formats.pdf_objects import Box, Placed
from storage.page_findings import HiddenKind

_COVERED, _LAYER = "doubtful: covered", "doubtful: on a layer"
DOUBTS: Mapping[str, HiddenKind] = {
    _COVERED: HiddenKind.COVERED,
    _LAYER: HiddenKind.NOT_SHOWN,
}  # what the text is where drawing it changes nothing


def overlooked(
    page: pdfium.PdfPage, bounds: Box, objects: Sequence[Placed]
) -> Iterator[tuple[Placed, str]]:
    """The texts among `objects`, all of the page in their order, that are in doubt, and why."""
    for placed in on_layers(page.pdf, objects):
        yield placed, _LAYER
    for placed in covered_texts(page, bounds, objects):
        yield placed, _COVERED
