"""项目复评 bookings of an evaluation room for lots that are evaluated again."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UP = """
    ALTER TABLE venue_booking
      ADD COLUMN re_evaluation_kind text,
      ADD COLUMN legal_case text,
      ADD COLUMN statement text,
      ADD COLUMN attachments jsonb NOT NULL DEFAULT '[]',
      ADD CONSTRAINT venue_booking_re_evaluation CHECK (num_nonnulls(re_evaluation_kind, legal_case)
        = CASE purpose WHEN 're_evaluation' THEN 2 ELSE 0 END)
    """

DOWN = """
    ALTER TABLE venue_booking
      DROP CONSTRAINT venue_booking_re_evaluation,
      DROP COLUMN re_evaluation_kind,
      DROP COLUMN legal_case,
      DROP COLUMN statement,
      DROP COLUMN attachments
    """


def upgrade() -> None:
    """Add the columns; no such booking exists yet."""
    op.execute(UP)


def downgrade() -> None:
    """Remove them."""
    op.execute(DOWN)
