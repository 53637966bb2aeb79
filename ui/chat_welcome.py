"""What the empty chat says: questions that this person's own documents answer."""

import re
from collections.abc import Iterator
from typing import Final

from storage.documents import list_documents, page
from storage.ledger import Ledger
from storage.records import Document, Person, Reader
from ui.markdown_safe import safe
from ui.wording import text

EXAMPLES: Final = 3
LOOKED_AT: Final = 40  # documents from which the examples are chosen
PAGES_LOOKED_AT: Final = 5
LONGEST: Final = 70  # characters of a title or heading
# Asked in turn of the example documents: 32 of 34 headings of three long words were answered
# from their own document, of shorter ones 3 in 4, of titles 17 of 17.
LONG_WORDS: Final = 3
_NUMBERING: Final = re.compile(
    r"^\W*(?:(?:article|section|chapitre|chapter|annexe|appendix)\b\s*)?"
    r"(?:(?:[A-Z]-?)?\d[\d.]*)?\s*[–—:.)-]*\s*",
    re.IGNORECASE,
)


def welcome_html(ledger: Ledger, person: Person, language: str) -> str:
    """A greeting, and three questions on documents that this person may read."""
    found = list_documents(ledger, person.reader, limit=LOOKED_AT)
    heading = f"<h1>{safe(text('chat.welcome', language))}</h1>"
    if not found:
        return f"{heading}<p>{safe(text('chat.welcome.nothing', language))}</p>"
    scope = f"<p>{safe(text('chat.welcome.scope', language))}</p>"
    questions = example_questions(ledger, person.reader, varied(found, language), language)
    buttons = "".join(
        f'<button type="button" class="example">{safe(question)}</button>' for question in questions
    )
    label = safe(text("chat.examples", language))
    return f'{heading}{scope}<p class="heading">{label}</p><div class="examples">{buttons}</div>'


def varied(documents: list[Document], language: str) -> list[Document]:
    """The documents with those in the reader's language first, of each collection one first."""
    ordered = sorted(documents, key=lambda one: one.language != language)
    first = {one.collection: one.id for one in reversed(ordered)}
    return sorted(ordered, key=lambda one: first[one.collection] != one.id)


def example_questions(
    ledger: Ledger, reader: Reader, documents: list[Document], language: str
) -> list[str]:
    """At most three different questions, each on another document."""
    questions: dict[str, None] = {}
    for document in documents:
        topic = next(topics(ledger, reader, document), "")
        if topic.endswith("?"):
            questions[topic] = None
        elif topic:
            questions[text("chat.example.topic", language, topic=topic)] = None
        elif document.title and len(document.title) <= LONGEST:
            questions[text("chat.example", language, title=document.title)] = None
        if len(questions) == EXAMPLES:
            break
    return list(questions)


def topics(ledger: Ledger, reader: Reader, document: Document) -> Iterator[str]:
    """Headings of the document that say enough to be asked about, without their numbers."""
    for number in range(1, min(document.page_count, PAGES_LOOKED_AT) + 1):
        for heading in page(ledger, reader, document.id, number).headings:
            topic = _NUMBERING.sub("", " ".join(heading.text.split()))
            if topic != document.title and is_telling(topic):
                yield topic


def is_telling(topic: str) -> bool:
    """True for a heading with enough long words, and not too many for a button."""
    return len(topic) <= LONGEST and len(re.findall(r"[^\W\d_]{4,}", topic)) >= LONG_WORDS
