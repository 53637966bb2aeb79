"""What is reported of a reading, and hidden text that is kept apart until somebody releases it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns and tables; versions that were read before have nothing in them."""
    op.add_column("versions", sa.Column("seconds", sa.Float(), nullable=True))
    op.add_column("versions", sa.Column("parser", sa.String(32), nullable=False, server_default=""))
    op.add_column("versions", sa.Column("sketch", sa.LargeBinary(), nullable=True))
    op.add_column("pages", sa.Column("language", sa.String(2), nullable=False, server_default=""))
    op.add_column("pages", sa.Column("warnings", sa.JSON(), nullable=True))
    version = sa.ForeignKeyConstraint(
        ["version_id"],
        ["versions.id"],
        name=op.f("fk_sketch_bands_version_id_versions"),
        ondelete="CASCADE",
    )
    op.create_table(
        "sketch_bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        version,
        sa.PrimaryKeyConstraint("band", "version_id", name=op.f("pk_sketch_bands")),
    )
    op.create_index(op.f("ix_sketch_bands_version_id"), "sketch_bands", ["version_id"])
    op.create_table(
        "quarantined_texts",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("instruction", sa.Integer(), nullable=False),
        sa.Column("included", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["versions.id"],
            name=op.f("fk_quarantined_texts_version_id_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "page", "ordinal", name=op.f("pk_quarantined_texts")),
    )
    op.create_table(
        "released_texts",
        sa.Column("document_id", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("released_by", sa.String(64), nullable=False),
        sa.Column("released", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_released_texts_document_id_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "digest", name=op.f("pk_released_texts")),
    )
