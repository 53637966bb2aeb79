"""Hidden text that was released, let into the text of its page; and what a document is without."""

from collections.abc import Collection as Digests
from collections.abc import Sequence
from dataclasses import replace

from ingest.errors import NO_TEXT_ON_ANY_PAGE, UnreadableDocument
from ingest.page_examination import examined
from storage.records import Page, Verdict


def with_released(pages: Sequence[Page], digests: Digests[str]) -> tuple[Page, ...]:
    """The pages with those of their hidden texts in `digests` at the end of their own text.

    A page that had no text of its own gets one so.
    """
    return tuple(_with_released(page, digests) for page in pages) if digests else tuple(pages)


def included_digests(pages: Sequence[Page]) -> frozenset[str]:
    """The digests of the hidden texts that stand in the pages' text."""
    return frozenset(one.digest for page in pages for one in page.hidden if one.included)


def verdict_of(pages: Sequence[Page], unread_pages: Sequence[int], *, has_text: bool) -> Verdict:
    """How the reading of a document ended; `has_text`: some of its text can be searched.

    QUARANTINED where none can, and there is hidden text that may be released: all that was read is
    hidden, and unread pages may say more. Raises
    UnreadableDocument where there is neither.
    """
    if has_text:
        return Verdict.PARTLY_READ if unread_pages else Verdict.READ
    if any(page.hidden for page in pages):
        return Verdict.QUARANTINED
    raise UnreadableDocument(Verdict.NO_TEXT, NO_TEXT_ON_ANY_PAGE)


def _with_released(page: Page, digests: Digests[str]) -> Page:
    hidden = tuple(replace(one, included=one.digest in digests) for one in page.hidden)
    if not any(one.included for one in hidden):
        return page
    shown = dict.fromkeys(one.text for one in hidden if one.included)
    text = "\n".join(part for part in (page.text, *shown) if part)
    return examined(replace(page, text=text, hidden=hidden), seen=page.text)
