"""EPUB to raw pages: the chapters in reading order, each as the HTML it is."""

from lxml import etree

from ingest.errors import UnreadableDocument
from ingest.formats.blocks import first_heading, pages_of
from ingest.formats.epub_sheets import sheets_beside
from ingest.formats.file_type import FileType
from ingest.formats.html_file import html_blocks
from ingest.formats.html_pictures import BookPictures
from ingest.formats.left_out import Left, left_out
from ingest.formats.parsed import OnPage, ParsedFile, RawPage, no_report
from ingest.formats.picture_pages import with_pictures
from ingest.formats.plain_text import decode
from ingest.formats.source import Source
from ingest.formats.xml_package import XmlPackage, local_name, open_package, resolved
from ingest.titles import is_title
from storage.records import Verdict

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGE_TYPES = ("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document")
# Fonts may be scrambled in a book that anyone can read.
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_epub(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a book, about 3,000 characters each; a chapter starts a new one.

    Raises UnreadableDocument: TOO_LARGE, DAMAGED, ENCRYPTED or TOO_MANY_PAGES.
    """
    pages: list[RawPage] = []
    with open_package(source) as package:
        if _is_encrypted(package):
            raise UnreadableDocument(
                Verdict.ENCRYPTED,
                "It is a book protected against copying: ask for one that is not.",
            )
        book, root = _book(package)
        chapters = _chapters(package, book, root)
        heading = ""
        tables = 0
        pictures = BookPictures(package)
        for number, chapter in enumerate(chapters, start=1):
            text = decode(package.read(chapter)) or ""
            blocks = [
                block
                for block in html_blocks(
                    text,
                    tables=tables,
                    linked=sheets_beside(package, chapter),
                    places=pictures.of_chapter(chapter),
                )
                if block.text.strip() or block.hidden or block.pictures
            ]
            tables = max((block.table for block in blocks), default=tables) or tables
            if blocks:
                heading = heading or first_heading(blocks)
                pages += pages_of(blocks, max_pages=max_pages - len(pages))
            on_page(number, len(chapters))
    title = " ".join(_title(root).split())
    return ParsedFile(
        with_pictures(pages or (RawPage(""),), max_pages=max_pages),
        title if is_title(title) else heading,
        FileType.EPUB.value,
        left_out(Left(pictures=pictures.unread), "chapter"),
    )


def _is_encrypted(package: XmlPackage) -> bool:
    root = package.root(_ENCRYPTION)
    methods = () if root is None else _named(root, "EncryptionMethod")
    return any(method.get("Algorithm") not in _FONT_SCRAMBLING for method in methods)


def _book(package: XmlPackage) -> tuple[str, etree._Element]:
    """The part that lists the others, and its root; KeyError where it is missing."""
    container = package.root(_CONTAINER)
    places = () if container is None else _named(container, "rootfile")
    for place in places:
        name = resolved("", place.get("full-path") or "")
        root = package.root(name)
        if root is not None:
            return name, root
    raise KeyError(_CONTAINER)


def _chapters(package: XmlPackage, book: str, root: etree._Element) -> list[str]:
    """The parts in reading order, with those that readers show aside in their place."""
    parts = {
        part.get("id"): resolved(book, part.get("href") or "")
        for part in _named(root, "item")
        if part.get("media-type") in _PAGE_TYPES
    }
    places = [parts.get(place.get("idref")) for place in _named(root, "itemref")]
    return [name for name in places if name and package.holds(name)]


def _title(root: etree._Element) -> str:
    return next((title.text or "" for title in _named(root, "title")), "")


def _named(root: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in root.iter(etree.Element) if local_name(each) == name]
