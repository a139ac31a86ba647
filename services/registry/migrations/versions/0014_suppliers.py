"""suppliers, the periods in which they may not take part, snapshots for awards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supplier",
        sa.Column("uscc", sa.Text(), primary_key=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("grams", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("legal_representative", sa.Text()),
        sa.Column("contact", sa.Text()),
        sa.Column("contact_phone", sa.Text()),
        sa.Column("size", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size IN ('large', 'medium', 'small', 'micro')", name="supplier_size"),
    )
    op.create_index("supplier_by_grams", "supplier", ["grams"], postgresql_using="gin")
    for name in ("pinyin", "initials", "uscc"):
        op.create_index(
            f"supplier_by_{name}", "supplier", [name], postgresql_ops={name: "text_pattern_ops"}
        )
    op.create_table(
        "supplier_debarment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("debarred_from", sa.Date(), nullable=False),
        sa.Column("debarred_until", sa.Date()),
        sa.Column("doc_no", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("debarred_until >= debarred_from", name="supplier_debarment_period"),
        sa.UniqueConstraint("uscc", "doc_no", name="supplier_debarment_once"),
    )
    op.create_table(
        "supplier_snapshot",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("uscc", "sha256", name="supplier_snapshot_once"),
    )


def downgrade() -> None:
    op.drop_table("supplier_snapshot")
    op.drop_table("supplier_debarment")
    op.drop_table("supplier")
