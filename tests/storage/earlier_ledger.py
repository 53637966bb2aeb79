"""A ledger as it was before a migration, for the tests of upgrading."""

from sqlalchemy import Connection, text

_BEFORE_0005 = (
    "DROP TABLE released_texts",
    "DROP TABLE quarantined_texts",
    "DROP TABLE sketch_bands",
    "ALTER TABLE pages DROP COLUMN warnings",
    "ALTER TABLE pages DROP COLUMN language",
    "ALTER TABLE versions DROP COLUMN sketch",
    "ALTER TABLE versions DROP COLUMN parser",
    "ALTER TABLE versions DROP COLUMN seconds",
    "UPDATE alembic_version SET version_num = '0003'",
)


def undo_reading_reports(connection: Connection) -> None:
    """Take the tables back to revision 0003."""
    for statement in _BEFORE_0005:
        connection.execute(text(statement))
