"""How each notice reaches the media that it names, and what they told of it.

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-24 01:50 UTC
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE media_delivery (
      id uuid PRIMARY KEY,
      notice_id uuid NOT NULL REFERENCES notice_publication,
      medium text NOT NULL,
      designated boolean NOT NULL,
      state text NOT NULL CONSTRAINT media_delivery_state
        CHECK (state IN ('waiting', 'handed_over', 'refused', 'by_hand', 'acknowledged')),
      attempts int NOT NULL DEFAULT 0,
      next_at timestamptz NOT NULL DEFAULT now(),
      handed_at timestamptz,
      last_error text,
      fault text,
      external_url text,
      published_at timestamptz,
      via text CONSTRAINT media_delivery_via CHECK (via IN ('answer', 'poll', 'event', 'hand')),
      acknowledged_by text,
      CONSTRAINT media_delivery_once UNIQUE (notice_id, medium),
      CONSTRAINT media_delivery_acknowledged CHECK (
        (state = 'acknowledged') = (published_at IS NOT NULL AND external_url IS NOT NULL)
      )
    )
    """,
    """
    CREATE INDEX media_delivery_due ON media_delivery (next_at)
    WHERE state IN ('waiting', 'handed_over')
    """,
    # What was published before is seen to by hand: nobody knows which medium has it already.
    """
    INSERT INTO media_delivery (id, notice_id, medium, designated, state)
    SELECT gen_random_uuid(), p.notice_id, m.medium, m.medium LIKE '中国湖南政府采购网%', 'by_hand'
    FROM notice_publication p, unnest(p.media) AS m(medium)
    WHERE m.medium <> '衡阳市公共资源交易中心门户'
    ON CONFLICT DO NOTHING
    """,
)


def upgrade() -> None:
    """Make the table, with a row for each medium of what is published already."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove it."""
    op.execute("DROP TABLE media_delivery")
