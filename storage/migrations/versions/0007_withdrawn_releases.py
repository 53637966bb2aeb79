"""Releases of hidden texts that were taken back: who had released, who withheld, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add a table; of what was taken back before nothing is known."""
    op.create_table(
        "withdrawn_releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("released_by", sa.String(length=64), nullable=False),
        sa.Column("released", sa.Float(), nullable=False),
        sa.Column("withheld_by", sa.String(length=64), nullable=False),
        sa.Column("withheld", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_withdrawn_releases_document_id_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawn_releases")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_withdrawn_releases_document_id"), "withdrawn_releases", ["document_id"]
    )
