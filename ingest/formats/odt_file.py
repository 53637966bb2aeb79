"""ODT to raw pages: headings, paragraphs, list items and table rows in the order of the text."""

from lxml import etree

from ingest.formats.blocks import first_heading, pages_of
from ingest.formats.file_type import FileType
from ingest.formats.left_out import Left, left_out
from ingest.formats.odf_look import Look, is_pale
from ingest.formats.odf_styles import odf_parts
from ingest.formats.odf_text import OdfText
from ingest.formats.odt_margins import odt_sections
from ingest.formats.page_margins import with_margins
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.picture_pages import with_pictures
from ingest.formats.pictures import PackagePictures
from ingest.formats.source import Source
from ingest.formats.xml_package import local_name, open_package
from ingest.titles import is_title


def read_odt(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a text document; headers and footers are no part of passages.

    Pages are those that the program last laid out, where it wrote them down, or that the author
    broke; without any, about 3,000 characters long.
    Raises UnreadableDocument: TOO_LARGE, DAMAGED, ENCRYPTED or TOO_MANY_PAGES.
    """
    left = Left()
    with open_package(source) as package:
        body, styles, title = odf_parts(package)
        left.deletions = sum(
            local_name(each) == "deletion"
            for changes in body
            if local_name(changes) == "tracked-changes"
            for each in changes.iter(etree.Element)
        )
        pictures = PackagePictures(package)
        text = OdfText(package, styles, left, pictures)
        grounds = styles.page_grounds - {"", "transparent"}
        text.look = Look(on_ground=not all(map(is_pale, grounds)))
        blocks = with_margins(odt_sections(package, body, text, styles, left))
        left.pictures = pictures.unread
    if not is_title(title):
        title = text.title or first_heading(blocks)
    pages = with_pictures(pages_of(blocks, max_pages=max_pages), max_pages=max_pages)
    return ParsedFile(pages, title, FileType.ODT.value, left_out(left, "section"))
