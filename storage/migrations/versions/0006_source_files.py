"""How files looked that documents came from, what manifests say, titles as files name them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add a table and columns; of what is there already nothing is known."""
    op.create_table(
        "source_files",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("mtime_ns", sa.Integer(), nullable=False),
        sa.Column("inode", sa.Integer(), nullable=False),
        sa.Column("ctime_ns", sa.Integer(), nullable=False),
        sa.Column("seen_ns", sa.Integer(), nullable=False),
        sa.Column("read_with", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name=op.f("fk_source_files_collection_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("collection_id", "source", name=op.f("pk_source_files")),
    )
    op.add_column("documents", sa.Column("effective_date", sa.String(length=10), nullable=True))
    op.add_column("documents", sa.Column("source_url", sa.Text(), nullable=True))
    op.add_column("versions", sa.Column("named_title", sa.Text(), nullable=True))
    op.add_column("jobs", sa.Column("file_stamp", sa.JSON(), nullable=True))
    op.add_column("jobs", sa.Column("about", sa.JSON(), nullable=True))
    op.add_column("jobs", sa.Column("rereading", sa.Integer(), nullable=False, server_default="0"))
