"""Where the tables of a page stand in its text: a column of JSON beside its headings."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; in pages that were read before, nothing is known of tables."""
    op.add_column("pages", sa.Column("tables", sa.JSON(), nullable=True))
