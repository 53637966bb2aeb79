"""The page behind a citation: its picture with the cited lines marked, its text, its neighbours."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Annotated, NamedTuple

from anyio import to_thread
from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from assistant.citation_numbers import QUOTES_JOINED_BY
from ingest.errors import UnreadableDocument
from storage.documents import find_document
from storage.documents import page as read_page
from storage.errors import BadInput, NotFound, UnknownDocument
from storage.mentions import mention_spans
from storage.records import Document, Heading, Page, PageReading, Person, Span
from storage.sought import MOST_CHARACTERS, sought
from storage.turn_records import CitedSource
from ui.caller import person_in
from ui.highlight import Box, needles_for, quoted_spans
from ui.language_choice import page_language
from ui.mention_words import phrases_of, sought_in_words
from ui.page_citation import Citation, cited_by
from ui.page_image import PageKey, Picture
from ui.page_templates import page as html_page
from ui.website import Site, site_of

logger = logging.getLogger(__name__)
router = APIRouter()

PDF = "application/pdf"
PICTURE_WIDTH = 1240  # pixels: 150 dpi on A4
NARROWEST, WIDEST = 200, 2000
MOST_MARKED = 50  # mentions on one page: each is looked for in the picture
LARGEST = 2**53  # the ledger's numbers are smaller

PageNumber = Annotated[int, Path(ge=1, le=LARGEST)]


class Piece(NamedTuple):
    """A piece of a page's text."""

    text: str
    marked: bool
    heading: bool


@dataclass(frozen=True, slots=True)
class View:
    """What the viewer shows of one page."""

    document: Document
    page: Page
    cited: CitedSource | None
    stale: bool  # the document was replaced since the answer that cites it
    marked: tuple[tuple[int, int], ...]  # parts of the page's text that are cited, in order
    mention: str = ""  # what is marked are the mentions of this
    picture: Picture | None = None
    boxes: tuple[Box, ...] = ()

    @property
    def show_text(self) -> bool:
        """True where the picture alone would not show what is cited, or there is no picture."""
        return self.picture is None or (bool(self.marked) and not self.boxes)

    @property
    def pieces(self) -> list[Piece]:
        """The page's text in pieces that are cited, headings, both or neither."""
        headings = in_order(
            (Span(self.page.number, one.start, one.start + len(one.text)) for one in self.headings),
            length=len(self.page.text),
        )
        return pieces_of(self.page.text, marked=self.marked, headings=headings)

    @property
    def headings(self) -> list[Heading]:
        """The headings that stand in the page's text as they were noted."""
        text = self.page.text
        return [one for one in self.page.headings if text.startswith(one.text, one.start)]


@router.get("/view/{document_id}/{number}")
async def view(
    request: Request,
    document_id: str,
    number: PageNumber,
    turn: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    source: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    chunk: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    twin: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    mention: Annotated[str, Query(max_length=MOST_CHARACTERS)] = "",
) -> Response:
    """The page as HTML, alone or in a frame beside the chat.

    What is cited is source `source` of the answer `turn`, or the twin `twin` of that source, or,
    while that answer is still being written, the passage `chunk`. With `mention` every mention of
    that is marked instead.
    """
    site, person = site_of(request), person_in(request)
    citation = Citation(turn, source, chunk, twin, mention)
    looking = partial(look_up, site, person, citation, document_id=document_id, number=number)
    found = await to_thread.run_sync(looking)
    if found.document.media_type == PDF:
        drawing = partial(with_picture, site, found)
        found = await to_thread.run_sync(drawing, limiter=site.turns.drawing)
    return html_page(
        request,
        "view.html",
        view=found,
        document=found.document,
        page=found.page,
        citation=citation.query,
        mentioned=sought_in_words(phrases_of(found.mention), page_language(request)),
        width=PICTURE_WIDTH,
    )


@router.get("/page-image/{document_id}/{number}")
async def page_image(
    request: Request,
    document_id: str,
    number: PageNumber,
    width: Annotated[int, Query(ge=NARROWEST, le=WIDEST)] = PICTURE_WIDTH,
) -> Response:
    """One page of a PDF as PNG."""
    site, person = site_of(request), person_in(request)
    found = await to_thread.run_sync(
        partial(find_document, site.store.ledger, person.reader, document_id)
    )
    if found.media_type != PDF or not 1 <= number <= found.page_count:
        raise UnknownDocument("No such page.")
    key = PageKey(found.content_sha256, number, width)
    path = site.store.originals.path(found.content_sha256)
    drawing = partial(site.page_images.picture, path, key)
    try:
        picture = await to_thread.run_sync(drawing, limiter=site.turns.drawing)
    except UnreadableDocument as error:
        raise UnknownDocument("The page cannot be drawn.") from error
    return Response(picture.png, media_type="image/png")


