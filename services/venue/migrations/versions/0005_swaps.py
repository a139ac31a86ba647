"""场地互换 two bookings that take each other's slots, decided on as one."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE venue_swap (
      id uuid PRIMARY KEY,
      one_id uuid NOT NULL REFERENCES venue_booking,
      other_id uuid NOT NULL REFERENCES venue_booking,
      state text NOT NULL CONSTRAINT venue_swap_state CHECK
        (state IN ('proposed', 'pending', 'approved', 'rejected', 'deleted')),
      version int NOT NULL DEFAULT 1,
      reason text NOT NULL,
      one_slot jsonb NOT NULL,
      other_slot jsonb NOT NULL,
      proposed_by text NOT NULL,
      proposed_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      CONSTRAINT venue_swap_of_two CHECK (one_id <> other_id)
    )
    """,
    "CREATE INDEX ix_venue_swap_one_id ON venue_swap (one_id)",
    "CREATE INDEX ix_venue_swap_other_id ON venue_swap (other_id)",
)


def upgrade() -> None:
    """Make the table."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove it."""
    op.execute("DROP TABLE venue_swap")
