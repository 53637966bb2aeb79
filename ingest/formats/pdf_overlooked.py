"""Dark text of a PDF page that may not be seen all the same: covered, or on a layer.

Each of them is compared with the page as it is drawn: a layer may be switched on, a cover may let
through. Nothing is looked at closely on pages without layers where nothing is drawn after a text.
"""

from collections.abc import Iterator, Mapping

import pypdfium2 as pdfium

from ingest.formats.pdf_covered import covered_texts
from ingest.formats.pdf_layers import on_layers
from ingest.formats.pdf_objects import Box, Layer
from storage.page_findings import HiddenKind

_COVERED, _LAYER = "doubtful: covered", "doubtful: on a layer"
DOUBTS: Mapping[str, HiddenKind] = {
    _COVERED: HiddenKind.COVERED,
    _LAYER: HiddenKind.NOT_SHOWN,
}  # what the text is where drawing it changes nothing


def overlooked(page: pdfium.PdfPage, bounds: Box, drawn: Layer) -> Iterator[tuple[int, str]]:
    """The addresses of the texts that are in doubt, and why."""
    for text in on_layers(page.pdf, drawn):
        yield text, _LAYER
    for text in covered_texts(page, bounds, drawn):
        yield text, _COVERED
