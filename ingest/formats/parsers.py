"""Which parser reads which type of file; each is imported when the first file of its type comes."""

from importlib import import_module
from typing import Protocol, cast

from ingest.formats.file_type import FileType
from ingest.formats.parsed import OnPage, ParsedFile
from ingest.formats.source import Source
from storage.records import Verdict

_PLACES = {
    FileType.PDF: "pdf:read_pdf",
    FileType.DOCX: "docx_file:read_docx",
    FileType.EML: "eml_file:read_eml",
    FileType.MSG: "msg_file:read_msg",
    FileType.SIGNED: "signed_file:read_signed",
    FileType.PNG: "picture_file:read_picture",
    FileType.JPEG: "picture_file:read_picture",
    FileType.TIFF: "picture_file:read_picture",
    FileType.WEBP: "picture_file:read_picture",
    FileType.BMP: "picture_file:read_picture",
    FileType.GIF: "picture_file:read_picture",
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
    FileType.DOC: "old_office:read_old_office",
    FileType.PPT: "old_office:read_old_office",
    FileType.XLS: "old_office:read_old_office",
    FileType.XLSB: "old_office:read_old_office",
}
# What to try where the first parser fails with one of these verdicts.
_NOT_READ = frozenset({Verdict.DAMAGED, Verdict.PARSER_DIED, Verdict.NO_TEXT})
_OVER_A_LIMIT = frozenset(
    {Verdict.PARSER_DIED, Verdict.TOO_SLOW, Verdict.TOO_MUCH_MEMORY, Verdict.TOO_LARGE}
)
_OTHERWISE = {
    FileType.PDF: ("pdf_fallback:read_pdf_otherwise", _NOT_READ),
    FileType.EML: ("eml_file:read_eml_alone", _OVER_A_LIMIT),
    FileType.MSG: ("msg_file:read_msg_alone", _OVER_A_LIMIT),
}


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


def second_parser_of(file_type: FileType, *, after: Verdict) -> Parser | None:
    """The parser to try where the first one ended with the verdict `after`; None: there is none."""
    place, verdicts = _OTHERWISE.get(file_type, ("", frozenset()))
    return _parser(place) if after in verdicts else None


def parser_name(file_type: FileType, *, otherwise: bool) -> str:
    """What a report calls the parser of that type, or the second one: the name of its module."""
    place = _OTHERWISE[file_type][0] if otherwise else _PLACES[file_type]
    return place.split(":")[0]


def _parser(place: str) -> Parser:
    module, name = place.split(":")
    return cast(Parser, getattr(import_module(f"ingest.formats.{module}"), name))
