"""The public's catalogue: what search, feeds and the change feed read.

Revision ID: 0011
Revises: 0006
Create Date: 2026-11-23 22:50 UTC
"""

from alembic import op

revision = "0011"
down_revision = "0006"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE public_entry (
      seq bigint PRIMARY KEY,
      no text NOT NULL UNIQUE,
      kind text NOT NULL,
      title text NOT NULL,
      project_id uuid NOT NULL,
      project_no text NOT NULL,
      project_name text NOT NULL,
      lot_nos text[] NOT NULL,
      region text NOT NULL,
      method text,
      category text,
      catalogue text[] NOT NULL,
      purchaser text NOT NULL,
      agency text NOT NULL,
      amount numeric(18, 2),
      opening_at timestamptz,
      published_at timestamptz NOT NULL,
      url text NOT NULL,
      pdf_sha256 text,
      sealed boolean NOT NULL,
      ocid text NOT NULL,
      release_id text NOT NULL,
      about jsonb NOT NULL,
      said text NOT NULL,
      words tsvector NOT NULL
    )
    """,
    "CREATE INDEX public_entry_words ON public_entry USING gin (words)",
    "CREATE INDEX public_entry_at ON public_entry (published_at, seq)",
    "CREATE INDEX public_entry_project ON public_entry (project_no)",
)


def upgrade() -> None:
    """Empty: the service enters what has been published before, within a minute of its start."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Remove it; it can be made again from the records."""
    op.execute("DROP TABLE public_entry")
