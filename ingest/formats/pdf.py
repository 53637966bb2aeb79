"""PDF to raw pages by PDFium: text in lines, blocks, running lines, headings, title."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType
from ingest.formats.left_out import Left
from ingest.formats.legibility import has_broken_font, is_doubtful, is_legible
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.pdf_attachments import carried_files
from ingest.formats.pdf_headings import OutlineEntry, first_title, headings_of
from ingest.formats.pdf_images import (
    has_large_picture,
    has_recognised_layer,
    is_scan,
    recognised_layers,
    unread_pictures,
)
from ingest.formats.pdf_layout import blocks_of, measure
from ingest.formats.pdf_lines import PageLines, page_lines
from ingest.formats.pdf_notes import page_with_notes
from ingest.formats.pdf_objects import Layer, page_layer
from ingest.formats.pdf_pages import raw_pages
from ingest.formats.pdf_picture import is_blank
from ingest.formats.pdf_view import turn_upright
from ingest.formats.scan_layer import is_misread
from ingest.formats.source import Source
from ingest.formats.xfa_form import dynamic_form
from ingest.titles import is_title
from storage.page_findings import PageWarning
from storage.records import PageReading, Verdict

OUTLINE_ENTRIES = 2_000


def read_pdf(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a PDF; a page without text is BLANK, or UNREAD where something is drawn.

    UNREAD pages that have text are scans with a stamp or a text that is misread, or their text is
    in no language.

    Raises UnreadableDocument: ENCRYPTED, DAMAGED, TOO_MANY_PAGES, or UNKNOWN_TYPE of a form that
    has its pages drawn by Adobe's programs.
    """
    with open_pdf(source) as document:
        total = len(document)
        check_page_count(total, max_pages)
        form = document.get_formtype()
        if form == pdfium_c.FORMTYPE_XFA_FULL:
            raise dynamic_form()
        if form != pdfium_c.FORMTYPE_NONE:
            document.init_forms()  # draws values that the form leaves to the viewer to draw
        pages: list[PageLines] = []
        readings: list[PageReading] = []
        warnings: list[tuple[PageWarning, ...]] = []
        illustrated: list[int] = []
        layered: list[int] = []
        left = Left()
        for index in range(total):
            found = _read_page(document, index, left)
            pages.append(found.lines)
            readings.append(found.reading)
            warnings.append(found.warnings)
            if found.has_picture:
                illustrated.append(index + 1)
            if found.has_layer:
                layered.append(index + 1)
            on_page(index + 1 - readings.count(PageReading.UNREAD), total)
        outline = _outline(document)
        title = document.get_metadata_value("Title")
        carried, remarks = carried_files(document, source, left, pages=total, max_pages=max_pages)
    measures = measure(pages)
    blocks = blocks_of(pages, measures)
    headings = headings_of(blocks, measures, outline)
    if not is_title(title):
        title = first_title(blocks, measures)
    return ParsedFile(
        pages=(
            *(
                replace(raw, hidden=page.hidden, warnings=warned)
                for raw, page, warned in zip(
                    raw_pages(pages, readings, blocks, headings), pages, warnings, strict=True
                )
            ),
            *carried,
        ),
        title=title,
        media_type=FileType.PDF.value,
        warnings=(*unread_pictures(illustrated), *recognised_layers(layered), *remarks),
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


@dataclass(frozen=True, slots=True)
class _ReadPage:
    """One page as it was read; `has_picture`: a large picture stands beside the text; `has_layer`:
    the text is what another program recognised in a scan."""

    lines: PageLines
    reading: PageReading
    warnings: tuple[PageWarning, ...] = ()
    has_picture: bool = False
    has_layer: bool = False


def _read_page(document: pdfium.PdfDocument, index: int, left: Left) -> _ReadPage:
    try:
        noted = page_with_notes(document, index, left)
    except pdfium.PdfiumError:  # this page's own object is damaged; the others may be whole
        return _ReadPage(PageLines("", (), 0.0, 0.0), PageReading.UNREAD)
    page = noted.page
    try:
        drawn = page_layer(page)
        turn_upright(page, drawn)
        found = _read_lines(page, drawn, page_lines(page, drawn, noted.combs, noted.signs))
        if drawn.opened_all:
            return found
        return replace(found, warnings=(*found.warnings, PageWarning.NOT_LOOKED_FOR))
    finally:
        page.close()


def _read_lines(page: pdfium.PdfPage, drawn: Layer, lines: PageLines) -> _ReadPage:
    area = lines.width * lines.height
    broken = (PageWarning.BROKEN_FONT,)
    warnings = broken if has_broken_font(lines.text) else ()
    if not is_legible(lines.text):
        reading = PageReading.BLANK if is_blank(page) else PageReading.UNREAD
        lines = PageLines("", (), lines.width, lines.height, hidden=lines.hidden)
        if reading is PageReading.UNREAD and not warnings:
            warnings = (PageWarning.PICTURE,)
        return _ReadPage(lines, reading, warnings)
    if is_doubtful(lines.text):
        return _ReadPage(lines, PageReading.UNREAD, broken)
    has_layer = has_recognised_layer(drawn, area)
    if has_layer and is_misread(lines.text):
        return _ReadPage(lines, PageReading.UNREAD, (PageWarning.UNSURE,))
    if is_scan(page, sum(len(line.text) for line in lines.lines), area):
        return _ReadPage(lines, PageReading.UNREAD, warnings or (PageWarning.PICTURE,))
    has_picture = has_large_picture(drawn, area)
    return _ReadPage(lines, PageReading.TEXT, warnings, has_picture, has_layer)


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
