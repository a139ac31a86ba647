"""First."""

import sqlalchemy as sa
from alembic import op

from tenderhall_kit import tables

revision = "20261122"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tables.create(op)
    tables.create_heads(op)
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "heard",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger()),
    )


def downgrade() -> None:
    op.drop_table("heard")
    op.drop_table("note")
    tables.drop_heads(op)
    tables.drop(op)
