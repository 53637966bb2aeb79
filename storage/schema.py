"""The tables of the ledger. Times are seconds since 1970 (UTC); lists of names are JSON.

Those of conversations are in `storage.conversation_tables`.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# With sqlite_autoincrement an id is never given twice, so that an entry which an index still
# holds for a deleted row can never be taken for a new one.

collections = Table(
    "collections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("created", Float, nullable=False),
    sqlite_autoincrement=True,
)
collection_groups = Table(
    "collection_groups",
    metadata,
    Column("collection_id", ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    Column("group_name", String(64), primary_key=True),
)
# An audience is a collection with one narrowing of its readers, or none: what indexes filter by.
audiences = Table(
    "audiences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("collection_id", ForeignKey("collections.id", ondelete="CASCADE"), nullable=False),
    Column("narrowing", Text, nullable=False),  # sorted JSON list of groups; "" where not narrowed
    UniqueConstraint("collection_id", "narrowing"),
    sqlite_autoincrement=True,
)
audience_groups = Table(
    "audience_groups",
    metadata,
    Column("audience_id", ForeignKey("audiences.id", ondelete="CASCADE"), primary_key=True),
    Column("group_name", String(64), primary_key=True),
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("display_name", String(128), nullable=False),
    Column("role", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Integer, nullable=False, default=0),
    Column("created", Float, nullable=False),
    sqlite_autoincrement=True,
)
memberships = Table(
    "memberships",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("group_name", String(64), primary_key=True),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("last_seen", Float, nullable=False),
    Column("idle_s", Float, nullable=False),
    Column("ends", Float, nullable=False),
)
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),  # SHA-256 of an account name or an address
    Column("at", Float, nullable=False),
    Index(None, "key", "at"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("collection_id", ForeignKey("collections.id"), nullable=False),
    Column("audience_id", ForeignKey("audiences.id"), nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("active_version_id", Integer, nullable=True),
    Column("added_by", String(64), nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
    Column("effective_date", String(10), nullable=True),
    Column("source_url", Text, nullable=True),
    UniqueConstraint("collection_id", "source"),
)
# How the file at a source looked when its content was taken, whether or not it became a document.
source_files = Table(
    "source_files",
    metadata,
    Column("collection_id", ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("size_bytes", Integer, nullable=False),
    Column("mtime_ns", Integer, nullable=False),
    Column("inode", Integer, nullable=False),
    Column("ctime_ns", Integer, nullable=False),
    Column("seen_ns", Integer, nullable=False),
    Column("read_with", Text, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("verdict", String(16), nullable=False),
)
versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("state", String(8), nullable=False),
    Column("content_sha256", String(64), nullable=False, index=True),
    Column("size_bytes", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("media_type", String(128), nullable=False),
    Column("language", String(2), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("unread_pages", JSON, nullable=False),
    Column("chunk_count", Integer, nullable=False),
    Column("recipe", Text, nullable=False),
    Column("embedder_digest", String(64), nullable=False),
    Column("batch", String(32), nullable=False, default=""),
    Column("created", Float, nullable=False),
    Column("metadata", JSON(none_as_null=True), nullable=True),  # of a program that added a text
    Column("seconds", Float, nullable=True),  # that reading and cutting took
    Column("parser", String(32), nullable=False, default="", server_default=""),
    Column("sketch", LargeBinary, nullable=True),  # as storage.sketches packs it
    Column("named_title", Text, nullable=True),  # by the file; NULL where that was not kept
    CheckConstraint("state IN ('pending', 'active')", name="state"),
    sqlite_autoincrement=True,
)
pages = Table(
    "pages",
    metadata,
    Column("version_id", ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("reading", String(8), nullable=False),
    Column("confidence", Float, nullable=True),
    Column("margins", JSON, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("tables", JSON(none_as_null=True), nullable=True),  # NULL: read before they were kept
    Column("language", String(2), nullable=False, default="", server_default=""),
    Column("warnings", JSON(none_as_null=True), nullable=True),
)
sketch_bands = Table(
    "sketch_bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "version_id",
        ForeignKey("versions.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)
# Hidden text found in a version: no part of its pages' text unless `included`.
quarantined_texts = Table(
    "quarantined_texts",
    metadata,
    Column("version_id", ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("instruction", Integer, nullable=False),
    Column("included", Integer, nullable=False),
)
# Hidden texts that somebody let into a document, by their digests: they hold for later versions.
released_texts = Table(
    "released_texts",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("released_by", String(64), nullable=False),
    Column("released", Float, nullable=False),
)
# Releases that were taken back, oldest first.
withdrawn_releases = Table(
    "withdrawn_releases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("digest", String(64), nullable=False),
    Column("released_by", String(64), nullable=False),
    Column("released", Float, nullable=False),
    Column("withheld_by", String(64), nullable=False),
    Column("withheld", Float, nullable=False),
    sqlite_autoincrement=True,
)
chunks = Table(
    "chunks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", ForeignKey("versions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("section", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("spans", JSON, nullable=False),
    Column("language", String(2), nullable=False),
    Column("input_sha256", String(64), nullable=False, index=True),
    sqlite_autoincrement=True,
)
# The vectors of the chunks and the cache of the embedder at once: one row a text, not a chunk.
embeddings = Table(
    "embeddings",
    metadata,
    Column("input_sha256", String(64), primary_key=True),  # first: vectors go by their text
    Column("embedder_digest", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian
)
index_removals = Table("index_removals", metadata, Column("chunk_id", Integer, primary_key=True))
index_retags = Table("index_retags", metadata, Column("chunk_id", Integer, primary_key=True))

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", String(32), nullable=False, index=True),
    Column("state", String(8), nullable=False, index=True),
    Column("owner", String(64), nullable=False, default=""),
    Column("collection_id", ForeignKey("collections.id", ondelete="CASCADE"), nullable=False),
    Column("source", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("readers", JSON(none_as_null=True), nullable=True),
    Column("requested_by", String(64), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("pages_done", Integer, nullable=False, default=0),
    Column("pages_total", Integer, nullable=False, default=0),
    Column("verdict", String(16), nullable=True),
    Column("detail", Text, nullable=False, default=""),
    Column("document_id", String(20), nullable=False, default=""),
    Column("file_stamp", JSON(none_as_null=True), nullable=True),
    Column("about", JSON(none_as_null=True), nullable=True),
    # 1: no file is taken in; its document is read again, whatever it holds by then
    Column("rereading", Integer, nullable=False, default=0, server_default="0"),
    Column("created", Float, nullable=False),
    Column("finished", Float, nullable=True),
    Index("ix_jobs_collection_source", "collection_id", "source"),
    sqlite_autoincrement=True,
)
