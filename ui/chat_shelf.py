"""The person's earlier conversations, and what to ask when there is none yet."""

from datetime import date, datetime
from typing import Final
from urllib.parse import quote

from storage import conversations
from storage.documents import list_documents
from storage.ledger import Ledger
from storage.records import Document, Person
from ui.chat_markup import shortened
from ui.markdown_safe import safe
from ui.wording import text
from ui.wording.dates import day_in_words

SHOWN_CONVERSATIONS: Final = 50
SHOWN_QUESTION: Final = 70
EXAMPLES: Final = 3
LOOKED_AT: Final = 40  # documents from which the examples are chosen
LONGEST_TITLE: Final = 70


def shelf_html(ledger: Ledger, person: Person, language: str, *, current: str) -> str:
    """Links to the conversations, newest first; the current one can be deleted."""
    kept = conversations.list_conversations(ledger, person.name)[:SHOWN_CONVERSATIONS]
    if not kept:
        return f'<p class="none">{safe(text("chat.conversations.none", language))}</p>'
    items = [
        shelf_item(one.id, one.title, one.updated, language=language, current=one.id == current)
        for one in kept
    ]
    return f'<ul class="shelf">{"".join(items)}</ul>'


def shelf_item(
    conversation_id: str, title: str, moment: datetime, *, language: str, current: bool
) -> str:
    """One conversation, named by its first question."""
    address = f"/chat/?c={quote(conversation_id, safe='')}"
    name = safe(shortened(title, SHOWN_QUESTION))
    day = day_in_words(moment.astimezone(), language, today=date.today())
    when = f'<span class="when">{safe(day)}</span>'
    link = f'<a class="kept{" current" if current else ""}" href="{address}">{name}{when}</a>'
    delete, sure = (safe(text(f"chat.forget{word}", language)) for word in ("", ".sure"))
    button = (
        f'<button type="button" class="forget"><span class="first">{delete}</span>'
        f'<span class="second">{sure}</span></button>'
    )
    return f"<li>{link}{button if current else ''}</li>"


def welcome_html(ledger: Ledger, person: Person, language: str) -> str:
    """What the empty chat says: three questions on documents that this person may read."""
    found = list_documents(ledger, person.reader, limit=LOOKED_AT, offset=0)
    heading = f"<h1>{safe(text('chat.welcome', language))}</h1>"
    if not found:
        return f"{heading}<p>{safe(text('chat.welcome.nothing', language))}</p>"
    scope = f"<p>{safe(text('chat.welcome.scope', language))}</p>"
    buttons = "".join(
        f'<button type="button" class="example">{safe(question)}</button>'
        for question in example_questions(found, language)
    )
    label = safe(text("chat.examples", language))
    return f'{heading}{scope}<p class="heading">{label}</p><div class="examples">{buttons}</div>'


def example_questions(documents: list[Document], language: str) -> list[str]:
    """Questions on documents in the reader's language first, one a collection as far as it goes."""
    named = [one for one in documents if one.title and len(one.title) <= LONGEST_TITLE]
    named.sort(key=lambda one: one.language != language)
    collections = {one.collection: one for one in reversed(named)}
    varied = [one for one in named if collections[one.collection] is one]
    rest = [one for one in named if one not in varied]
    titles = dict.fromkeys(one.title for one in varied + rest)
    return [text("chat.example", language, title=title) for title in list(titles)[:EXAMPLES]]
