"""Pages for the pictures of a document: they are recognised as pages of their own, at its end.

So its own pages keep their numbers, which is what people are told and look up.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.errors import UnreadableDocument
from ingest.formats.parsed import RawPage
from ingest.formats.pictures import UNREADABLE
from storage.page_findings import PageWarning
from storage.records import PageReading, Verdict

PICTURE_WORDS = "Picture (image)"  # found by the word of either language
_LABEL = PICTURE_WORDS + " {number}, page {page}"


def with_pictures(pages: Sequence[RawPage], *, max_pages: int) -> tuple[RawPage, ...]:
    """The pages, then one for each of their pictures, in order and named after its page.

    A page without text is that of its first picture. One whose picture nothing can draw is warned
    of, and UNREAD where it has no text. Raises UnreadableDocument: TOO_MANY_PAGES.
    """
    own: list[RawPage] = []
    further: list[RawPage] = []
    for number, page in enumerate(pages, start=1):
        places = [place for place in page.pictures if place != UNREADABLE]
        if page.pictures and not page.text.strip():
            is_whole = UNREADABLE not in page.pictures  # else it stays unread
            page = _unread(page, places.pop(0) if places else UNREADABLE, 0 if is_whole else None)
        elif UNREADABLE in page.pictures:
            page = replace(page, warnings=_warned(page))
        own.append(page)
        for place in places:
            label = _LABEL.format(number=len(further) + 1, page=number)
            back = len(pages) + len(further) + 1 - number
            further.append(_unread(RawPage("", label=label), place, back))
    if further and len(own) + len(further) > max_pages:
        raise UnreadableDocument(
            Verdict.TOO_MANY_PAGES,
            f"With its pictures it has more than the {max_pages} pages that "
            "ASSISTANT_MAX_PAGES allows.",
        )
    return (*own, *further)


def _unread(page: RawPage, place: int, pages_back: int | None) -> RawPage:
    return replace(
        page,
        reading=PageReading.UNREAD,
        warnings=_warned(page),
        place=None if place == UNREADABLE else (place,),
        pages_back=pages_back,
    )


def _warned(page: RawPage) -> tuple[PageWarning, ...]:
    others = (one for one in page.warnings if one is not PageWarning.PICTURE)
    return (*others, PageWarning.PICTURE)
