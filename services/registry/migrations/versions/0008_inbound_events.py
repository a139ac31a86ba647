"""what other platforms tell of lots and suppliers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbound_event",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("lot_id", sa.Uuid(), sa.ForeignKey("lot.id")),
        sa.Column("lot_no", sa.Text()),
        sa.Column("trace_id", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("restricted", postgresql.JSONB(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("entered_by", sa.Text()),
        sa.Column("entered_reason", sa.Text()),
        sa.Column("file", postgresql.JSONB()),
        sa.CheckConstraint(
            "status IN ('applied', 'waiting', 'recorded', 'refused')", name="inbound_status"
        ),
        sa.CheckConstraint(
            "(entered_by IS NULL) = (entered_reason IS NULL)"
            " AND (entered_by IS NULL) = (file IS NULL)",
            name="inbound_by_hand",
        ),
    )
    op.create_index(
        "inbound_once",
        "inbound_event",
        ["event_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'refused'"),
    )
    op.create_index("inbound_of_lot", "inbound_event", ["lot_id", "received_at"])
    op.create_index("inbound_newest", "inbound_event", ["received_at"])
    op.create_index(
        "inbound_waiting",
        "inbound_event",
        ["lot_id"],
        postgresql_where=sa.text("status = 'waiting'"),
    )
    # other platforms know a lot by its number
    op.create_index("lot_by_no", "lot", ["no"])


def downgrade() -> None:
    op.drop_index("lot_by_no", "lot")
    op.drop_table("inbound_event")
