"""Pictures in documents in which recognition found no text: photographs, which are no unread pages.

What PDFs show beside their text is no page either. That a scan is too faint cannot be told from a
photograph, so the page that shows it is warned of.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.page_examination import examined
from storage.page_findings import PageWarning
from storage.records import Page, PageReading


def settled(
    pages: Sequence[Page], pages_back: Sequence[int | None], wordless: Collection[int]
) -> tuple[Page, ...]:
    """The pages as they were recognised, without those of pictures in documents without text.

    `pages_back` are those of the raw pages, see RawPage; `wordless` the numbers of the pages in
    which recognition looked for text and found none. The page that shows such a picture is warned
    of instead, and is itself not UNREAD for that. Where other pages than those of pictures follow,
    as in a mail, the page of the picture stays, BLANK, and they keep their numbers. The pages are
    not numbered anew. Those of a document without any text stay as they are.
    """
    if not any(page.text for page in pages):
        return tuple(pages)
    kept = {page.number: page for page in pages}
    last = max((number for number, back in enumerate(pages_back, start=1) if not back), default=0)
    for page, back in zip(pages, pages_back, strict=True):
        if back is None or page.number not in wordless:
            continue
        is_blank = page.reading is PageReading.BLANK
        if back and page.number > last:
            del kept[page.number]
        elif back:
            kept[page.number] = examined(replace(page, reading=PageReading.BLANK))
        if not is_blank:
            shows = kept[page.number - back]
            kept[shows.number] = _warned(shows, is_settled=not back)
    return tuple(kept.values())


def _warned(page: Page, *, is_settled: bool) -> Page:
    """The page with a warning of a picture without readable text."""
    is_read = page.reading is not PageReading.BLANK and not is_settled
    reading = page.reading if is_read else PageReading.TEXT
    return examined(replace(page, reading=reading, warnings=(*page.warnings, PageWarning.PICTURE)))
