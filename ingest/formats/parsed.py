"""What a parser hands over: raw pages, still with the line ends and odd characters of the file.

In a raw text one line end stands within a paragraph, two or more between paragraphs, headings,
list items and table rows. Cleaning turns the first kind into a space and the second into one
line end, so that in a cleaned page every line is one such block.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.formats.conversions import ToConvert
from ingest.remarks import Remark
from storage.page_findings import HiddenText, PageWarning
from storage.records import PageReading

BLOCK_END = "\n\n"

OnPage = Callable[[int, int], None]  # pages done, pages in all


def no_report(done: int, total: int) -> None:
    """An `OnPage` for those who do not want to know."""


@dataclass(frozen=True, slots=True)
class RawHeading:
    """A heading whose line starts at `start` of the raw text; `level` counts from 1."""

    start: int
    level: int


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows from `start` to `end`, one a line; those up to `header_end` name the columns.

    `header_end` is `start` where none does. `goes_on` says that the rows continue the last table
    of the page before, whose header then stands for them too where they have none.
    """

    start: int
    end: int
    header_end: int
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as the parser gives it; all positions index into `text`.

    `place` is where its picture is found: the indexes of the attachments it came in, outermost
    first, then its number there; empty for a page of the file itself, None where there is no
    picture. `label` is a line to stand above it: what the attachment that starts there is called.
    `pages_back` is set where its picture stands in a document: how many pages before it the page
    is that shows it, 0 for itself. `to_convert` is set where it stands for an old Office file in
    the file that nobody has tried to convert; `place` says where that lies.
    """

    text: str
    headings: tuple[RawHeading, ...] = ()
    margins: tuple[tuple[int, int], ...] = ()
    reading: PageReading = PageReading.TEXT
    tables: tuple[RawTable, ...] = ()
    hidden: tuple[HiddenText, ...] = ()  # no part of `text`
    warnings: tuple[PageWarning, ...] = ()
    place: tuple[int, ...] | None = ()
    label: str = ""
    pages_back: int | None = None
    to_convert: ToConvert | None = None
    pictures: tuple[int, ...] = ()  # beside the text, see ingest.formats.picture_pages


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The raw pages of a file; `title` is empty where the file names none."""

    pages: tuple[RawPage, ...]
    title: str
    media_type: str
    warnings: tuple[Remark, ...] = ()
