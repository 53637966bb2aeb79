"""The lettered texts of whole documents, kept in memory: what every page holds, and its page ends.

They are made from the ledger's pages alone, and a version's pages never change: nothing here can be
out of date, and what is not here is read from the ledger again.
"""

import re
import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from storage.ledger import Ledger
from storage.letters import BETWEEN, GROUPING, WITHIN, breaks_a_word, lettered
from storage.phrase import LONGEST_MATCH
from storage.schema import documents, pages

# 100,000 chunks (25,000 pages of 3,000 characters) take 95 MB; beyond this the pages are read and
# folded again for every question: slow, and as complete.
MOST_CHARACTERS: Final = 600_000_000
_APART = "\f"  # no phrase reaches over it
_COMPOUND = re.compile(r"[^ \f,-]+[,-][^ \f]+")
_MADE_AT_ONCE = 50  # versions; one may have thousands of pages
_RAW_END = 3 * LONGEST_MATCH  # characters of a page's end that are folded at first

# Number, text, and the spans of running headers and footers of a page.
PageText = tuple[int, str, Sequence[Sequence[int]]]


@dataclass(frozen=True, slots=True)
class LetteredDocument:
    """The pages of one version, one after the other, then its page ends.

    A page end is the end of what one page says and the beginning of what the next page says,
    without running headers and footers; there a phrase may reach from page to page.
    """

    text: str
    compounds: str  # the words of `text` that hold a "-" or ",", each once and without them
    starts: tuple[int, ...]  # where each page, then each page end, begins in `text`
    numbers: tuple[int, ...]  # of the pages, then of the pages that end
    joints: tuple[int, ...]  # for each page end, the place of the gap between the two pages

    @property
    def ends_from(self) -> int:
        """Where the page ends begin in `text`."""
        return self.starts[-len(self.joints)] if self.joints else len(self.text)

    def may_hold(self, letters: str) -> bool:
        """False where no word, nor the parts of a compound together, hold these letters."""
        return letters in self.text or letters in self.compounds

    def page_at(self, position: int) -> int:
        """The number of the page that is, or ends, at a place of `text`."""
        return self.numbers[bisect_right(self.starts, position) - 1]

    def start_of(self, page: int) -> int:
        """Where the page of that number begins in `text`."""
        return self.starts[self.numbers.index(page)]

    def before_joint(self, position: int) -> int:
        """How many characters there are from a place in a page end to its joint."""
        return next(joint for joint in self.joints if joint > position) - position

    def page_ends(self) -> Iterator[tuple[int, int, int, int]]:
        """The page's number, start, joint and end of every page end."""
        first = len(self.numbers) - len(self.joints)
        ends = [start - 1 for start in self.starts[first + 1 :]] + [len(self.text)]
        yield from zip(self.numbers[first:], self.starts[first:], self.joints, ends, strict=True)


class LetteredPages:
    """The lettered documents of the active versions, by version id. Thread-safe."""

    def __init__(self, *, most_characters: int = MOST_CHARACTERS) -> None:
        self._kept: dict[int, LetteredDocument] = {}
        self._most = most_characters
        self._size = 0
        self._making = threading.Lock()
        self._changing = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def of(
        self, connection: Connection, version_ids: Sequence[int]
    ) -> Iterator[tuple[int, LetteredDocument]]:
        """Each version with its lettered document, in order; what is missing is made now."""
        self._forget_removed(connection)
        for start in range(0, len(version_ids), _MADE_AT_ONCE):
            some = version_ids[start : start + _MADE_AT_ONCE]
            found = {one: self._kept[one] for one in some if one in self._kept}
            if len(found) < len(some):
                with self._making:  # who comes meanwhile waits, and finds them made
                    found |= self._completed(connection, [one for one in some if one not in found])
            yield from ((one, found[one]) for one in some)

    def fill(self, ledger: Ledger) -> None:
        """Make every active version's now, so that no question waits for it."""
        with ledger.read() as connection:
            version_ids = list(
                connection.execute(
                    select(documents.c.active_version_id)
                    .where(documents.c.active_version_id.is_not(None))
                    .order_by(documents.c.active_version_id)
                ).scalars()
            )
        for start in range(0, len(version_ids), _MADE_AT_ONCE):
            with ledger.read() as connection:  # one each: nobody's write waits for all of them
                for _ in self.of(connection, version_ids[start : start + _MADE_AT_ONCE]):
                    pass

    def _completed(
        self, connection: Connection, version_ids: Sequence[int]
    ) -> dict[int, LetteredDocument]:
        found = {one: self._kept[one] for one in version_ids if one in self._kept}
        made = _made(connection, [one for one in version_ids if one not in found])
        for version_id, document in made.items():
            with self._changing:
                if self._size + len(document.text) <= self._most:
                    self._kept[version_id] = document
                    self._size += len(document.text)
        return found | made

    def _forget_removed(self, connection: Connection) -> None:
        active = set(connection.execute(select(documents.c.active_version_id)).scalars())
        with self._changing:
            for version_id in self._kept.keys() - active:
                self._size -= len(self._kept.pop(version_id).text)


