"""PDF to raw pages by pypdf, for the few files in which PDFium finds nothing."""

import logging
import zlib
from io import BytesIO

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType
from ingest.formats.legibility import is_legible
from ingest.formats.parsed import OnPage, ParsedFile, RawPage, no_report
from ingest.formats.pdf import check_page_count, needs_password
from ingest.formats.source import Source
from ingest.remarks import RemarkKind, remark
from ingest.titles import is_title
from storage.page_findings import PageWarning
from storage.records import PageReading, Verdict

NOT_LOOKED_FOR = remark(RemarkKind.NOT_LOOKED_FOR)
_NOTHING = RawPage("", reading=PageReading.UNREAD)
_WARNINGS = (PageWarning.NOT_LOOKED_FOR,)
# What pypdf raises on files that are not well formed, besides its own errors.
_FAILURES = (
    PyPdfError,
    DependencyError,  # AES without the package `cryptography`; PDFium has its own
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)


def read_pdf_otherwise(
    source: Source, *, max_pages: int, on_page: OnPage = no_report
) -> ParsedFile:
    """The raw pages of a PDF as pypdf reads them; a page without text is UNREAD.

    Raises UnreadableDocument: ENCRYPTED, DAMAGED or TOO_MANY_PAGES.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(BytesIO(source.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            raise needs_password()
        total = len(reader.pages)
    except _FAILURES:
        raise UnreadableDocument(Verdict.DAMAGED, "It cannot be opened as a PDF.") from None
    check_page_count(total, max_pages)
    pages = []
    for index in range(total):
        text = _text_of(reader, index)
        pages.append(_NOTHING if not text else RawPage(text, warnings=_WARNINGS))
        on_page(sum(1 for page in pages if page.text), total)
    return ParsedFile(tuple(pages), _title(reader), FileType.PDF.value, (NOT_LOOKED_FOR,))


def _text_of(reader: pypdf.PdfReader, index: int) -> str:
    try:
        text = reader.pages[index].extract_text()
    except _FAILURES:
        return ""
    return text if is_legible(text) else ""


def _title(reader: pypdf.PdfReader) -> str:
    try:
        title = reader.metadata.title if reader.metadata else None
    except _FAILURES:
        return ""
    return title if title and is_title(title) else ""
