"""Every document that mentions something, of all that a reader may read: counted and complete.

No index is asked: every page of every readable document is looked through, as the ledger has it at
that moment, in its lettered text (storage.lettered_pages). A page is its whole text, with running
headers and footers; a phrase that begins at the end of a page and goes on where the next page's own
text begins is a mention on the first of them.

On 25,000 pages (100,000 chunks) a rare phrase takes 0.1 s of processor time, a common word 0.5 s,
two words on every page with their other forms 1 s; the first question after a start, which folds
every page, 11 s unless the server has done that already (python -m benchmarks.mentions, November
2026, two busy cores). Candidates from the lexical index would be faster and could miss: it holds no
running header and no S.N.C.F. as one word, and it may lag behind the ledger.
"""

from collections.abc import Collection as Names
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from storage.access import readable_collection, readable_condition
from storage.asking_first import asking
from storage.ledger import Ledger
from storage.lettered_pages import LetteredDocument, LetteredPages, said_on
from storage.letters import lettered as lettered_text
from storage.mention_places import Place, places, spans_on_page
from storage.mention_records import (
    SNIPPET_PAGES,
    DocumentMentions,
    MentionCounts,
    Mentions,
    PageMentions,
)
from storage.phrase import Phrase
from storage.records import Reader, Span
from storage.schema import audiences, collections, documents, pages, versions
from storage.sought import Sought

BEFORE: Final = 90  # characters of a snippet before its mention
AFTER: Final = 150
OWN_WORDS, OTHER_FORMS, NAMED = range(3)  # how a document was found, the best first


@dataclass(frozen=True, slots=True)
class _Found:
    """A document that was found: how, and how often it holds what is sought."""

    row: Row[Any]
    how: int
    mentions: int
    other_forms: int

    @property
    def order(self) -> tuple[Any, ...]:
        return self.how, -self.mentions, -self.other_forms, self.row.title, self.row.id


