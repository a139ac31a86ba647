"""Announcements of clarifications and supplements, with the agency's file.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-23 21:20 UTC
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BEFORE = "'suspension', 'resumption', 'cancellation', 'failure'"


def upgrade() -> None:
    """Two more kinds."""
    op.execute("ALTER TABLE announcement ADD COLUMN pdf jsonb")
    op.execute("ALTER TABLE announcement DROP CONSTRAINT announcement_kind_check")
    op.execute(
        "ALTER TABLE announcement ADD CONSTRAINT announcement_kind_check"
        f" CHECK (kind IN ({_BEFORE}, 'clarification', 'supplement'))"
    )


def downgrade() -> None:
    """The kinds of before; those of clarifications are made again from documents."""
    op.execute("ALTER TABLE announcement DISABLE TRIGGER USER")
    op.execute("DELETE FROM announcement WHERE kind IN ('clarification', 'supplement')")
    op.execute("ALTER TABLE announcement ENABLE TRIGGER USER")
    op.execute("ALTER TABLE announcement DROP CONSTRAINT announcement_kind_check")
    op.execute(
        f"ALTER TABLE announcement ADD CONSTRAINT announcement_kind_check CHECK (kind IN ({_BEFORE}))"
    )
    op.execute("ALTER TABLE announcement DROP COLUMN pdf")
