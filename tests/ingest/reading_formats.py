"""Files read by the parser of their type, without the child process."""

from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import detect
from ingest.formats.parsed import ParsedFile, no_report
from ingest.formats.parsers import parser_of
from ingest.formats.source import Source

Row = tuple[int, bool, str]


def parsed(path: Path, *, max_pages: int = 50) -> ParsedFile:
    """The file as the parser of its type reads it."""
    source = Source.at(path)
    return parser_of(detect(source))(source, max_pages=max_pages, on_page=no_report)


def lines(file: ParsedFile) -> list[list[str]]:
    """The blocks of each page."""
    return [page.text.split("\n\n") for page in file.pages]


def headings(file: ParsedFile) -> list[list[tuple[int, str]]]:
    """The headings of each page: level and text."""
    return [
        [(found.level, page.text[found.start :].split("\n")[0]) for found in page.headings]
        for page in file.pages
    ]


def refusal(path: Path, *, max_pages: int = 50) -> UnreadableDocument:
    """Why the file is not read."""
    with pytest.raises(UnreadableDocument) as caught:
        parsed(path, max_pages=max_pages)
    return caught.value
