"""Files that a PDF carries: named, or read where the PDF is but their wrapping (a portfolio)."""

from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pypdfium2 import PdfAttachment

from ingest.errors import UnreadableDocument
from ingest.formats.attachments import (
    ATTACHMENTS,
    check_room,
    more_attachments,
    read_attachment,
)
from ingest.formats.left_out import Left, left_out
from ingest.formats.mail import Attachment
from ingest.formats.parsed import RawPage
from ingest.formats.pdf_layers import PORTFOLIO, catalog_may_name
from ingest.formats.source import Source
from ingest.remarks import Remark
from storage.records import Verdict

NAMED = 1_000  # of all files that a PDF carries, those whose names are asked for
_NO_NAME = "?"


def carried_files(
    document: pdfium.PdfDocument,
    source: Source,
    left: Left,
    *,
    pages: int,
    max_pages: int,
) -> tuple[list[RawPage], tuple[Remark, ...]]:
    """The pages of the files in a portfolio, which follow its own `pages`, and what is said of
    what is not read; `left` has the names of files that are pinned to a page, and comments.

    Raises UnreadableDocument: TOO_MANY_PAGES.
    """
    count = document.count_attachments()
    if count <= 0:
        return [], left_out(left, "page")
    if catalog_may_name(document, PORTFOLIO):
        found, warnings = _portfolio(document, source, pages, max_pages)
        return found, (*warnings, *left_out(left, "page"))
    names = [_name(document, index) for index in range(min(count, NAMED))]
    left.embedded = list(dict.fromkeys((*names, *left.embedded)))
    return [], left_out(left, "page")


def pinned_file(document: pdfium.PdfDocument, annotation: pdfium_c.FPDF_ANNOTATION) -> str:
    """The name of the file that a paper clip on a page stands for."""
    try:
        held = pdfium_c.FPDFAnnot_GetFileAttachment(annotation)
        return PdfAttachment(held, document).get_name() if held else _NO_NAME
    except (pdfium.PdfiumError, UnicodeError):
        return _NO_NAME


def carried_file(source: Source, index: int) -> Source:
    """The file at that index. Raises UnreadableDocument where it cannot be had."""
    from ingest.formats.pdf import open_pdf

    with open_pdf(source) as document:
        content = _content(document, source, index)
    if isinstance(content, UnreadableDocument):
        raise content
    return content


def _portfolio(
    document: pdfium.PdfDocument, source: Source, pages: int, max_pages: int
) -> tuple[list[RawPage], tuple[Remark, ...]]:
    found: list[RawPage] = []
    warnings: list[Remark] = []
    count = document.count_attachments()
    for index, attachment in enumerate(_attachments(document, source, min(count, ATTACHMENTS))):
        check_room(pages + len(found), max_pages)
        read = read_attachment(
            attachment,
            index,
            max_pages=max_pages - pages - len(found),
            conversions=source.conversions,
        )
        found += read.pages
        warnings += read.warnings
    if count > ATTACHMENTS:
        check_room(pages + len(found), max_pages)
        page, warning = more_attachments(count - ATTACHMENTS)
        found.append(page)
        warnings.append(warning)
    return found, tuple(warnings)


def _attachments(document: pdfium.PdfDocument, source: Source, count: int) -> Iterator[Attachment]:
    """One after the other, so that only one is in memory."""
    for index in range(count):
        yield Attachment(_name(document, index), _content(document, source, index))


def _content(
    document: pdfium.PdfDocument, source: Source, index: int
) -> Source | UnreadableDocument:
    try:
        content = bytes(document.get_attachment(index).get_data())
        return Source(content, _name(document, index), source.depth + 1)
    except pdfium.PdfiumError:
        return UnreadableDocument(Verdict.DAMAGED, "It cannot be taken out of the PDF.")


def _name(document: pdfium.PdfDocument, index: int) -> str:
    try:
        return document.get_attachment(index).get_name() or _NO_NAME
    except (pdfium.PdfiumError, UnicodeError):
        return _NO_NAME
