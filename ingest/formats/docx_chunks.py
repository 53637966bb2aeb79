"""Other files that Word shows as a part of a document (`w:altChunk`): HTML, text, RTF or Word."""

from collections.abc import Iterator
from itertools import count

from ingest.errors import UnreadableDocument
from ingest.formats.attachments import read_inside
from ingest.formats.blocks import TextBlock
from ingest.formats.file_type import FileType, detect
from ingest.formats.parsed import BLOCK_END, RawPage
from ingest.formats.source import Source
from storage.records import Verdict

CHUNK_PAGES = 1_000  # of one such file; more than a document's text has
_SHOWN = (FileType.HTML, FileType.TEXT, FileType.RTF, FileType.DOCX, FileType.EML)


class Chunks:
    """Reads each of them once; `unread` names those that cannot be, or that hold pictures."""

    def __init__(self) -> None:
        self.unread: list[str] = []
        self._tables = count(-1, -1)  # beside those of the document, which count from 1
        self._read: set[str] = set()

    def blocks(self, source: Source) -> list[TextBlock]:
        """The blocks of the file, which has its member's name."""
        name = source.file_name
        if name in self._read:
            return []
        self._read.add(name)
        try:
            if detect(source) not in _SHOWN:
                raise UnreadableDocument(Verdict.UNKNOWN_TYPE, "Word does not show its type.")
            pages = read_inside(source, max_pages=CHUNK_PAGES).pages
        except UnreadableDocument:
            self.unread.append(name.rpartition("/")[2])
            return []
        if any(page.place != () or page.label for page in pages):
            self.unread.append(name.rpartition("/")[2])
        return [block for page in pages for block in self._page_blocks(page)]

    def _page_blocks(self, page: RawPage) -> Iterator[TextBlock]:
        levels = {heading.start: heading.level for heading in page.headings}
        tables = [(table, next(self._tables)) for table in page.tables]
        if page.hidden:
            yield TextBlock("", hidden=page.hidden)
        at = 0
        for text in page.text.split(BLOCK_END):
            table, number = next(
                ((table, number) for table, number in tables if table.start <= at < table.end),
                (None, 0),
            )
            is_header = table is not None and at < table.header_end
            is_margin = any(start <= at < end for start, end in page.margins)
            yield TextBlock(
                text, levels.get(at, 0), table=number, is_header=is_header, is_margin=is_margin
            )
            at += len(text) + len(BLOCK_END)
