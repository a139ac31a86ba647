"""The OCDS release of each publication, made once and kept with its entry.

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-23 23:15 UTC
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was entered without one is entered anew by the service, under the same numbers' order."""
    op.execute("DELETE FROM public_entry")
    op.execute("ALTER TABLE public_entry ADD COLUMN release jsonb NOT NULL")


def downgrade() -> None:
    """Without releases."""
    op.execute("ALTER TABLE public_entry DROP COLUMN release")
