"""场地变更 why a booking is changed, and that a change awaits its 变更公告."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UP = (
    """
    ALTER TABLE venue_booking
      ADD COLUMN reason text,
      ADD COLUMN affects_documents boolean,
      ADD COLUMN awaiting_notice boolean NOT NULL DEFAULT false,
      ADD COLUMN awaiting_since timestamptz,
      ADD COLUMN told text NOT NULL DEFAULT 'no',
      ADD COLUMN change_notice_id uuid,
      ADD CONSTRAINT venue_booking_awaiting CHECK
        (NOT awaiting_notice OR (kind = 'change' AND state = 'approved')),
      ADD CONSTRAINT venue_booking_told CHECK (told IN ('no', 'reminder', 'alarm'))
    """,
    "CREATE INDEX venue_booking_awaits ON venue_booking (id) WHERE (awaiting_notice)",
)

DOWN = (
    "DROP INDEX venue_booking_awaits",
    """
    ALTER TABLE venue_booking
      DROP CONSTRAINT venue_booking_told,
      DROP CONSTRAINT venue_booking_awaiting,
      DROP COLUMN reason,
      DROP COLUMN affects_documents,
      DROP COLUMN awaiting_notice,
      DROP COLUMN awaiting_since,
      DROP COLUMN told,
      DROP COLUMN change_notice_id
    """,
)


def upgrade() -> None:
    """Add the columns; no change exists yet."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove them."""
    for statement in DOWN:
        op.execute(statement)
