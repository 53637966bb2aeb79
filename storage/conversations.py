"""Conversations: each belongs to one person, and nobody else can tell that it exists."""

import secrets
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, select, update

from storage.conversation_tables import conversations, turns
from storage.errors import NotFound
from storage.ledger import Ledger, insert_row
from storage.names import one_line, storable
from storage.records import Span
from storage.turn_records import CitedSource, ConversationSummary, Turn, TurnSentence, Twin

TITLE_CHARACTERS = 80
EMPTY_FOR_S = 86_400.0  # longer than any session lasts


def start(ledger: Ledger, person: str) -> str:
    """A new conversation of `person`; its id cannot be guessed."""
    conversation_id = secrets.token_hex(16)
    now = time.time()
    never_used = and_(
        conversations.c.person_name == person,
        conversations.c.title == "",
        conversations.c.updated < now - EMPTY_FOR_S,
    )
    with ledger.write() as connection:
        connection.execute(delete(conversations).where(never_used))
        connection.execute(
            conversations.insert().values(
                id=conversation_id, person_name=person, title="", created=now, updated=now
            )
        )
    return conversation_id


def add_turn(ledger: Ledger, person: str, conversation_id: str, turn: Turn) -> Turn:
    """Keep a turn; `turn.id` and `turn.created` are the ledger's. Raises NotFound."""
    now = time.time()
    with ledger.write() as connection:
        title = _own(connection, person, conversation_id)
        values = {
            "conversation_id": conversation_id,
            "question": storable(turn.question),
            "answer": storable(turn.answer),
            "kind": turn.kind,
            "language": turn.language,
            "model": turn.model,
            "complete": int(turn.complete),
            "sentences": [asdict(sentence) for sentence in turn.sentences],
            "sources": [asdict(source) for source in turn.sources],
            "nearest": list(turn.nearest),
            "notice": turn.notice,
            "helpful": None,
            "created": now,
        }
        turn_id = insert_row(connection, turns.insert().values(values))
        connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(updated=now, title=title or _title(turn.question))
        )
        return _record(connection.execute(select(turns).where(turns.c.id == turn_id)).one())


def list_turns(ledger: Ledger, person: str, conversation_id: str) -> list[Turn]:
    """The turns of a conversation, oldest first. Raises NotFound."""
    with ledger.read() as connection:
        _own(connection, person, conversation_id)
        rows = connection.execute(
            select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.id)
        ).all()
    return [_record(row) for row in rows]


def list_conversations(
    ledger: Ledger, person: str, *, limit: int = 50
) -> list[ConversationSummary]:
    """The conversations of `person` in which something was asked, latest first."""
    with ledger.read() as connection:
        rows = connection.execute(
            select(conversations)
            .where(conversations.c.person_name == person, conversations.c.title != "")
            .order_by(conversations.c.updated.desc(), conversations.c.id)
            .limit(limit)
        ).all()
    return [
        ConversationSummary(row.id, row.title, datetime.fromtimestamp(row.updated, UTC))
        for row in rows
    ]


def cited_source(ledger: Ledger, person: str, turn_id: int, number: int) -> CitedSource:
    """Source `number` of a turn of `person`. Raises NotFound.

    Whoever shows it checks with `find_document` that the person may still read the document.
    """
    with ledger.read() as connection:
        row = connection.execute(_turns_of(person).where(turns.c.id == turn_id)).first()
    found = [source for source in _record(row).sources if source.number == number] if row else []
    if not found:
        raise _unknown()
    return found[0]


def set_helpful(ledger: Ledger, person: str, turn_id: int, *, helpful: bool | None) -> None:
    """Keep whether a turn helped; None takes it back. Raises NotFound."""
    with ledger.write() as connection:
        row = connection.execute(_turns_of(person).where(turns.c.id == turn_id)).first()
        if row is None:
            raise _unknown()
        value = None if helpful is None else int(helpful)
        connection.execute(update(turns).where(turns.c.id == turn_id).values(helpful=value))


def delete_conversation(ledger: Ledger, person: str, conversation_id: str) -> None:
    """Delete a conversation with its turns. Raises NotFound."""
    with ledger.write() as connection:
        _own(connection, person, conversation_id)
        connection.execute(delete(conversations).where(conversations.c.id == conversation_id))


def _title(question: str) -> str:
    """How a question begins, on one line; never empty, for an empty title means: not used yet."""
    return one_line(" ".join(storable(question).split()))[:TITLE_CHARACTERS] or "?"


def _turns_of(person: str) -> Select[Any]:
    return (
        select(turns)
        .join(conversations, conversations.c.id == turns.c.conversation_id)
        .where(conversations.c.person_name == person)
    )


def _own(connection: Connection, person: str, conversation_id: str) -> str:
    """The title of a conversation of `person`. Raises NotFound for anybody else's."""
    title = connection.execute(
        select(conversations.c.title).where(
            conversations.c.id == conversation_id, conversations.c.person_name == person
        )
    ).scalar()
    if title is None:
        raise _unknown()
    return str(title)


def _unknown() -> NotFound:
    return NotFound(
        "There is no such conversation or answer among yours.",
        hint="Start a new conversation.",
    )


def _record(row: Row[Any]) -> Turn:
    return Turn(
        id=row.id,
        question=row.question,
        answer=row.answer,
        kind=row.kind,
        language=row.language,
        model=row.model,
        complete=bool(row.complete),
        sources=tuple(_source(source) for source in row.sources),
        nearest=tuple(row.nearest),
        sentences=tuple(
            TurnSentence(
                **{
                    **sentence,
                    "citations": tuple(sentence["citations"]),
                    "may_repeat": tuple(sentence.get("may_repeat", ())),
                    "counts": tuple(sentence.get("counts", ())),
                }
            )
            for sentence in row.sentences
        ),
        notice=row.notice,
        helpful=None if row.helpful is None else bool(row.helpful),
        created=datetime.fromtimestamp(row.created, UTC),
    )


def _source(kept: dict[str, Any]) -> CitedSource:
    """A source as it was kept; one from before there were twins has none."""
    twins = tuple(Twin(**{**twin, "spans": _spans(twin)}) for twin in kept.get("twins", ()))
    return CitedSource(**{**kept, "spans": _spans(kept), "twins": twins})


def _spans(kept: dict[str, Any]) -> tuple[Span, ...]:
    return tuple(Span(**span) for span in kept["spans"])
