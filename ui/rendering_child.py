"""Runs inside `ingest.sandbox`: draws one page of a PDF and finds the cited characters on it.

pdfium aborts its process on some hostile files: this is the process it may abort.
"""

import base64
import ctypes
import io
import math
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.errors import UnreadableDocument
from ingest.formats.pdf_objects import page_layer
from ingest.formats.pdf_view import turn_upright
from ingest.sandboxed import JsonObject, Report, serve
from storage.records import Verdict
from ui.highlight import Box, Needle, locate, merged_lines, squeeze

MAX_PIXELS = 6_000_000  # 24 MB as a bitmap; a page of A4 at 200 dpi has 3.9 million
NO_CHARACTER = "\ufffd"


def draw(task: JsonObject, _report: Report) -> JsonObject:
    """The page `task["page"]` of the PDF at `task["path"]`, about `task["width"]` pixels wide.

    {"png": base64, "width": px, "height": px, "boxes": [[left, top, right, bottom] in px]},
    the boxes one for each line of the spans whose needles `task["spans"]` holds.
    """
    try:
        with pypdfium2.PdfDocument(task["path"]) as document:
            if task["page"] > len(document):
                raise UnreadableDocument(Verdict.DAMAGED, "The page is missing.")
            page = document[task["page"] - 1]
            bitmap = page.render(scale=scale_for(*page.get_size(), width=task["width"]))
            spans = [[Needle(*needle) for needle in needles] for needles in task["spans"]]
            boxes = boxes_of(page, bitmap.get_posconv(page), spans) if spans else []
            picture = io.BytesIO()
            bitmap.to_pil().save(picture, "PNG", compress_level=4)
    except pypdfium2.PdfiumError:
        raise UnreadableDocument(Verdict.DAMAGED, "The page cannot be drawn.") from None
    return {
        "png": base64.b64encode(picture.getvalue()).decode("ascii"),
        "width": bitmap.width,
        "height": bitmap.height,
        "boxes": [[box.left, box.top, box.right, box.bottom] for box in boxes],
    }


def scale_for(page_width: float, page_height: float, *, width: int) -> float:
    """Pixels a point, so that the page is `width` wide and has at most MAX_PIXELS.

    Raises UnreadableDocument for a page without an area.
    """
    if not (math.isfinite(page_width * page_height) and page_width * page_height > 0):
        raise UnreadableDocument(Verdict.DAMAGED, "The page has no area.")
    return min(width / page_width, math.sqrt(MAX_PIXELS / (page_width * page_height)))


def boxes_of(
    page: pypdfium2.PdfPage, position: pypdfium2.PdfPosConv, spans: list[list[Needle]]
) -> list[Box]:
    """Boxes in pixels around the characters that are looked for, one for each line."""
    rotation = page.get_rotation()
    turn_upright(page, page_layer(page))  # as it was read: its lines come in that order
    text = page.get_textpage()
    page.set_rotation(rotation)
    squeezed = squeeze(characters_of(text))
    found = [index for needles in spans for index in locate(squeezed, needles)]
    return merged_lines(
        box for box in (pixel_box(text, index, position) for index in found) if box is not None
    )


def characters_of(text: pypdfium2.PdfTextPage) -> Iterator[str]:
    """Each character of the page, in the order of the PDF; U+FFFD for what is none."""
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        sound = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
        yield chr(code) if sound else NO_CHARACTER


def pixel_box(
    text: pypdfium2.PdfTextPage, index: int, position: pypdfium2.PdfPosConv
) -> Box | None:
    """The box of one character in pixels, upright on a rotated page too; None if it has none."""
    area = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(area)):
        return None
    corners = [
        position.to_bitmap(area.left, area.top),
        position.to_bitmap(area.right, area.bottom),
    ]
    across, down = zip(*corners, strict=True)
    return Box(min(across), min(down), max(across), max(down))


if __name__ == "__main__":
    serve(draw)
