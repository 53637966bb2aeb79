"""PDF to raw pages by PDFium: text in lines, blocks, running lines, headings, title."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType
from ingest.formats.legibility import is_doubtful, is_legible
from ingest.formats.parsed import OnPage, ParsedFile, RawHeading, RawPage, no_report
from ingest.formats.pdf_headings import BlockHeading, OutlineEntry, first_title, headings_of
from ingest.formats.pdf_images import has_large_picture, is_scan, unread_pictures
from ingest.formats.pdf_layout import Block, blocks_of, measure
from ingest.formats.pdf_lines import PageLines, page_lines
from ingest.formats.pdf_picture import is_blank
from ingest.formats.source import Source
from ingest.titles import is_title
from storage.records import PageReading, Verdict

OUTLINE_ENTRIES = 2_000
ANNOTATIONS = 1_000  # looked at on a page for the first that a person wrote in
_WRITTEN = (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT)
_BLOCK_BREAK = "\f"  # one character, so that PDFium's character indexes stay true


def read_pdf(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a PDF; a page without text is BLANK, or UNREAD where something is drawn.

    UNREAD pages that have text are scans with a stamp, or their text is in no language.

    Raises UnreadableDocument: ENCRYPTED, DAMAGED or TOO_MANY_PAGES.
    """
    with open_pdf(source) as document:
        total = len(document)
        check_page_count(total, max_pages)
        if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
            document.init_forms()  # draws values that the form leaves to the viewer to draw
        pages: list[PageLines] = []
        readings: list[PageReading] = []
        illustrated: list[int] = []
        for index in range(total):
            lines, reading, has_picture = _read_page(document, index)
            pages.append(lines)
            readings.append(reading)
            if has_picture:
                illustrated.append(index + 1)
            on_page(index + 1 - readings.count(PageReading.UNREAD), total)
        outline = _outline(document)
        title = document.get_metadata_value("Title")
    measures = measure(pages)
    blocks = blocks_of(pages, measures)
    headings = headings_of(blocks, measures, outline)
    if not is_title(title):
        title = first_title(blocks, measures)
    return ParsedFile(
        pages=tuple(_raw_pages(pages, readings, blocks, headings)),
        title=title,
        media_type=FileType.PDF.value,
        warnings=unread_pictures(illustrated),
    )


@contextmanager
def open_pdf(source: Source) -> Iterator[pdfium.PdfDocument]:
    """The document, closed afterwards; raises ENCRYPTED or DAMAGED where it cannot be opened."""
    try:
        document = pdfium.PdfDocument(source.where)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise needs_password() from None
        raise UnreadableDocument(Verdict.DAMAGED, "It cannot be opened as a PDF.") from None
    try:
        yield document
    finally:
        document.close()


def needs_password() -> UnreadableDocument:
    """The refusal of a document that opens with a password only."""
    return UnreadableDocument(
        Verdict.ENCRYPTED, "It opens with a password only: save it without one, then add it again."
    )


def check_page_count(total: int, max_pages: int) -> None:
    """Raise UnreadableDocument where a document has more pages than are allowed, or none."""
    if total == 0:
        raise UnreadableDocument(Verdict.DAMAGED, "It has no pages.")
    if total > max_pages:
        raise UnreadableDocument(
            Verdict.TOO_MANY_PAGES,
            f"It has {total} pages; ASSISTANT_MAX_PAGES allows {max_pages}.",
        )


def _read_page(document: pdfium.PdfDocument, index: int) -> tuple[PageLines, PageReading, bool]:
    """The lines of a page, how it was read, and whether a large picture stands beside the text."""
    try:
        page = _page_with_fields(document, index)
    except pdfium.PdfiumError:  # this page's own object is damaged; the others may be whole
        return PageLines("", (), 0.0, 0.0), PageReading.UNREAD, False
    try:
        lines = page_lines(page)
        area = lines.width * lines.height
        if is_legible(lines.text):
            characters = sum(len(line.text) for line in lines.lines)
            if is_scan(page, characters, area) or is_doubtful(lines.text):
                return lines, PageReading.UNREAD, False
            return lines, PageReading.TEXT, has_large_picture(page, area)
        reading = PageReading.BLANK if is_blank(page) else PageReading.UNREAD
        return PageLines("", (), lines.width, lines.height), reading, False
    finally:
        page.close()


def _page_with_fields(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """The page with what was written into its form fields and notes as a part of its text."""
    page = document[index]
    for place in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), ANNOTATIONS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if kind in _WRITTEN:
            pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
            page.close()
            return document[index]
    return page


def _outline(document: pdfium.PdfDocument) -> list[OutlineEntry]:
    entries: list[OutlineEntry] = []
    for bookmark in document.get_toc():
        destination = bookmark.get_dest()
        page = destination.get_index() if destination else None
        if page is not None:
            entries.append(OutlineEntry(bookmark.get_title(), bookmark.level + 1, page))
        if len(entries) == OUTLINE_ENTRIES:
            break
    return entries


def _raw_pages(
    pages: Sequence[PageLines],
    readings: Sequence[PageReading],
    blocks: Sequence[Block],
    headings: Sequence[BlockHeading],
) -> Iterator[RawPage]:
    blocks_on: defaultdict[int, list[Block]] = defaultdict(list)
    headings_on: defaultdict[int, list[RawHeading]] = defaultdict(list)
    for block in blocks:
        blocks_on[block.page].append(block)
    for heading in headings:
        start = heading.block.start
        headings_on[heading.block.page].append(RawHeading(start, heading.level))
    for index, (page, reading) in enumerate(zip(pages, readings, strict=True)):
        yield RawPage(
            text=_with_breaks(page.text, blocks_on[index]),
            headings=tuple(headings_on[index]),
            margins=tuple((block.start, block.end) for block in blocks_on[index] if block.margin),
            reading=reading,
        )


def _with_breaks(text: str, blocks: Sequence[Block]) -> str:
    """The text with its line ends made soft within a block and hard after it; same length."""
    soft = re.sub(r"[\r\n]+", lambda found: "\n" + " " * (len(found[0]) - 1), text)
    characters = list(soft)
    for block in blocks:
        if block.end < len(characters) and text[block.end] in "\r\n":
            characters[block.end] = _BLOCK_BREAK
    return "".join(characters)
