"""lot exceptions: suspension, cancellation, failure, resumption."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "lot_exception",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.Uuid(), sa.ForeignKey("project.id"), nullable=False),
        sa.Column("agency_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("statement", sa.Text()),
        sa.Column("finance_no", sa.Text()),
        sa.Column("suspended_from", sa.Date()),
        sa.Column("expected_resume", sa.Date()),
        sa.Column("ground", sa.Text()),
        sa.Column("bidder_count", sa.BigInteger()),
        sa.Column("experts", sa.Text()),
        sa.Column("follow_up", sa.Text()),
        sa.Column("attachments", postgresql.JSONB(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("order_id", sa.Uuid(), unique=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Text()),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("submitted_at", _MOMENT),
        sa.Column("approved_at", _MOMENT),
        sa.Column("closed_at", _MOMENT),
        sa.CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'rejected', 'deleted', 'void')",
            name="lot_exception_state",
        ),
        sa.CheckConstraint(
            "kind IN ('suspension', 'cancellation', 'failure', 'resumption')",
            name="lot_exception_kind",
        ),
    )
    op.create_index("lot_exception_by_agency", "lot_exception", ["agency_id", "created_at"])
    op.create_index("lot_exception_newest", "lot_exception", ["created_at"])
    op.create_table(
        "lot_exception_lot",
        sa.Column(
            "exception_id", sa.Uuid(), sa.ForeignKey("lot_exception.id"), primary_key=True
        ),
        sa.Column("lot_id", sa.Uuid(), sa.ForeignKey("lot.id"), primary_key=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("had_booking", sa.Boolean(), nullable=False),
    )
    op.create_index("lot_exception_lot_of", "lot_exception_lot", ["lot_id"])


def downgrade() -> None:
    op.drop_table("lot_exception_lot")
    op.drop_table("lot_exception")
