"""DOCX to raw pages: paragraphs, headings, list items and table rows in the order of the text.

The tree is walked here because python-docx leaves out content controls, tracked insertions, text
boxes and footnotes: text that a person who opens the document sees.
"""

from collections.abc import Iterator
from typing import BinaryIO

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from ingest.errors import UnreadableDocument
from ingest.formats.archives import ARCHIVE_FAILURES
from ingest.formats.blocks import TextBlock, first_heading, pages_of
from ingest.formats.chart_text import chart_lines
from ingest.formats.docx_chunks import Chunks
from ingest.formats.docx_hidden import HiddenRuns
from ingest.formats.docx_margins import BlocksOf, DocxMargins
from ingest.formats.docx_numbering import Numbering
from ingest.formats.docx_strict import open_transitional
from ingest.formats.docx_styles import Styles
from ingest.formats.docx_text import Body
from ingest.formats.drawing_pictures import DrawnPicture
from ingest.formats.drawing_text import plain_lines
from ingest.formats.file_type import FileType
from ingest.formats.left_out import Left, left_out
from ingest.formats.page_margins import with_margins
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.picture_pages import with_pictures
from ingest.formats.pictures import NOTHING, PackagePictures, is_small
from ingest.formats.source import Source
from ingest.formats.xml_package import EMBEDDED, open_package, parsed_xml
from ingest.remarks import Remark
from ingest.titles import is_title
from storage.records import Verdict

_NOTES = ("footnotes", "endnotes")


def read_docx(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a Word document; headers and footers are no part of passages.

    Pages are those that Word last laid out, or that the author broke; without any, about 3,000
    characters long. Raises UnreadableDocument: TOO_LARGE, DAMAGED or TOO_MANY_PAGES.
    """
    try:
        with open_package(source) as package, open_transitional(source) as file:
            document = _opened(file)
            pictures = PackagePictures(package)
            chunks = Chunks()
            body = _body(document, pictures, chunks, source.depth)
            margins = DocxMargins(document, _part(document, "settings"), _margin_reader(document))
            blocks = with_margins(margins.section(*one) for one in body.sections())
            left = _left(document, pictures, chunks)
            title = _title(document)
    except (*ARCHIVE_FAILURES, OpcError, KeyError, ValueError, etree.XMLSyntaxError):
        raise UnreadableDocument(Verdict.DAMAGED, "It is a damaged Word file.") from None
    if not is_title(title):
        title = body.title or first_heading(blocks)
    pages = with_pictures(pages_of(blocks, max_pages=max_pages), max_pages=max_pages)
    return ParsedFile(pages, title, FileType.DOCX.value, left)


def _opened(file: BinaryIO) -> Document:
    """The document as python-docx opens it. Raises what that raises of a damaged one."""
    try:
        document = docx.Document(file)
        has_body = document.element.body is not None
    except AttributeError:  # it takes whatever root a part has for the one that it expects
        has_body = False
    if not has_body:
        raise ValueError("a part has another root than it should, or no body")
    return document


def _title(document: Document) -> str:
    """The title of its properties; empty where these cannot be made out."""
    try:
        return str(document.core_properties.title)
    except AttributeError:  # as above
        return ""


def _body(document: Document, pictures: PackagePictures, chunks: Chunks, depth: int) -> Body:
    notes = {}
    for kind in _NOTES:
        part = _part(document, kind)
        for note in () if part is None else part:
            notes[kind, note.get(qn("w:id")) or ""] = note
    styles = _part(document, "styles")
    return Body(
        document.element.body,
        styles=Styles(styles),
        numbering=Numbering(_part(document, "numbering")),
        notes=notes,
        runs=HiddenRuns(styles, document.element),
        drawn=dict(_drawn(document.part)),
        places=lambda picture: _places(document, picture, pictures),
        chunks=lambda relation: _chunk(document, relation, chunks, depth),
    )


def _margin_reader(document: Document) -> BlocksOf:
    """Reads headers and footers, which are set by the styles of the document."""
    styles = _part(document, "styles")
    known, runs = Styles(styles), HiddenRuns(styles, document.element)
    numbering = _part(document, "numbering")

    def blocks_of(root: etree._Element, part: Part) -> list[TextBlock]:
        counted, drawn = Numbering(numbering), dict(_drawn(part))
        body = Body(root, styles=known, numbering=counted, notes={}, runs=runs, drawn=drawn)
        return list(body.blocks())

    return blocks_of


def _places(
    document: Document, picture: DrawnPicture, pictures: PackagePictures
) -> tuple[int, ...]:
    """Where a picture of the body is found; those of footnotes have relations of their own."""
    relation = document.part.rels.get(picture.relation)
    if relation is None:
        return NOTHING
    if relation.is_external:
        return NOTHING if is_small(picture.size) else pictures.lost()
    return pictures.member(str(relation.target_part.partname).lstrip("/"), picture.size)


def _chunk(document: Document, name: str, chunks: Chunks, depth: int) -> list[TextBlock]:
    """The blocks of a file that is shown in its place."""
    relation = document.part.rels.get(name)
    if relation is None or relation.is_external:
        return []
    part = relation.target_part
    return chunks.blocks(Source(part.blob, str(part.partname), depth + 1))


def _embedded(document: Document) -> list[str]:
    """The names of files that open when a reader clicks on them."""
    return sorted({
        str(relation.target_part.partname).rpartition("/")[2]
        for relation in document.part.rels.values()
        if relation.reltype.rpartition("/")[2] in EMBEDDED and not relation.is_external
    })  # fmt: skip


def _drawn(part: Part) -> Iterator[tuple[str, list[str]]]:
    """What charts and diagrams say, by the relation that draws them."""
    for name, relation in part.rels.items():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("chart", "diagramData") and not relation.is_external:
            root = parsed_xml(relation.target_part.blob)
            yield name, list(chart_lines(root) if kind == "chart" else plain_lines(root))


def _left(document: Document, pictures: PackagePictures, chunks: Chunks) -> tuple[Remark, ...]:
    """What Word shows beside the text or crossed out, and is not read."""
    comments = _part(document, "comments")
    return left_out(
        Left(
            comments=0 if comments is None else len(comments.findall(qn("w:comment"))),
            deletions=sum(len(run) > 0 for run in document.element.body.iter(qn("w:del"))),
            pictures=pictures.unread,
            embedded=[*_embedded(document), *chunks.unread],
        ),
        "section",
    )


def _part(document: Document, kind: str) -> etree._Element | None:
    """The root element of the part that the document refers to as its `kind`."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            return parsed_xml(relation.target_part.blob)
    return None
