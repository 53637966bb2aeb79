"""The tables of what people asked and were answered, as `storage.schema` has the others."""

from sqlalchemy import JSON, Column, Float, ForeignKey, Integer, String, Table, Text

from storage.schema import metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person_name", String(64), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
)
turns = Table(
    "turns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("model", Text, nullable=False),
    Column("complete", Integer, nullable=False),
    Column("sentences", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("nearest", JSON, nullable=False),
    Column("notice", Text, nullable=False),
    Column("helpful", Integer, nullable=True),
    Column("created", Float, nullable=False),
    sqlite_autoincrement=True,
)
