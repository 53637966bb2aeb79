"""A ledger as it was before a migration, for the tests of upgrading."""

from sqlalchemy import Connection, text

_BACK_TO_0003 = (
    "DROP TABLE withdrawn_releases",
    "ALTER TABLE jobs DROP COLUMN rereading",
    "ALTER TABLE jobs DROP COLUMN about",
    "ALTER TABLE jobs DROP COLUMN file_stamp",
    "ALTER TABLE versions DROP COLUMN named_title",
    "ALTER TABLE documents DROP COLUMN source_url",
    "ALTER TABLE documents DROP COLUMN effective_date",
    "DROP TABLE source_files",
    "DROP TABLE released_texts",
    "DROP TABLE quarantined_texts",
    "DROP TABLE sketch_bands",
    "ALTER TABLE pages DROP COLUMN warnings",
    "ALTER TABLE pages DROP COLUMN language",
    "ALTER TABLE versions DROP COLUMN sketch",
    "ALTER TABLE versions DROP COLUMN parser",
    "ALTER TABLE versions DROP COLUMN seconds",
    "ALTER TABLE pages DROP COLUMN tables",
    "UPDATE alembic_version SET version_num = '0003'",
)


def take_back_to_0003(connection: Connection) -> None:
    """Take the tables back to what they were when metadata of texts were kept, and no more."""
    for statement in _BACK_TO_0003:
        connection.execute(text(statement))
