"""PPTX to raw pages: a slide is a page, its title the heading, its speaker notes at the end.

The parts are read here: python-pptx gives neither diagrams nor comments nor hidden slides, and
brings a library that writes spreadsheets.
"""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ingest.errors import UnreadableDocument
from ingest.formats.blocks import TextBlock, first_heading, page_of
from ingest.formats.drawing_text import child
from ingest.formats.file_type import FileType
from ingest.formats.left_out import Left, left_out
from ingest.formats.parsed import OnPage, ParsedFile, RawPage, no_report
from ingest.formats.picture_pages import with_pictures
from ingest.formats.pictures import PackagePictures
from ingest.formats.pptx_hidden import SLIDE_SIZE
from ingest.formats.pptx_slide import Slide
from ingest.formats.source import Source
from ingest.formats.xml_package import XmlPackage, open_package
from ingest.titles import is_title
from storage.page_findings import PageWarning
from storage.records import PageReading, Verdict

NOTES = "Notes"


def read_pptx(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a presentation; page 7 is slide 7, hidden slides are blank pages.

    Raises UnreadableDocument: TOO_LARGE, DAMAGED or TOO_MANY_PAGES.
    """
    with open_package(source) as package:
        slides = _slides(package)
        if len(slides) > max_pages:
            raise UnreadableDocument(
                Verdict.TOO_MANY_PAGES,
                f"It has {len(slides)} slides; ASSISTANT_MAX_PAGES allows {max_pages}.",
            )
        left, size, pictures = Left(), _slide_size(package), PackagePictures(package)
        pages: list[RawPage] = []
        headings: list[str] = []
        for number, name in enumerate(slides, start=1):
            root = package.root(name)
            assert root is not None
            if root.get("show") in ("0", "false"):
                left.hidden.append(str(number))
                page, heading = RawPage("", reading=PageReading.BLANK), ""
            else:
                left.comments += package.count(name, "comments", "cm")
                left.embedded += package.embedded(name)
                page, heading = _page(package, name, Slide(package, name, root, size, pictures))
            pages.append(page)
            headings.append(heading)
            on_page(number, len(slides))
        title = core_title(package)
        left.pictures = pictures.unread
    if not is_title(title):
        title = next(filter(None, headings), "")
    shown = with_pictures(pages, max_pages=max_pages)
    return ParsedFile(shown, title, FileType.PPTX.value, left_out(left, "slide"))


def core_title(package: XmlPackage) -> str:
    """The title in an Office file's properties; empty where there is none."""
    for name in package.related("", "core-properties") or ["docProps/core.xml"]:
        root = package.root(name)
        found = None if root is None else child(root, "title")
        if found is not None and found.text:
            return str(found.text)
    return ""


def _slides(package: XmlPackage) -> list[str]:
    """The slides' parts in the order of the presentation."""
    (main,) = package.related("", "officeDocument")[:1] or ["ppt/presentation.xml"]
    root = package.root(main)
    order = None if root is None else child(root, "sldIdLst")
    relations = package.relations(main)
    places = () if order is None else [_relation_id(place) for place in order]
    named = [relations[place].target for place in places if place in relations]
    return [name for name in named if package.holds(name)]


def _slide_size(package: XmlPackage) -> tuple[int, int]:
    """The width and height of the slides in EMU."""
    (main,) = package.related("", "officeDocument")[:1] or ["ppt/presentation.xml"]
    root = package.root(main)
    stated = None if root is None else child(root, "sldSz")
    sides = ["" if stated is None else stated.get(side) or "" for side in ("cx", "cy")]
    return (int(sides[0]), int(sides[1])) if all(map(str.isdecimal, sides)) else SLIDE_SIZE


def _relation_id(place: etree._Element) -> str:
    """The `r:id` of a slide's place, which also has an `id` of its own."""
    return next((str(value) for key, value in place.attrib.items() if key.endswith("}id")), "")


def _page(package: XmlPackage, name: str, slide: Slide) -> tuple[RawPage, str]:
    """A slide's page and its title."""
    blocks = [*slide.blocks(), *_notes(package, name)]
    if any(block.text.strip() for block in blocks):
        return page_of(blocks), first_heading(blocks[:1])
    if not slide.has_picture:
        return replace(page_of(blocks), reading=PageReading.BLANK, place=None), ""
    unread = (PageWarning.PICTURE,)
    # Nothing here can draw a slide; of its pictures those that are large enough are recognised.
    return replace(page_of(blocks), reading=PageReading.UNREAD, warnings=unread, place=None), ""


def _notes(package: XmlPackage, slide: str) -> Iterator[TextBlock]:
    """What the speaker wrote below the slide, under a heading."""
    for name in package.related(slide, "notesSlide"):
        root = package.root(name)
        if root is None:
            continue
        lines = list(Slide(package, name, root).note_blocks())
        if any(block.text.strip() for block in lines):
            yield TextBlock(NOTES, level=2)
        yield from lines
