"""The records of an exhaustive search: what was counted, and the documents that were found."""

from dataclasses import dataclass

from storage.records import Span
from storage.sought import Sought

SNIPPET_PAGES = 3  # of a document, from its first: those that show what stands there


@dataclass(frozen=True, slots=True)
class PageMentions:
    """How often one page mentions what is sought, in its words and in other forms of them.

    `snippet` is what stands around the first mention, on one line; `spans` are the mentions, in
    the page's text. Both are empty but on the first SNIPPET_PAGES pages of a document.
    """

    page: int
    mentions: int
    other_forms: int
    snippet: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentMentions:
    """One document, with the pages that mention what is sought, in order.

    `in_title` and `in_file_name` tell that those hold it too; some are found by them alone.
    """

    document_id: str
    version_id: int
    title: str
    file_name: str
    collection: str
    in_title: bool
    in_file_name: bool
    pages: tuple[PageMentions, ...] = ()

    @property
    def mentions(self) -> int:
        """How often the words themselves stand in it."""
        return sum(page.mentions for page in self.pages)

    @property
    def other_forms(self) -> int:
        """How often another form of them does."""
        return sum(page.other_forms for page in self.pages)


@dataclass(frozen=True, slots=True)
class MentionCounts:
    """What was counted over every document that the reader may read.

    `documents` hold what is sought in its own words, `other_documents` only with other forms of
    them, `named_documents` only with their title or file name; `mentions` and `other_forms` were
    counted in all of these. `searched` documents were looked through; `unread` of them have pages
    whose text could not be read.
    """

    documents: int = 0
    mentions: int = 0
    other_documents: int = 0
    other_forms: int = 0
    named_documents: int = 0
    searched: int = 0
    unread: int = 0

    @property
    def found(self) -> int:
        """How many documents are found at all."""
        return self.documents + self.other_documents + self.named_documents


@dataclass(frozen=True, slots=True)
class Mentions:
    """The counts, and of the documents found those from `offset` on, most mentions first.

    Those with the words come before those with other forms only, and those before the ones found
    by name only; equal ones by title, then by id. `document_ids` are those of all, in that order.
    """

    sought: Sought
    counts: MentionCounts
    found: tuple[DocumentMentions, ...]
    document_ids: tuple[str, ...]
    offset: int = 0
