"""PDF to raw pages: text by PDFium, metadata and encryption by pypdf."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium

from ingest.errors import UnreadableDocument
from ingest.file_type import FileType
from ingest.parsed import ParsedFile, RawPage
from storage.records import PageReading, Verdict

OnPage = Callable[[int, int], None]


def read_pdf(path: Path, *, max_pages: int, on_page: OnPage) -> ParsedFile:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument(
                Verdict.ENCRYPTED, "It needs a password: save it without one."
            ) from None
        raise UnreadableDocument(Verdict.DAMAGED, "It cannot be opened as a PDF.") from None
    total = len(document)
    pages = []
    for index in range(total):
        text = document[index].get_textpage().get_text_range()
        text = text.replace("\r\n", " \n")
        reading = PageReading.TEXT if text.strip() else PageReading.UNREAD
        pages.append(RawPage(text, reading=reading))
        on_page(index + 1, total)
    return ParsedFile(tuple(pages), "", FileType.PDF.value)