@asking()
def find_mentions(
    ledger: Ledger,
    lettered: LetteredPages,
    reader: Reader,
    sought: Sought,
    *,
    among: Names[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Mentions:
    """Every document that mentions what is sought, of those that `reader` may read.

    `among` names the collections that are searched, by default all. The counts are those of all
    documents, whatever part of them `offset` and `limit` show. Raises UnknownCollection.
    """
    for name in among or ():
        readable_collection(ledger, reader, name)
    with ledger.read() as connection:  # one state of the ledger: what is counted is what is shown
        rows = _readable(connection, reader, among)
        found = []
        for row, (_, document) in zip(
            rows, lettered.of(connection, [row.version_id for row in rows]), strict=True
        ):
            one = _looked_through(row, document, sought)
            found += [one] if one is not None else []
        found.sort(key=lambda one: one.order)
        shown = found[offset : None if limit is None else offset + limit]
        details = _detailed(connection, lettered, [one.row for one in shown], sought)
    return Mentions(
        sought=sought,
        counts=_counts(rows, found),
        found=details,
        document_ids=tuple(one.row.id for one in found),
        offset=offset,
    )


def mention_spans(
    ledger: Ledger,
    lettered: LetteredPages,
    reader: Reader,
    document_id: str,
    number: int,
    sought: Sought,
) -> tuple[Span, ...]:
    """The mentions on one page, in order; none where `reader` may not read it."""
    with ledger.read() as connection:
        rows = _readable(connection, reader, None, only=document_id)
        for version_id, document in lettered.of(connection, [row.version_id for row in rows]):
            found = _on_page(document, sought, number)
            return _spans(connection, version_id, document, number, found)
    return ()


def _readable(
    connection: Connection, reader: Reader, among: Names[str] | None, *, only: str = ""
) -> Sequence[Row[Any]]:
    query: Select[Any] = (
        select(
            documents.c.id,
            collections.c.name.label("collection"),
            versions.c.id.label("version_id"),
            versions.c.title,
            versions.c.file_name,
            versions.c.unread_pages,
        )
        .join(collections, collections.c.id == documents.c.collection_id)
        .join(audiences, audiences.c.id == documents.c.audience_id)
        .join(versions, versions.c.id == documents.c.active_version_id)
        .where(readable_condition(reader))
        .order_by(versions.c.id)
    )
    if among is not None:
        query = query.where(collections.c.name.in_(list(among)))
    if only:
        query = query.where(documents.c.id == only)
    return connection.execute(query).all()


def _looked_through(row: Row[Any], document: LetteredDocument, sought: Sought) -> _Found | None:
    """What was found in a document; None where nothing was."""
    own, other = {}, {}
    for one in sought.phrases:
        found = places(document, one)
        own[one] = sum(place.own_words for place in found)
        other[one] = len(found) - own[one]

    def named(one: Phrase) -> bool:
        return bool(own[one] or other[one]) or _names(row.title, one) or _names(row.file_name, one)

    if sought.met(lambda one: own[one] > 0):
        how = OWN_WORDS
    elif sought.met(lambda one: own[one] + other[one] > 0):
        how = OTHER_FORMS
    elif sought.met(named):
        how = NAMED
    else:
        return None
    return _Found(row, how, sum(own.values()), sum(other.values()))


def _names(name: str, one: Phrase) -> bool:
    """True where a title or a file name holds a phrase, or another form of it."""
    letters = _lettered_name(name)
    if one.pattern.search(letters):
        return True
    forms = one.forms
    return forms is not None and any(map(forms.admit, forms.pattern.finditer(letters)))


@lru_cache(maxsize=65_536)
def _lettered_name(name: str) -> str:
    return lettered_text(name)


def _counts(rows: Sequence[Row[Any]], found: Iterable[_Found]) -> MentionCounts:
    found = list(found)
    by_how = [sum(one.how == how for one in found) for how in (OWN_WORDS, OTHER_FORMS, NAMED)]
    return MentionCounts(
        documents=by_how[OWN_WORDS],
        mentions=sum(one.mentions for one in found),
        other_documents=by_how[OTHER_FORMS],
        other_forms=sum(one.other_forms for one in found),
        named_documents=by_how[NAMED],
        searched=len(rows),
        unread=sum(bool(row.unread_pages) for row in rows),
    )


def _detailed(
    connection: Connection, lettered: LetteredPages, rows: Sequence[Row[Any]], sought: Sought
) -> tuple[DocumentMentions, ...]:
    documents_found = lettered.of(connection, [row.version_id for row in rows])
    return tuple(
        DocumentMentions(
            document_id=row.id,
            version_id=row.version_id,
            title=row.title,
            file_name=row.file_name,
            collection=row.collection,
            in_title=any(_names(row.title, one) for one in sought.phrases),
            in_file_name=any(_names(row.file_name, one) for one in sought.phrases),
            pages=_pages(connection, version_id, document, sought),
        )
        for row, (version_id, document) in zip(rows, documents_found, strict=True)
    )


def _pages(
    connection: Connection, version_id: int, document: LetteredDocument, sought: Sought
) -> tuple[PageMentions, ...]:
    by_page: dict[int, list[Place]] = {}
    for one in sought.phrases:
        for place in places(document, one):
            by_page.setdefault(place.page, []).append(place)
    return tuple(
        _page(connection, version_id, document, number, by_page[number], shown=at < SNIPPET_PAGES)
        for at, number in enumerate(sorted(by_page))
    )


def _page(
    connection: Connection,
    version_id: int,
    document: LetteredDocument,
    number: int,
    found: list[Place],
    *,
    shown: bool,
) -> PageMentions:
    own = sum(place.own_words for place in found)
    counted = PageMentions(number, own, len(found) - own)
    if not shown:
        return counted
    text = _page_row(connection, version_id, number).text
    spans = _spans(connection, version_id, document, number, found)
    return PageMentions(number, own, len(found) - own, _snippet(text, spans[0]), spans)


def _on_page(document: LetteredDocument, sought: Sought, number: int) -> list[Place]:
    every = (place for one in sought.phrases for place in places(document, one))
    return [place for place in every if place.page == number]


def _spans(
    connection: Connection,
    version_id: int,
    document: LetteredDocument,
    number: int,
    found: list[Place],
) -> tuple[Span, ...]:
    if not found:
        return ()
    row = _page_row(connection, version_id, number)
    spans = spans_on_page(document, found, row.text, said_on(row.text, row.margins))
    return tuple(Span(number, start, end) for start, end in spans)


def _page_row(connection: Connection, version_id: int, number: int) -> Row[Any]:
    query: Select[Any] = select(pages.c.text, pages.c.margins).where(
        pages.c.version_id == version_id, pages.c.number == number
    )
    return connection.execute(query).one()


def _snippet(text: str, span: Span) -> str:
    """What stands around a mention, on one line, cut between words."""
    start, end = max(span.start - BEFORE, 0), min(span.end + AFTER, len(text))
    if start:
        start = next((at for at in range(start, span.start) if text[at - 1].isspace()), span.start)
    if end < len(text):
        end = next((at for at in range(end, span.end, -1) if text[at].isspace()), span.end)
    around = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{around}{' …' if end < len(text) else ''}"
