"""Office files from before 2007: which are read, after LibreOffice has converted them."""

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.source import Source
from storage.records import Verdict

CONVERTED = {
    FileType.DOC: FileType.DOCX,
    FileType.PPT: FileType.PPTX,
    FileType.XLS: FileType.XLSX,
    FileType.XLSB: FileType.XLSX,
}
NOT_INSTALLED = (
    "It is a binary Office file, which is read where LibreOffice is installed: "
    "install it, or save the file as DOCX, PPTX or XLSX."
)
NOT_CONVERTED = (
    "It is a binary Office file inside another file: save it as DOCX, PPTX or XLSX and add it "
    "by itself."
)


def refuse_old_office(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """Always raises UnreadableDocument: only a file by itself is converted, before it is parsed."""
    raise UnreadableDocument(Verdict.UNKNOWN_TYPE, NOT_CONVERTED)
