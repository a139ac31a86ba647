"""候补 requests that wait for a slot."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE venue_wait (
      id uuid PRIMARY KEY,
      booking_id uuid NOT NULL REFERENCES venue_booking,
      agency_id uuid NOT NULL,
      state text NOT NULL DEFAULT 'waiting'
        CONSTRAINT venue_wait_state CHECK (state IN ('waiting', 'offered', 'ended')),
      cause text,
      asked_at timestamptz NOT NULL,
      offered_at timestamptz,
      offered_until timestamptz,
      ended_at timestamptz,
      CONSTRAINT venue_wait_told CHECK ((state = 'ended') = (cause IS NOT NULL) AND
        (state <> 'offered' OR offered_until IS NOT NULL))
    )
    """,
    "CREATE UNIQUE INDEX venue_wait_one_live ON venue_wait (booking_id) WHERE (state <> 'ended')",
    "CREATE INDEX venue_wait_row ON venue_wait (asked_at, id) WHERE (state <> 'ended')",
)


def upgrade() -> None:
    """Make the table."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove it."""
    op.execute("DROP TABLE venue_wait")
