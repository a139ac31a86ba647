"""Subscriptions to what a saved search finds anew, and what was sent to each.

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-24 02:10 UTC
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE subscription (
      id uuid PRIMARY KEY,
      channel text NOT NULL CONSTRAINT subscription_channel CHECK (channel IN ('mail', 'webhook')),
      address text NOT NULL,
      filter jsonb NOT NULL,
      token text NOT NULL UNIQUE,
      secret text NOT NULL,
      state text NOT NULL CONSTRAINT subscription_state
        CHECK (state IN ('unconfirmed', 'active', 'paused')),
      cursor bigint NOT NULL,
      since_at timestamptz,
      attempts int NOT NULL DEFAULT 0,
      next_at timestamptz NOT NULL,
      asked_at timestamptz,
      last_error text,
      created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX subscription_due ON subscription (next_at) WHERE state <> 'paused'",
    "CREATE INDEX subscription_address ON subscription (address)",
    """
    CREATE TABLE subscription_delivery (
      id uuid PRIMARY KEY,
      subscription_id uuid NOT NULL REFERENCES subscription ON DELETE CASCADE,
      seq bigint NOT NULL,
      no text NOT NULL,
      state text NOT NULL CONSTRAINT subscription_delivery_state
        CHECK (state IN ('sent', 'failed')),
      at timestamptz NOT NULL,
      error text,
      CONSTRAINT subscription_delivery_once UNIQUE (subscription_id, no)
    )
    """,
)


def upgrade() -> None:
    """Make the tables; whoever unsubscribes leaves nothing behind in them."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove them."""
    op.execute("DROP TABLE subscription_delivery")
    op.execute("DROP TABLE subscription")
