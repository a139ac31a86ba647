"""日历订阅 whose calendars are read from outside, each until it is revoked."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE venue_feed (
      id uuid PRIMARY KEY,
      user_id text NOT NULL,
      user_name text NOT NULL,
      role text NOT NULL,
      org_id uuid NOT NULL,
      room_id smallint REFERENCES venue_room,
      created_at timestamptz NOT NULL,
      revoked_at timestamptz
    )
    """,
    """
    CREATE UNIQUE INDEX venue_feed_one_live
      ON venue_feed (user_id, role, org_id, COALESCE(room_id, 0)) WHERE (revoked_at IS NULL)
    """,
)


def upgrade() -> None:
    """Make the table."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove it."""
    op.execute("DROP TABLE venue_feed")
