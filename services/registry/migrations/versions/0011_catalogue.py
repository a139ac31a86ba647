"""采购品目 dated editions of the procurement catalogue."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_edition",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column(
            "imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
    )
    op.create_index("catalogue_in_force", "catalogue_edition", ["effective_from", "id"])
    op.create_table(
        "catalogue_entry",
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("path", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["catalogue_edition.id"]),
        sa.PrimaryKeyConstraint("edition_id", "code"),
    )
    op.create_index("catalogue_children", "catalogue_entry", ["edition_id", "parent", "place"])
    op.create_index("catalogue_code", "catalogue_entry", ["code", "edition_id"])


def downgrade() -> None:
    op.drop_table("catalogue_entry")
    op.drop_table("catalogue_edition")
