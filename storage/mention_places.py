"""Where a lettered document holds a phrase, in its own words and in other forms of them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from storage.lettered_pages import LetteredDocument, lettered_document
from storage.letters import Letters
from storage.phrase import Phrase
from storage.sought import Sought


@dataclass(frozen=True, slots=True)
class Place:
    """One mention: `start` to `end` of the document's lettered text, which begins on `page`.

    `own_words` is false for another form; `at_end` is true where it goes on on the next page.
    """

    page: int
    start: int
    end: int
    own_words: bool
    at_end: bool


def places(document: LetteredDocument, one: Phrase) -> list[Place]:
    """The mentions of a phrase: the leftmost first, without overlap, and of each page end at most
    one. Another form counts where the words themselves do not stand."""
    own: list[Place] = []
    if document.may_hold(one.longest):
        own += _places(document, one.pattern, lambda _: True, own_words=True)
    if one.forms is None or one.forms.longest not in document.text:
        return own
    starts, ends = [place.start for place in own], [place.end for place in own]

    def is_other(found: re.Match[str]) -> bool:
        before = bisect_right(starts, found.end() - 1)
        free = before == 0 or ends[before - 1] <= found.start()
        return free and one.forms is not None and one.forms.admit(found)

    own += _places(document, one.forms.pattern, is_other, own_words=False)
    return own


def _places(
    document: LetteredDocument,
    pattern: re.Pattern[str],
    admit: Callable[[re.Match[str]], bool],
    *,
    own_words: bool,
) -> Iterator[Place]:
    text = document.text
    if pattern.search(text) is None:
        return
    at, last = 0, document.ends_from
    while found := pattern.search(text, at, last):
        at = found.start() + 1
        if admit(found):
            at = found.end()
            page = document.page_at(found.start())
            yield Place(page, found.start(), found.end(), own_words, at_end=False)
    if pattern.search(text, last) is None:
        return
    for page, start, joint, end in document.page_ends():
        at = start
        while found := pattern.search(text, at, end):
            at = found.start() + 1
            if found.start() < joint < found.end() and admit(found):
                yield Place(page, found.start(), found.end(), own_words, at_end=True)
                break


def spans_in(text: str, sought: Sought) -> list[tuple[int, int]]:
    """The spans of every mention in a text that stands alone, in order."""
    document = lettered_document([(1, text, ())])
    found = [place for one in sought.phrases for place in places(document, one)]
    return spans_on_page(document, found, text, text)


def spans_on_page(
    document: LetteredDocument, found: list[Place], text: str, said: str
) -> list[tuple[int, int]]:
    """The spans of `found`, which are places of one page, in the text of that page, in order.

    `said` is the text with its running headers and footers blanked: of a mention that goes on on
    the next page it holds the part that stands here.
    """
    spans = []
    within = [place for place in found if not place.at_end]
    if within:
        letters, begin = Letters(text), document.start_of(within[0].page)
        spans += [letters.origin(place.start - begin, place.end - begin) for place in within]
    for place in found:
        if place.at_end:
            letters = Letters(said)
            begin = letters.length - document.before_joint(place.start)
            spans.append(letters.origin(begin, letters.length))
    return sorted(set(spans))
