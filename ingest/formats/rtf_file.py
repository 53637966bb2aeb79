"""RTF to raw pages: headings, paragraphs, list items and table rows in the order of the text.

Written here: striprtf, the library that is kept up, gives one text without headings, header rows,
notes apart or hidden text left out.
"""

from collections.abc import Iterator
from dataclasses import replace

from ingest.formats.blocks import TextBlock, first_heading, pages_of
from ingest.formats.file_type import FileType
from ingest.formats.left_out import left_out
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.picture_pages import with_pictures
from ingest.formats.rtf_reader import RtfReader
from ingest.formats.rtf_tokens import tokens
from ingest.formats.source import Source
from ingest.titles import is_title


def read_rtf(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of an RTF document; headers and footers are no part of passages.

    Pages are those that the author broke; without any, about 3,000 characters long. A file cut
    short is read as far as it goes. Raises UnreadableDocument: TOO_MANY_PAGES.
    """
    reader = RtfReader()
    blocks = _blocks(reader, source.read())
    title = " ".join(reader.info_title.split())
    if not is_title(title):
        title = reader.title or first_heading(blocks)
    reader.left.pictures = reader.pictures.unread
    pages = with_pictures(pages_of(blocks, max_pages=max_pages), max_pages=max_pages)
    return ParsedFile(pages, title, FileType.RTF.value, left_out(reader.left, "section"))


def rtf_body(content: bytes) -> Iterator[TextBlock]:
    """The blocks of a mail's body in RTF: its headings are none of the document, and what pictures
    it holds nobody looks for in a mail."""
    for block in _blocks(RtfReader(), content):
        yield replace(block, level=0, starts_page=False, pictures=())


def _blocks(reader: RtfReader, content: bytes) -> list[TextBlock]:
    for token in tokens(content):
        reader.take(token)
    return reader.finish()
