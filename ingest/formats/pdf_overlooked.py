"""Dark text of a PDF page that may not be seen all the same: covered, or on a layer.

Each of them is compared with the page as it is drawn: a layer may be switched on, a cover may let
through. Nothing is looked at closely on pages without layers where nothing is drawn after a text.
"""

from collections.abc import Iterator, Mapping, Sequence

import pypdfium2 as pdfium

from ingest.formats.pdf_characters import Characters
from ingest.formats.pdf_covered import covered_texts
from ingest.formats.pdf_layers import on_layers
from ingest.formats.pdf_objects import Box, Layer
from storage.page_findings import HiddenKind

_COVERED, ON_LAYER = "doubtful: covered", "doubtful: on a layer"
DOUBTS: Mapping[str, HiddenKind] = {
    _COVERED: HiddenKind.COVERED,
    ON_LAYER: HiddenKind.NOT_SHOWN,
}  # what the text is where drawing it changes nothing


def overlooked(
    page: pdfium.PdfPage, bounds: Box, drawn: Layer, characters: Characters, length: int
) -> Iterator[tuple[int, str, Sequence[int]]]:
    """The addresses of the texts that are in doubt, why, and those of the same words, if any.

    A text is seen where drawing the page without it and those changes something.
    """
    for text in on_layers(page.pdf, drawn):
        yield text, ON_LAYER, ()
    for text, again in covered_texts(page, bounds, drawn, characters, length):
        yield text, _COVERED, again
