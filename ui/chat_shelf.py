"""The person's earlier conversations, at the side of the chat."""

from datetime import date, datetime
from typing import Final
from urllib.parse import quote

from storage import conversations
from storage.ledger import Ledger
from storage.records import Person
from ui.markdown_safe import safe
from ui.shortened import shortened
from ui.wording import text
from ui.wording.dates import day_in_words

SHOWN_CONVERSATIONS: Final = 50
SHOWN_QUESTION: Final = 70


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