def look_up(
    site: Site, person: Person, citation: Citation, *, document_id: str, number: int
) -> View:
    """What `person` may see of a page. Raises NotFound, the same for unknown and forbidden."""
    ledger, reader = site.store.ledger, person.reader
    document = find_document(ledger, reader, document_id)
    cited = cited_by(citation, site, person)
    if cited is not None and cited.document_id != document.id:
        raise NotFound("The citation is of another document.")
    stale = cited is not None and cited.version_id != document.version_id
    if stale:
        number = min(number, document.page_count)
    if not 1 <= number <= document.page_count:
        raise UnknownDocument("No such page.")
    page = read_page(ledger, reader, document_id, number)
    if cited is None and citation.mention:
        mentioned = mentioned_parts(site, person, document.id, page, citation.mention)
        return View(document, page, None, False, mentioned, mention=citation.mention)
    marked = cited_parts(page, cited, stale=stale) if cited else ()
    return View(document, page, cited, stale, marked)


def mentioned_parts(
    site: Site, person: Person, document_id: str, page: Page, written: str
) -> tuple[tuple[int, int], ...]:
    """Where the page mentions what is written, MOST_MARKED times at most; nowhere where nothing can
    be sought by it."""
    try:
        what = sought(written)
    except BadInput:
        return ()
    store = site.store
    spans = mention_spans(
        store.ledger, store.lettered, person.reader, document_id, page.number, what
    )
    return in_order(spans[:MOST_MARKED], length=len(page.text))


def cited_parts(page: Page, cited: CitedSource, *, stale: bool) -> tuple[tuple[int, int], ...]:
    """The parts of the page's text that are cited, in order.

    In a replaced document the old spans mean nothing: there the quotation itself is looked for.
    """
    if stale:
        quotes = cited.quote.split(QUOTES_JOINED_BY)
        sought = (span for quote in quotes for span in quoted_spans(page.text, quote))
        found = (Span(page.number, *span) for span in sought)
        return in_order(found, length=len(page.text))
    return in_order(
        (span for span in cited.spans if span.page == page.number), length=len(page.text)
    )


def in_order(spans: Iterable[Span], *, length: int) -> tuple[tuple[int, int], ...]:
    """Spans as (start, end), sorted, within the text, without overlap."""
    parts: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: span.start):
        start = max(span.start, parts[-1][1] if parts else 0)
        end = min(span.end, length)
        if start < end:
            parts.append((start, end))
    return tuple(parts)


def with_picture(site: Site, view: View) -> View:
    """The view with its picture and the boxes of what is cited; as it was where none is drawn."""
    document = view.document
    key = PageKey(document.content_sha256, view.page.number, PICTURE_WIDTH)
    # What was recognised in a scan has no characters in the PDF to put a box around.
    has_characters = view.page.reading is PageReading.TEXT
    spans = [needles_for(view.page.text, *part) for part in view.marked if has_characters]
    try:
        picture, boxes = site.page_images.drawn(
            site.store.originals.path(document.content_sha256), key, spans=spans
        )
    except UnreadableDocument as error:
        logger.warning("page %d of %s: %s", view.page.number, document.id, error.verdict)
        return view
    return replace(view, picture=picture, boxes=tuple(boxes))


def pieces_of(
    text: str, *, marked: Sequence[tuple[int, int]], headings: Sequence[tuple[int, int]]
) -> list[Piece]:
    """`text` cut wherever a mark or a heading begins or ends; joined the pieces are `text`."""
    cuts = sorted({0, len(text), *(cut for part in (*marked, *headings) for cut in part)})
    return [
        Piece(text[start:end], within(start, marked), within(start, headings))
        for start, end in pairwise(cuts)
    ]


def within(place: int, parts: Sequence[tuple[int, int]]) -> bool:
    """True where one of `parts` holds the character at `place`."""
    return any(start <= place < end for start, end in parts)
