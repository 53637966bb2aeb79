"""ODP to raw pages: a slide is a page, its title the heading, its speaker notes at the end."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ingest.errors import UnreadableDocument
from ingest.formats.blocks import TextBlock, first_heading, page_of
from ingest.formats.file_type import FileType
from ingest.formats.left_out import Left, left_out
from ingest.formats.odf_look import Look
from ingest.formats.odf_styles import OdfStyles, odf_parts
from ingest.formats.odf_text import OdfText
from ingest.formats.odp_hidden import SlideGround, shapes_of
from ingest.formats.parsed import OnPage, ParsedFile, RawPage, no_report
from ingest.formats.picture_pages import with_pictures
from ingest.formats.pictures import PackagePictures
from ingest.formats.pptx_file import NOTES
from ingest.formats.source import Source
from ingest.formats.xml_package import attribute, local_name, open_package
from ingest.titles import is_title
from storage.page_findings import HiddenKind, PageWarning
from storage.records import PageReading, Verdict

_REPEATED = ("footer", "date-time", "page-number", "header", "page")


def read_odp(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a presentation; page 7 is slide 7, hidden slides are blank pages.

    Raises UnreadableDocument: TOO_LARGE, DAMAGED, ENCRYPTED or TOO_MANY_PAGES.
    """
    left = Left()
    pages: list[RawPage] = []
    heading = ""
    with open_package(source) as package:
        body, styles, title = odf_parts(package)
        pictures = PackagePictures(package)
        slides = [element for element in body if local_name(element) == "page"]
        if len(slides) > max_pages:
            raise UnreadableDocument(
                Verdict.TOO_MANY_PAGES,
                f"It has {len(slides)} slides; ASSISTANT_MAX_PAGES allows {max_pages}.",
            )
        for number, slide in enumerate(slides, start=1):
            if _is_hidden(slide, styles):
                left.hidden.append(str(number))
                pages.append(RawPage("", reading=PageReading.BLANK))
                continue
            text = OdfText(package, styles, left, pictures)
            ground = SlideGround(slide, styles)
            blocks = [*_shown(slide, text, ground), *_notes(slide, text)]
            heading = heading or first_heading(blocks[:1])
            pages.append(_page(blocks, text))
            on_page(number, len(slides))
        left.pictures = pictures.unread
    return ParsedFile(
        with_pictures(pages or (RawPage(""),), max_pages=max_pages),
        title if is_title(title) else heading,
        FileType.ODP.value,
        left_out(left, "slide"),
    )


def _page(blocks: list[TextBlock], text: OdfText) -> RawPage:
    if any(block.text.strip() for block in blocks):
        return page_of(blocks)
    if not text.has_picture:
        return replace(page_of(blocks), reading=PageReading.BLANK, place=None)
    unread = (PageWarning.PICTURE,)
    # Nothing here can draw a slide; of its pictures those that are large enough are recognised.
    return replace(page_of(blocks), reading=PageReading.UNREAD, warnings=unread, place=None)


def _is_hidden(slide: etree._Element, styles: OdfStyles) -> bool:
    style = attribute(slide, "style-name")
    return styles.property("drawing-page", style, "visibility") == "hidden"


def _shown(slide: etree._Element, text: OdfText, ground: SlideGround) -> Iterator[TextBlock]:
    """The title, then the other shapes in their order."""
    shapes = [each for each in shapes_of(slide) if attribute(each, "class") not in _REPEATED]
    titles = [shape for shape in shapes if attribute(shape, "class") == "title"][:1]
    for title in titles:
        blocks = list(_blocks(title, text, ground))
        words = " ".join(block.text for block in blocks if block.text)
        hidden = tuple(one for block in blocks for one in block.hidden)
        if words.strip() or hidden:
            yield TextBlock(words, level=1, hidden=hidden)
    for shape in shapes:
        if shape not in titles:
            yield from _blocks(shape, text, ground)


def _notes(slide: etree._Element, text: OdfText) -> Iterator[TextBlock]:
    text.look = Look()
    lines = [
        block
        for notes in slide
        if local_name(notes) == "notes"
        for frame in notes
        if attribute(frame, "class") == "notes"
        for block in text.blocks([frame])
    ]
    if any(block.text for block in lines):
        yield TextBlock(NOTES, level=2)
    yield from lines


def _blocks(shape: etree._Element, text: OdfText, ground: SlideGround) -> Iterator[TextBlock]:
    """The blocks of one shape, which may itself be an annotation."""
    if ground.is_outside(shape):
        yield from text.unshown([shape], HiddenKind.OFF_PAGE)
    else:
        text.look = Look(on_ground=ground.is_behind(shape))
        yield from text.blocks([shape])
