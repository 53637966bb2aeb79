"""Hidden text that was released, let into the text of its page."""

from collections.abc import Collection as Digests
from collections.abc import Sequence
from dataclasses import replace

from ingest.page_examination import examined
from storage.records import Page


def with_released(pages: Sequence[Page], digests: Digests[str]) -> tuple[Page, ...]:
    """The pages with those of their hidden texts in `digests` at the end of their own text.

    A page that had no text of its own gets one so.
    """
    return tuple(_with_released(page, digests) for page in pages) if digests else tuple(pages)


def included_digests(pages: Sequence[Page]) -> frozenset[str]:
    """The digests of the hidden texts that stand in the pages' text."""
    return frozenset(one.digest for page in pages for one in page.hidden if one.included)


def _with_released(page: Page, digests: Digests[str]) -> Page:
    hidden = tuple(replace(one, included=one.digest in digests) for one in page.hidden)
    if not any(one.included for one in hidden):
        return page
    shown = dict.fromkeys(one.text for one in hidden if one.included)
    text = "\n".join(part for part in (page.text, *shown) if part)
    return examined(replace(page, text=text, hidden=hidden))
