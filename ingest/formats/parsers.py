"""Which parser reads which type of file; each is imported when the first file of its type comes."""

from importlib import import_module
from typing import Protocol, cast

from ingest.formats.file_type import FileType
from ingest.formats.parsed import OnPage, ParsedFile
from ingest.formats.source import Source

_PLACES = {
    FileType.PDF: "pdf:read_pdf",
    FileType.DOCX: "docx_file:read_docx",
    FileType.PPTX: "pptx_file:read_pptx",
    FileType.XLSX: "xlsx_file:read_xlsx",
    FileType.ODT: "odt_file:read_odt",
    FileType.ODS: "ods_file:read_ods",
    FileType.ODP: "odp_file:read_odp",
    FileType.EPUB: "epub_file:read_epub",
    FileType.RTF: "rtf_file:read_rtf",
    FileType.HTML: "html_file:read_html",
    FileType.MARKDOWN: "markdown_file:read_markdown",
    FileType.CSV: "csv_file:read_csv",
    FileType.TEXT: "plain_text:read_text",
    FileType.DOC: "old_office:refuse_old_office",
    FileType.PPT: "old_office:refuse_old_office",
    FileType.XLS: "old_office:refuse_old_office",
    FileType.XLSB: "old_office:refuse_old_office",
}
_OTHERWISE = {FileType.PDF: "pdf_fallback:read_pdf_otherwise"}


class Parser(Protocol):
    """File → raw pages."""

    def __call__(self, source: Source, *, max_pages: int, on_page: OnPage) -> ParsedFile:
        """The raw pages of the file, at most `max_pages`.

        `on_page(done, total)` is called as pages are read, where the format has pages.
        Raises UnreadableDocument with the verdict of a file that cannot be read.
        """


def parser_of(file_type: FileType) -> Parser:
    """The parser of that type."""
    return _parser(_PLACES[file_type])


def second_parser_of(file_type: FileType) -> Parser:
    """The parser to try where the first one finds nothing: the same, where there is no other."""
    return _parser(_OTHERWISE.get(file_type, _PLACES[file_type]))


def _parser(place: str) -> Parser:
    module, name = place.split(":")
    return cast(Parser, getattr(import_module(f"ingest.formats.{module}"), name))