def _made(connection: Connection, version_ids: Sequence[int]) -> dict[int, LetteredDocument]:
    query = (
        select(pages.c.version_id, pages.c.number, pages.c.text, pages.c.margins)
        .where(pages.c.version_id.in_(version_ids))
        .order_by(pages.c.version_id, pages.c.number)
    )
    of_version: dict[int, list[PageText]] = {version_id: [] for version_id in version_ids}
    for version_id, number, text, margins in connection.execute(query):
        of_version[version_id].append((number, text, margins))
    return {version_id: lettered_document(texts) for version_id, texts in of_version.items()}


def lettered_document(texts: Sequence[PageText]) -> LetteredDocument:
    """The document whose pages have these numbers, texts and margins, in order."""
    parts: list[str] = []
    starts: list[int] = []
    numbers: list[int] = []
    joints: list[int] = []
    size = 0

    def add(number: int, part: str) -> None:
        nonlocal size
        starts.append(size)
        numbers.append(number)
        parts.append(part)
        size += len(part) + len(_APART)

    for number, text, _ in texts:
        add(number, lettered(text))
    for number, end, gap, beginning in _page_ends(texts):
        joints.append(size + len(end))
        add(number, f"{end}{gap}{beginning}")
    whole = _APART.join(parts)
    return LetteredDocument(whole, _compounds(whole), tuple(starts), tuple(numbers), tuple(joints))


def _compounds(text: str) -> str:
    joined = " ".join(dict.fromkeys(_COMPOUND.findall(text)))
    return joined.replace(WITHIN, "").replace(GROUPING, "")


def _page_ends(texts: Sequence[PageText]) -> Iterator[tuple[int, str, str, str]]:
    """For each page that says something and has such a one after it: its number, how it ends, the
    gap between the two, and how the next one begins."""
    before: tuple[int, str] | None = None
    for number, text, margins in texts:
        said = said_on(text, margins)
        beginning = _beginning_of(said)
        if not beginning:
            continue
        if before is not None:
            gap = WITHIN if breaks_a_word(before[1], said) else BETWEEN
            yield before[0], _end_of(before[1]), gap, beginning
        before = number, said


def said_on(text: str, margins: Sequence[Sequence[int]]) -> str:
    """The text of a page, as long as it was, with its running headers and footers blanked."""
    for start, end in margins:
        text = f"{text[:start]}{chr(10) * (end - start)}{text[end:]}"
    return text


def _end_of(text: str) -> str:
    """The last LONGEST_MATCH characters of the lettered text."""
    end = lettered(text[-_RAW_END:])
    if len(text) > _RAW_END and len(end) <= LONGEST_MATCH + 8:
        end = lettered(text)
    return end[-LONGEST_MATCH:]


def _beginning_of(text: str) -> str:
    """The first LONGEST_MATCH characters of the lettered text."""
    beginning = lettered(text[:_RAW_END])
    if len(text) > _RAW_END and len(beginning) <= LONGEST_MATCH + 8:
        beginning = lettered(text)
    return beginning[:LONGEST_MATCH]
