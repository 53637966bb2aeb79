"""The answer to "which documents mention it": counted and complete, without a language model.

It is kept as any other answer is. Its first sentence is what was sought, with the counts; then each
document is one, with its counts and pages, and cites the first of those pages.
"""

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from typing import Final

from assistant.events import Answer, AnswerKind, AnswerSentence
from storage.ledger import Ledger
from storage.lettered_pages import LetteredPages
from storage.mention_records import DocumentMentions, MentionCounts
from storage.mentions import find_mentions
from storage.records import Reader
from storage.sought import Sought
from storage.turn_records import CitedSource, TurnSentence

MOST_LISTED: Final = 100  # documents of an answer; the counts are of all
MOST_PAGES: Final = 50  # of each document
_OF_DOCUMENT = 3  # numbers of a document before those of its pages
_OF_PAGE = 3


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page and how often it mentions what is sought, in its words and in other forms."""

    number: int
    mentions: int
    other_forms: int


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document of the answer. `pages_found` is larger than the number of `pages` past MOST_PAGES;
    zero for a document that is only called so."""

    source: CitedSource
    mentions: int
    other_forms: int
    pages_found: int
    pages: tuple[ListedPage, ...]


@dataclass(frozen=True, slots=True)
class MentionList:
    """What the answer says: what was sought as a person writes it, the counts, the documents."""

    written: str
    counts: MentionCounts
    documents: tuple[ListedDocument, ...]


def mention_answer(
    ledger: Ledger,
    lettered: LetteredPages,
    sought: Sought,
    *,
    reader: Reader,
    language: str,
    collections: Collection[str] | None = None,
) -> Answer:
    """Every document that `reader` may read and that mentions what is sought, MOST_LISTED by name.

    Raises UnknownCollection.
    """
    found = find_mentions(ledger, lettered, reader, sought, among=collections, limit=MOST_LISTED)
    sources = tuple(_source(at, one) for at, one in enumerate(found.found, start=1))
    head = AnswerSentence(
        sought.written,
        supported=True,
        counts=astuple(found.counts),
        may_repeat=tuple(sorted(found.document_ids)),
    )
    listed = [_sentence(at, one) for at, one in enumerate(found.found, start=1)]
    return Answer(AnswerKind.MENTIONS, language, (head, *listed), sources)


def mention_list(
    sentences: Sequence[AnswerSentence | TurnSentence], sources: Sequence[CitedSource]
) -> MentionList:
    """What such an answer says, read from its sentences as they were given or kept."""
    head, *listed = sentences
    by_number = {source.number: source for source in sources}
    return MentionList(
        head.text,
        MentionCounts(*head.counts),
        tuple(_listed(one.counts, by_number[one.citations[0]]) for one in listed),
    )


def _listed(counts: Sequence[int], source: CitedSource) -> ListedDocument:
    mentions, other_forms, pages_found = counts[:_OF_DOCUMENT]
    pages = tuple(
        ListedPage(*counts[at : at + _OF_PAGE]) for at in range(_OF_DOCUMENT, len(counts), _OF_PAGE)
    )
    return ListedDocument(source, mentions, other_forms, pages_found, pages)


def _sentence(number: int, one: DocumentMentions) -> AnswerSentence:
    shown = ((page.page, page.mentions, page.other_forms) for page in one.pages[:MOST_PAGES])
    return AnswerSentence(
        one.title or one.file_name,
        citations=(number,),
        supported=True,
        paragraph=True,
        counts=(
            *(one.mentions, one.other_forms, len(one.pages)),
            *(count for page in shown for count in page),
        ),
    )


def _source(number: int, one: DocumentMentions) -> CitedSource:
    first = one.pages[0] if one.pages else None
    return CitedSource(
        number=number,
        document_id=one.document_id,
        version_id=one.version_id,
        chunk_id=0,
        title=one.title,
        file_name=one.file_name,
        page=first.page if first else 1,
        spans=first.spans if first else (),
        quote=first.snippet if first else "",
    )
