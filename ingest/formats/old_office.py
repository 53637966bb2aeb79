"""Office files from before 2007: which are read, after LibreOffice has converted them."""

from dataclasses import replace
from hashlib import sha256

from ingest.formats.conversions import NotConverted, ToConvert
from ingest.formats.file_type import FileType, detect
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.parsers import parser_of
from ingest.formats.source import Source

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
# As it was said until such files inside others were converted too: the ledger still has it.
NOT_CONVERTED = (
    "It is a binary Office file inside another file: save it as DOCX, PPTX or XLSX and add it "
    "by itself."
)


def read_old_office(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a file inside another, of what it was converted to.

    Raises what `converted_source` raises, and what the parser of the other type does.
    """
    parse = parser_of(CONVERTED[detect(source)])
    return parse(converted_source(source), max_pages=max_pages, on_page=on_page)


def converted_source(source: Source) -> Source:
    """What the file was converted to, under its own name.

    Raises NotConverted where nobody tried, UnreadableDocument where it could not be.
    """
    digest = sha256(source.read()).hexdigest()
    made = source.conversions.made(digest)
    if made is None:
        to = CONVERTED[detect(source)].name.lower()
        raise NotConverted(ToConvert(digest, to), NOT_INSTALLED)
    return replace(source, where=made)
