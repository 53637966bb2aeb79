"""What a program keeps with a text that it added: a column of JSON beside the version."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; versions that were read from files have nothing in it."""
    op.add_column("versions", sa.Column("metadata", sa.JSON(), nullable=True))
